import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, body, flag, list, may, must, number, numbers, record, text, texts, whole, word } from "../fields.ts";
import { PerhapsStarted } from "../schemas.ts";

const DeviceAddress = answer({ deviceAddress: text });

/** Set-up of radio and bus protocols on the gateway. */
export const radioOperations = {
  enoceanFreeAddress: operation("GET /config/{gatewayId}/enocean/deviceAddress/{deviceType}", {
    name: "enoceanFreeAddress",
    effect: "read",
    response: DeviceAddress,
  }),
  ioSetConfigState: operation("POST /config/{gatewayId}/io/setConfigState", {
    name: "ioSetConfigState",
    effect: "write",
    body: body({ actuatorAddresses: must.list, searchForController: may.flag, state: may.number }),
    response: PerhapsStarted,
  }),
  ioTwinningExit: operation("POST /config/{gatewayId}/io/atlantic/twinningExit/{deviceAddress}", {
    name: "ioTwinningExit",
    effect: "write",
    response: PerhapsStarted,
  }),
  ioSendSystemTable: operation("POST /config/{gatewayId}/io/controller/{controllerAddress}/sendSystemTable", {
    name: "ioSendSystemTable",
    effect: "write",
    body: body({ actuatorAddresses: must.list, sendStackMaster: may.flag }),
    response: PerhapsStarted,
  }),
  ioOpenDeviceInRcm: operation("POST /config/{gatewayId}/io/openDeviceInRCM/{deviceAddress}", {
    name: "ioOpenDeviceInRcm",
    effect: "actuate",
    response: PerhapsStarted,
  }),
  ioSetGasPulseUse: operation("POST /config/{gatewayId}/io/discover/sensors/pulse/gas/{deviceAddress}", {
    name: "ioSetGasPulseUse",
    effect: "write",
    body: body({ usedForCooking: may.flag, usedForDHW: may.flag, peopleCount: may.number }),
    response: answer({ changed: flag }),
  }),
  ioDiscoverPulseSensors: operation("POST /config/{gatewayId}/io/discover/sensors/pulse/{category}/{scaleFactor}", {
    name: "ioDiscoverPulseSensors",
    effect: "write",
    path: z.object({
      gatewayId: word,
      category: z.enum(["ELECTRICITY", "GAS", "OIL", "WATER", "THERMAL_ENERGY"]),
      scaleFactor: z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]),
    }),
    response: PerhapsStarted,
  }),
  ioPropagateTransferKey: operation("POST /config/{gatewayId}/io/propagateTransferKey", {
    name: "ioPropagateTransferKey",
    effect: "write",
    body: body({ saveMasterNode: may.flag, propagate: may.flag }).optional(),
    response: PerhapsStarted,
  }),
  ioRevertToCurrentKey: operation("POST /config/{gatewayId}/io/revertToCurrentKey", {
    name: "ioRevertToCurrentKey",
    effect: "write",
    answer: "none",
  }),
  ioSendKeyToDevices: operation("POST /config/{gatewayId}/io/sendIOKeyToDevices", {
    name: "ioSendKeyToDevices",
    effect: "write",
    body: texts,
    response: PerhapsStarted,
  }),
  ioUnsubscribeSensor: operation("POST /config/{gatewayId}/io/discover/sensors/{sensorAddress}/unsubscribe", {
    name: "ioUnsubscribeSensor",
    effect: "write",
    response: PerhapsStarted,
  }),
  knxImport: operation("POST /config/{gatewayId}/ogp/knx/import", {
    name: "knxImport",
    effect: "write",
    query: z.strictObject({ file: must.text }),
    response: PerhapsStarted,
  }),
  modbusDiscover: operation("POST /config/{gatewayId}/modbus/discover/{ovpGatewayAddress}", {
    name: "modbusDiscover",
    effect: "write",
    answer: "none",
  }),
  modbusDiscoverModules: operation("POST /config/{gatewayId}/modbus/discover/modules/{deviceAddress}", {
    name: "modbusDiscoverModules",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscover: operation("POST /config/{gatewayId}/ovp/discover", {
    name: "ovpDiscover",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscoverInSystem: operation("POST /config/{gatewayId}/ovp/discover/inSystem", {
    name: "ovpDiscoverInSystem",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscoverSimple: operation("POST /config/{gatewayId}/ovp/discover/simple", {
    name: "ovpDiscoverSimple",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscoverModbusModules: operation("POST /config/{gatewayId}/ovp/discover/modbus/{gatewayAddress}/modules", {
    name: "ovpDiscoverModbusModules",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscoverSensors: operation("POST /config/{gatewayId}/ovp/discover/sensors", {
    name: "ovpDiscoverSensors",
    effect: "write",
    response: PerhapsStarted,
  }),
  ovpDiscoverSensorsSimple: operation("POST /config/{gatewayId}/ovp/discover/sensors/simple", {
    name: "ovpDiscoverSensorsSimple",
    effect: "write",
    response: PerhapsStarted,
  }),
  hueCreateBridgeUser: operation("PUT /config/{gatewayId}/hue/bridge/{hueBridgeAddress}/createBridgeUser", {
    name: "hueCreateBridgeUser",
    effect: "write",
    response: PerhapsStarted,
  }),
  hueDiscover: operation("POST /config/{gatewayId}/hue/bridge/discover", {
    name: "hueDiscover",
    effect: "write",
    response: PerhapsStarted,
  }),
  hueDiscoverConfiguration: operation("POST /config/{gatewayId}/hue/bridge/{hueBridgeAddress}/discoverConfiguration", {
    name: "hueDiscoverConfiguration",
    effect: "write",
    response: PerhapsStarted,
  }),
  profaluxFreeAddress: operation("GET /config/{gatewayId}/profalux868/address", {
    name: "profaluxFreeAddress",
    effect: "read",
    response: answer({ nextFreeAddress: number }),
  }),
  profaluxPair: operation("POST /config/{gatewayId}/profalux868/{deviceAddress}/pair", {
    name: "profaluxPair",
    effect: "write",
    response: PerhapsStarted,
  }),
  profaluxUnpair: operation("POST /config/{gatewayId}/profalux868/{deviceAddress}/unpair", {
    name: "profaluxUnpair",
    effect: "write",
    response: PerhapsStarted,
  }),
  rtdFreeAddress: operation("GET /config/{gatewayId}/rtd/deviceAddress", {
    name: "rtdFreeAddress",
    effect: "read",
    response: DeviceAddress,
  }),
  rtdDiscover: operation("POST /config/{gatewayId}/rtd/discover", {
    name: "rtdDiscover",
    effect: "write",
    response: PerhapsStarted,
  }),
  rtdTransferKey: operation("GET /config/{gatewayId}/rtd/transferKey/{deviceAddress}", {
    name: "rtdTransferKey",
    effect: "actuate",
    response: PerhapsStarted,
  }),
  rtsFreeChannel: operation("GET /config/{gatewayId}/rts/channel", {
    name: "rtsFreeChannel",
    effect: "read",
    response: answer({ rtsChannelId: number }),
  }),
  rtsTransferKey: operation("GET /config/{gatewayId}/rts/transferKey/{channel}/{type}", {
    name: "rtsTransferKey",
    effect: "actuate",
    path: z.object({ gatewayId: word, channel: whole, type: z.literal([0, 1, "0", "1"]) }),
    response: PerhapsStarted,
  }),
  ramsesDiscoverGatewayNode: operation("POST /config/{gatewayId}/ramses/discover/gatewayNode/{gatewayAddress}", {
    name: "ramsesDiscoverGatewayNode",
    effect: "write",
    response: PerhapsStarted,
  }),
  ramsesDiscoverMasterNodes: operation("POST /config/{gatewayId}/ramses/discover/masterNodes/{evoHomeAddress}", {
    name: "ramsesDiscoverMasterNodes",
    effect: "write",
    response: PerhapsStarted,
  }),
  ramsesTestAddress: operation("GET /config/{gatewayId}/ramses/test/address/{evoHomeAddress}", {
    name: "ramsesTestAddress",
    effect: "read",
  }),
  ramsesTestGateway: operation("GET /config/{gatewayId}/ramses/test/gateway/{gatewayAddress}", {
    name: "ramsesTestGateway",
    effect: "read",
  }),
  sonosSceneUses: operation("GET /config/{gatewayId}/upnpcontrol/sonos/checkActionGroups", {
    name: "sonosSceneUses",
    effect: "read",
    response: answer({ impactedElements: record }),
  }),
  sonosSetTopology: operation("POST /config/{gatewayId}/upnpcontrol/sonos/topology/{deviceURL}", {
    name: "sonosSetTopology",
    effect: "write",
    answer: "none",
  }),
  zwaveRefreshGroup: operation("POST /config/{gatewayId}/zwave/association/nodes/{nodeId}/groups/{groupId}/refresh", {
    name: "zwaveRefreshGroup",
    effect: "write",
    path: z.object({ gatewayId: word, nodeId: whole, groupId: whole }),
    response: PerhapsStarted,
  }),
  zwaveRefreshGroups: operation("POST /config/{gatewayId}/zwave/association/nodes/{nodeId}/groups/refresh", {
    name: "zwaveRefreshGroups",
    effect: "write",
    path: z.object({ gatewayId: word, nodeId: whole }),
    response: PerhapsStarted,
  }),
  zwaveReset: operation("POST /config/{gatewayId}/zwave/reset", {
    name: "zwaveReset",
    effect: "write",
    answer: "none",
  }),
  zwaveGroup: operation("GET /config/{gatewayId}/zwave/association/nodes/{nodeId}/groups/{groupId}", {
    name: "zwaveGroup",
    effect: "read",
    path: z.object({ gatewayId: word, nodeId: whole, groupId: whole }),
    response: answer({ maxNode: number, groupId: number, nodeList: list }),
  }),
  zwaveGroups: operation("GET /config/{gatewayId}/zwave/association/nodes/{nodeId}/groups", {
    name: "zwaveGroups",
    effect: "read",
    path: z.object({ gatewayId: word, nodeId: whole }),
    response: answer({ maxAssociationGroup: number, associationGroups: list }),
  }),
  zwaveSetGroup: operation("POST /config/{gatewayId}/zwave/association/nodes/{nodeId}/groups/{groupId}", {
    name: "zwaveSetGroup",
    effect: "write",
    path: z.object({ gatewayId: word, nodeId: whole, groupId: whole }),
    body: numbers,
    response: PerhapsStarted,
  }),
  zigbeeBindNetwork: operation("POST /config/{gatewayId}/zigbee/bindNetwork", {
    name: "zigbeeBindNetwork",
    effect: "write",
    response: PerhapsStarted,
  }),
  zigbeeCreateNetwork: operation("POST /config/{gatewayId}/zigbee/createNetwork", {
    name: "zigbeeCreateNetwork",
    effect: "write",
    response: PerhapsStarted,
  }),
  zigbeeCreateNetworkOnChannels: operation("POST /config/{gatewayId}/zigbee/createNetwork/channels", {
    name: "zigbeeCreateNetworkOnChannels",
    effect: "write",
    body: numbers,
    response: PerhapsStarted,
  }),
  zigbeeJoinNetwork: operation("POST /config/{gatewayId}/zigbee/joinNetwork", {
    name: "zigbeeJoinNetwork",
    effect: "write",
    response: PerhapsStarted,
  }),
  zigbeeLeaveNetwork: operation("POST /config/{gatewayId}/zigbee/leaveNetwork", {
    name: "zigbeeLeaveNetwork",
    effect: "write",
    response: PerhapsStarted,
  }),
  zigbeeRefreshNetwork: operation("POST /config/{gatewayId}/zigbee/refreshNetwork", {
    name: "zigbeeRefreshNetwork",
    effect: "write",
    response: PerhapsStarted,
  }),
} as const satisfies OperationTable;
