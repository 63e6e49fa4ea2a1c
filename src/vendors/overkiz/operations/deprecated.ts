import { type DeprecatedTable, deprecated } from "#vendors/operation.ts";

/** What the vendor withdrew, since when, and what to use instead where that is known. */
export const deprecatedOperations: DeprecatedTable = [
  deprecated("DELETE /exec/current/{execId}", {
    name: "cancelCurrentExecution",
    since: "2018.3.3",
    successor: "DELETE /exec/current/setup/{execId}",
  }),
  deprecated("DELETE /exec/current", {
    name: "cancelCurrentExecutions",
    since: "2018.3.3",
    successor: "DELETE /exec/current/setup",
  }),
  deprecated("DELETE /exec/current/gateway/{gatewayId}/{execId}", {
    name: "cancelGatewayExecution",
    since: "2018.3.3",
    successor: "DELETE /exec/current/setup/{execId}",
  }),
  deprecated("DELETE /exec/current/gateway/{gatewayId}", {
    name: "cancelGatewayExecutions",
    since: "2018.3.3",
    successor: "DELETE /exec/current/setup",
  }),
  deprecated("POST /config/{gatewayId}/enocean/learn/start/{deviceRef}", {
    name: "enoceanLearnDevice",
    since: "2018.3.4",
  }),
  deprecated("POST /config/{gatewayId}/enocean/learn/start", { name: "enoceanLearn", since: "2018.3.4" }),
  deprecated("POST /config/{gatewayId}/enocean/learn/stop", { name: "enoceanStopLearning", since: "2018.3.4" }),
  deprecated("POST /config/{gatewayId}/io/discover", { name: "ioDiscover", since: "2020.6" }),
  deprecated("POST /config/{gatewayId}/io/discover/1way", {
    name: "ioDiscoverOneWay",
    since: "2018.3.3",
    successor: "POST /config/{gatewayId}/io/discover/simple",
  }),
  deprecated("POST /config/{gatewayId}/io/discover/inSystem", { name: "ioDiscoverInSystem", since: "2020.6" }),
  deprecated("POST /config/{gatewayId}/io/discover/simple", { name: "ioDiscoverSimple", since: "2020.6" }),
  deprecated("GET /config/{gatewayId}/io/PropagateTransferKey", {
    name: "ioPropagateKey",
    since: "2018.3.3",
    successor: "POST /config/{gatewayId}/io/propagateTransferKey",
  }),
  deprecated("PUT /config/{gatewayId}/io/changeAndPropagateTransferKey", {
    name: "ioChangeTransferKey",
    since: "2020.6",
  }),
  deprecated("POST /config/{gatewayId}/io/sendTransferKey", { name: "ioSendTransferKey", since: "2020.6" }),
  deprecated("POST /config/{gatewayId}/io/sendTransferKey/{execId}", {
    name: "ioSendTransferKeyOf",
    since: "2018.3.3",
  }),
  deprecated("POST /config/{gatewayId}/io/discover/somfy", { name: "ioDiscoverSomfy", since: "2020.6" }),
  deprecated("POST /config/{gatewayId}/io/discover/sensors", { name: "ioDiscoverSensors", since: "2020.6" }),
  deprecated("POST /config/{gatewayId}/io/discover/sensors/simple", {
    name: "ioDiscoverSensorsSimple",
    since: "2020.6",
  }),
  deprecated("DELETE /config/{gatewayId}/io/discover/sensors/{sensorAddress}", {
    name: "ioRemoveSensor",
    since: "2018.3.3",
    successor: "POST /config/{gatewayId}/io/discover/sensors/{sensorAddress}/unsubscribe",
  }),
  deprecated("POST /config/opendoors/discover", {
    name: "opendoorsDiscover",
    since: "2019.1",
    successor: "POST /config/opendoors/discoverGateway",
  }),
  deprecated("POST /config/somfyprotect/discoverGateways", {
    name: "somfyProtectDiscoverGateways",
    since: "2018.7",
    successor: "POST /config/somfyprotect/discoverGateway",
  }),
  deprecated("POST /config/somfyprotect/sendGetSites", {
    name: "somfyProtectSites",
    since: "2018.7",
    successor: "POST /config/somfyprotect/discoverGatewaysCandidates",
  }),
  deprecated("GET /config/{gatewayId}/zwave/controllerCapability", {
    name: "zwaveControllerCapability",
    since: "2018.3.3",
  }),
  deprecated("POST /config/{gatewayId}/zwave/wakeUpInterval/{sourceDeviceId}/{interval}", {
    name: "zwaveSetWakeUp",
    since: "2018.4",
  }),
  deprecated("POST /config/{gatewayId}/zwave/wakeUpInterval/{sourceDeviceId}/{interval}/{assignReturnRoute}", {
    name: "zwaveSetWakeUpAndRoute",
    since: "2018.4",
  }),
  deprecated("POST /config/{gatewayId}/zwave/exclusion/start", { name: "zwaveExclude", since: "2018.3.3" }),
  deprecated("POST /config/{gatewayId}/zwave/exclusion/start/{timeout}", {
    name: "zwaveExcludeWithin",
    since: "2018.3.3",
  }),
  deprecated("POST /config/{gatewayId}/zwave/exclusion/stop", { name: "zwaveStopExclusion", since: "2018.3.3" }),
  deprecated("POST /config/{gatewayId}/zwave/exclusionMode/start", { name: "zwaveExclusionMode", since: "2018.4" }),
  deprecated("POST /config/{gatewayId}/zwave/exclusionMode/stop", { name: "zwaveStopExclusionMode", since: "2018.4" }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/exclusion/start", {
    name: "zwavePairingExclusion",
    since: "2019.1.1",
  }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/exclusion/stop", {
    name: "zwaveStopPairingExclusion",
    since: "2019.1.1",
  }),
  deprecated("POST /config/{gatewayId}/zwave/failedDevice/{targetDeviceId}", {
    name: "zwaveCheckFailedDevice",
    since: "2019.1.1",
  }),
  deprecated("DELETE /config/{gatewayId}/zwave/failedDevice/{targetDeviceId}", {
    name: "zwaveRemoveFailedDevice",
    since: "2018.3.3",
  }),
  deprecated("POST /config/{gatewayId}/zwave/failedDevice/{targetDeviceId}/replace", {
    name: "zwaveReplaceFailedDevice",
    since: "2019.1.1",
  }),
  deprecated("POST /config/{gatewayId}/zwave/inclusion/start", { name: "zwaveInclude", since: "2018.3.3" }),
  deprecated("POST /config/{gatewayId}/zwave/inclusion/start/{timeout}", {
    name: "zwaveIncludeWithin",
    since: "2018.3.3",
  }),
  deprecated("POST /config/{gatewayId}/zwave/inclusion/stop", { name: "zwaveStopInclusion", since: "2018.3.3" }),
  deprecated("POST /config/{gatewayId}/zwave/inclusionMode/start", { name: "zwaveInclusionMode", since: "2018.4" }),
  deprecated("POST /config/{gatewayId}/zwave/inclusionMode/stop", { name: "zwaveStopInclusionMode", since: "2018.4" }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/inclusion/start", {
    name: "zwavePairingInclusion",
    since: "2019.1.1",
  }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/inclusion/stop", {
    name: "zwaveStopPairingInclusion",
    since: "2019.1.1",
  }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/learn/start", { name: "zwaveLearn", since: "2019.1.1" }),
  deprecated("POST /config/{gatewayId}/zwave/pairing/learn/stop", { name: "zwaveStopLearning", since: "2019.1.1" }),
  deprecated("POST /enduser/{userId}/accessPeriod", {
    name: "createAccessPeriod",
    since: "2018.3.3",
    successor: "PUT /enduser/{userId}/accessPeriod",
  }),
  deprecated("PUT /enduser/mainAccount", {
    name: "changeMainAccount",
    since: "2018.3.3",
    successor: "PUT /enduser/account",
  }),
  deprecated("DELETE /enduser/mainAccount", { name: "removeMainAccount", since: "2018.3.3" }),
  deprecated("POST /enduser/mainAccount/resetPassword", {
    name: "resetMainAccountPassword",
    since: "2018.3.3",
    successor: "POST /enduser/password/reset",
  }),
  deprecated("PUT /enduser/secondaryAccounts", {
    name: "changeSecondaryAccount",
    since: "2018.3.3",
    successor: "PUT /enduser/account",
  }),
  deprecated("DELETE /enduser/secondaryAccounts/{secondaryUserId}", {
    name: "removeSecondaryAccount",
    since: "2018.3.3",
  }),
  deprecated("GET /history/executions", {
    name: "executionHistory",
    since: "2021.6",
    successor: "GET /history/lastExecutions",
  }),
  deprecated("DELETE /setup/devices/{deviceURL}", {
    name: "deleteDevice",
    since: "2018.3.3",
    successor: "POST /setup/devices/{deviceURL}/_deleteCascade",
  }),
  deprecated("POST /setup/devices/{deviceURL}/_delete", {
    name: "deleteDeviceNow",
    since: "2020.3.4",
    successor: "POST /setup/devices/{deviceURL}/_deleteCascade",
  }),
  deprecated("PUT /setup/devices/{deviceURL}/equivalentControllables/{newControllableName}", {
    name: "setEquivalentControllable",
    since: "2018.3.3",
    successor: "PUT /setup/devices/{deviceURL}/alternativeControllables/{newControllableName}",
  }),
  deprecated("GET /setup/devices/{deviceURL}/equivalentControllables", {
    name: "equivalentControllables",
    since: "2018.3.3",
    successor: "GET /setup/devices/{deviceURL}/alternativeControllables",
  }),
  deprecated("DELETE /setup/devices/link", {
    name: "removeDeviceLink",
    since: "2018.3.3",
    successor: "POST /setup/devices/link/_delete",
  }),
  deprecated("PUT /setup/devices/states/refresh", {
    name: "refreshAllStates",
    since: "2018.3.3",
    successor: "POST /setup/devices/states/refresh",
  }),
  deprecated("GET /setup/devices/hidden", { name: "hiddenDevices", since: "2018.3.3" }),
  deprecated("GET /setup/devices/{deviceURL}/states/{name}/history/montly/{from}/{to}", {
    name: "stateHistoryMontly",
    since: "2018.3.3",
    successor: "GET /setup/devices/{deviceURL}/states/{name}/history/monthly/{from}/{to}",
  }),
  deprecated("GET /setup/gateways/{gatewayId}/synchronized", {
    name: "isGatewaySynchronized",
    since: "2018.3.3",
    successor: "GET /setup/gateways/{gatewayId}/aliveAndReady",
  }),
  deprecated("POST /setup/places/{parentPlaceOID}/{label}/{type}", {
    name: "createPlaceByLabel",
    since: "2018.3.3",
    successor: "POST /setup/places/{parentPlaceOID}/subPlaces",
  }),
  deprecated("PUT /setup/places/{placeOID}/{newParentPlaceOID}", {
    name: "movePlaceTo",
    since: "2018.3.3",
    successor: "PUT /setup/places/{placeOID}/parent/{newParentPlaceOID}",
  }),
  deprecated("POST /setup/subscribe/notification/android/{providerApplicationId}", {
    name: "subscribeAndroidGcm",
    since: "2018.3.3",
    successor: "POST /setup/subscribe/notification/android/fcm/{providerApplicationId}",
  }),
  deprecated("PUT /setup/subscribe/notification/android/{providerApplicationId}", {
    name: "changeAndroidGcmSubscription",
    since: "2018.3.3",
    successor: "PUT /setup/subscribe/notification/android/fcm/{providerApplicationId}",
  }),
  deprecated("GET /setup/subscribe/notification/android/{providerApplicationId}/{deviceUdid}", {
    name: "androidGcmSubscription",
    since: "2018.3.3",
    successor: "GET /setup/subscribe/notification/android/fcm/{providerApplicationId}/{deviceUdid}",
  }),
  deprecated("DELETE /setup/subscribe/notification/android/{providerApplicationId}/{deviceUdid}", {
    name: "unsubscribeAndroid",
    since: "2018.3.3",
    successor: "DELETE /setup/subscribe/notification/{subscriberOID}",
  }),
  deprecated("DELETE /setup/subscribe/notification/apple/{providerApplicationId}/{deviceUdid}", {
    name: "unsubscribeApple",
    since: "2018.3.3",
    successor: "DELETE /setup/subscribe/notification/{subscriberOID}",
  }),
  deprecated("DELETE /setup/subscribe/notification/windows/{providerApplicationId}/{deviceUdid}", {
    name: "unsubscribeWindows",
    since: "2018.3.3",
    successor: "DELETE /setup/subscribe/notification/{subscriberOID}",
  }),
  deprecated("POST /setup/zones/items", {
    name: "createZoneItems",
    since: "2018.3.3",
    successor: "POST /setup/zones/{zoneOID}/items",
  }),
  deprecated("DELETE /setup/zones/items", {
    name: "removeItemsFromZones",
    since: "2018.3.3",
    successor: "POST /setup/zones/{zoneOID}/items/_delete",
  }),
  deprecated("PUT /setup/zones/{zoneOID}/items", {
    name: "moveItemsOfZone",
    since: "2018.3.3",
    successor: "POST /setup/zones/{sourceZoneOID}/items/relocate/{targetZoneOID}",
  }),
  deprecated("DELETE /setup/zones/{zoneOID}/items", {
    name: "removeItemsOfZone",
    since: "2018.3.3",
    successor: "POST /setup/zones/{zoneOID}/items/_delete",
  }),
  deprecated("PUT /setup/zones", {
    name: "changeZoneItself",
    since: "2018.3.3",
    successor: "PUT /setup/zones/{zoneOID}",
  }),
];
