import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import {
  answer,
  answers,
  anything,
  body,
  flag,
  gatewayProtocol,
  list,
  may,
  must,
  number,
  numbers,
  record,
  text,
  texts,
  whole,
  word,
} from "../fields.ts";
import { Gateway, Gateways } from "../schemas.ts";

const FlagResult = answer({ result: flag });
const ListResult = answer({ result: list });
const GatewayInformation = answer({
  templateId: text,
  type: text,
  label: text,
  value: anything,
  rank: number,
  unsafe: flag,
  gatewayId: text,
});
const TextResult = answer({ result: text });

/** Gateways (the boxes), and groups of devices of one radio protocol. */
export const gatewayOperations = {
  enableDeveloperMode: operation("POST /setup/gateways/{gatewayId}/developerMode", {
    name: "enableDeveloperMode",
    effect: "write",
    answer: "none",
  }),
  addGatewayModule: operation("POST /setup/gateways/{gatewayId}/modules/{moduleId}", {
    name: "addGatewayModule",
    effect: "write",
    answer: "none",
  }),
  gatewayDisconnectionAlert: operation("GET /setup/gateways/{gatewayId}/disconnectionAlert/configuration", {
    name: "gatewayDisconnectionAlert",
    effect: "read",
    response: answer({ timeout: number }),
  }),
  setGatewayDisconnectionAlert: operation("PUT /setup/gateways/{gatewayId}/disconnectionAlert/configuration", {
    name: "setGatewayDisconnectionAlert",
    effect: "write",
    body: body({ timeout: must.number }),
    answer: "none",
  }),
  setGatewayAutoUpdate: operation("POST /setup/gateways/{gatewayId}/enableAutoUpdate", {
    name: "setGatewayAutoUpdate",
    effect: "write",
    query: z.strictObject({ enable: may.flag }),
    answer: "none",
  }),
  gateway: operation("GET /setup/gateways/{gatewayId}", { name: "gateway", effect: "read", response: Gateway }),
  activeProtocols: operation("GET /setup/gateways/{gatewayId}/activeProtocols", {
    name: "activeProtocols",
    effect: "read",
    response: numbers,
  }),
  attachGateway: operation("PUT /setup/gateways/{gatewayId}/attach", {
    name: "attachGateway",
    effect: "write",
    body: body({ applicationId: may.text }).optional(),
    answer: "none",
  }),
  availableProtocols: operation("GET /setup/gateways/{gatewayId}/availableProtocols", {
    name: "availableProtocols",
    effect: "read",
    response: numbers,
  }),
  supportedProtocols: operation("GET /setup/gateways/{gatewayId}/supportedProtocols", {
    name: "supportedProtocols",
    effect: "read",
    response: numbers,
  }),
  updateGateway: operation("PUT /setup/gateways/{gatewayId}/update", {
    name: "updateGateway",
    effect: "write",
    response: answer({ details: record, updateStarted: flag }),
  }),
  usedProtocols: operation("GET /setup/gateways/{gatewayId}/usedActiveProtocols", {
    name: "usedProtocols",
    effect: "read",
    response: numbers,
  }),
  migrateGateway: operation("PUT /setup/gateways/{sourceGatewayId}/migrate/{targetGatewayId}", {
    name: "migrateGateway",
    effect: "write",
    query: z.strictObject({ allowIncompatibleProtocols: may.flag }),
    answer: "none",
  }),
  migrateAndUpdateGateway: operation("PUT /setup/gateways/{sourceGatewayId}/migrateAndUpdate/{targetGatewayId}", {
    name: "migrateAndUpdateGateway",
    effect: "write",
    query: z.strictObject({ allowIncompatibleProtocols: may.flag }),
    answer: "none",
  }),
  isGatewayAlive: operation("GET /setup/gateways/{gatewayId}/aliveAndReady", {
    name: "isGatewayAlive",
    effect: "read",
    response: FlagResult,
  }),
  hasFailedSyncTasks: operation("GET /setup/gateways/{gatewayId}/synchronization/failedTasks", {
    name: "hasFailedSyncTasks",
    effect: "read",
    response: FlagResult,
  }),
  failedSyncTaskCategories: operation("GET /setup/gateways/{gatewayId}/synchronization/failedTasks/categories", {
    name: "failedSyncTaskCategories",
    effect: "read",
    response: ListResult,
  }),
  isGatewaySyncing: operation("GET /setup/gateways/{gatewayId}/synchronization/inProgress", {
    name: "isGatewaySyncing",
    effect: "read",
    response: FlagResult,
  }),
  hasPendingSyncTasks: operation("GET /setup/gateways/{gatewayId}/synchronization/pendingTasks", {
    name: "hasPendingSyncTasks",
    effect: "read",
    response: FlagResult,
  }),
  activatePartnerOffer: operation("POST /setup/gateways/{gatewayId}/partnerOffers/{partnerOfferId}/activate", {
    name: "activatePartnerOffer",
    effect: "write",
    answer: "none",
  }),
  gatewayInformation: operation("GET /setup/gateways/{gatewayId}/additionalInformation", {
    name: "gatewayInformation",
    effect: "read",
    response: z.array(GatewayInformation),
  }),
  gatewayInformationItem: operation("GET /setup/gateways/{gatewayId}/additionalInformation/{templateId}", {
    name: "gatewayInformationItem",
    effect: "read",
    response: GatewayInformation,
  }),
  deactivatePartnerOffer: operation("POST /setup/gateways/{gatewayId}/partnerOffers/{partnerOfferId}/deactivate", {
    name: "deactivatePartnerOffer",
    effect: "write",
    answer: "none",
  }),
  detachGateway: operation("PUT /setup/gateways/{gatewayId}/detach", {
    name: "detachGateway",
    effect: "write",
    body: body({ purgeDependencies: may.flag }).optional(),
    answer: "none",
  }),
  gatewayFunctions: operation("GET /setup/gateways/{gatewayId}/functions", {
    name: "gatewayFunctions",
    effect: "read",
    response: texts,
  }),
  setGatewayFunction: operation("PUT /setup/gateways/{gatewayId}/functions/{functionType}", {
    name: "setGatewayFunction",
    effect: "write",
    body: body({ enabled: must.flag }),
    answer: "none",
  }),
  gatewayVersion: operation("GET /setup/gateways/{gatewayId}/version", {
    name: "gatewayVersion",
    effect: "read",
    response: TextResult,
  }),
  gateways: operation("GET /setup/gateways", {
    name: "gateways",
    effect: "read",
    response: Gateways,
    limit: "bulk-load",
  }),
  partnerOffers: operation("GET /setup/gateways/{gatewayId}/partnerOffers", {
    name: "partnerOffers",
    effect: "read",
    response: texts,
  }),
  developerMode: operation("GET /setup/gateways/{gatewayId}/developerMode", {
    name: "developerMode",
    effect: "read",
    response: answer({ active: flag }),
  }),
  keepProtocolAlive: operation("POST /setup/gateways/{gatewayId}/protocols/{protocolType}/keepAlive", {
    name: "keepProtocolAlive",
    effect: "read",
    path: gatewayProtocol,
    answer: "none",
    limit: "keep-alive",
  }),
  refreshGatewayStates: operation("POST /setup/gateways/{gatewayId}/devices/states/refresh", {
    name: "refreshGatewayStates",
    effect: "read",
    answer: "none",
    limit: "bulk-load",
  }),
  refreshGatewayProtocolStates: operation(
    "POST /setup/gateways/{gatewayId}/protocols/{protocolType}/devices/states/refresh",
    { name: "refreshGatewayProtocolStates", effect: "read", path: gatewayProtocol, answer: "none", limit: "bulk-load" },
  ),
  removeGatewayModule: operation("DELETE /setup/gateways/{gatewayId}/modules/{moduleId}", {
    name: "removeGatewayModule",
    effect: "write",
    answer: "none",
  }),
  refreshProtocolStates: operation("POST /setup/protocols/{protocolType}/devices/states/refresh", {
    name: "refreshProtocolStates",
    effect: "read",
    path: z.object({ protocolType: whole }),
    answer: "none",
    limit: "bulk-load",
  }),
  protocolGroups: operation("GET /setup/protocols/groups", {
    name: "protocolGroups",
    effect: "read",
    response: answers({ configurationURL: text, supervisionURL: text, deviceURLs: list }),
  }),
  createProtocolGroup: operation("POST /config/{gatewayId}/{protocolType}/group", {
    name: "createProtocolGroup",
    effect: "write",
    path: gatewayProtocol,
    body: body({ label: must.text, capability: must.text }),
    response: texts,
  }),
  protocolGroupCapabilities: operation("GET /config/{gatewayId}/{protocolType}/group/capabilities", {
    name: "protocolGroupCapabilities",
    effect: "read",
    path: gatewayProtocol,
    response: answers({ controllableName: text, controllableType: text }),
  }),
  protocolGroupDevices: operation("GET /config/{gatewayId}/{protocolType}/group/{groupAddress}/devices", {
    name: "protocolGroupDevices",
    effect: "read",
    path: z.object({ gatewayId: word, protocolType: whole, groupAddress: word }),
    response: texts,
  }),
} as const satisfies OperationTable;
