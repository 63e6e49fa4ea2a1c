import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, anything, body, gatewayProtocol, may, number, text, whole, word } from "../fields.ts";

const CommissioningCode = answer({ code: text, metadata: text, extraFields: anything });
const CodesBody = z.array(body({ code: may.text, metadata: may.text, commissioningId: may.text }));

/** Commissioning of new devices. */
export const pairingOperations = {
  commissioningCodes: operation("GET /config/{gatewayId}/devices/{protocolType}/commissioning/codes", {
    name: "commissioningCodes",
    effect: "read",
    path: gatewayProtocol,
    response: z.array(CommissioningCode),
  }),
  addCommissioningCodes: operation("POST /config/{gatewayId}/devices/{protocolType}/commissioning/codes", {
    name: "addCommissioningCodes",
    effect: "write",
    path: gatewayProtocol,
    body: CodesBody,
    answer: "none",
  }),
  removeCommissioningCodes: operation("DELETE /config/{gatewayId}/devices/{protocolType}/commissioning/codes", {
    name: "removeCommissioningCodes",
    effect: "write",
    path: gatewayProtocol,
    answer: "none",
  }),
  removeCommissioningCode: operation("DELETE /config/{gatewayId}/devices/{protocolType}/commissioning/codes/{code}", {
    name: "removeCommissioningCode",
    effect: "write",
    path: z.object({ gatewayId: word, protocolType: whole, code: word }),
    answer: "none",
  }),
  importCommissioning: operation("POST /config/{gatewayId}/devices/{protocolType}/commissioning/import", {
    name: "importCommissioning",
    effect: "write",
    path: gatewayProtocol,
    answer: "none",
  }),
  savedCommissioningCodes: operation("GET /config/{gatewayId}/devices/{protocolType}/commissioning/savedCodes", {
    name: "savedCommissioningCodes",
    effect: "read",
    path: gatewayProtocol,
    response: z.array(CommissioningCode),
  }),
  saveCommissioningCodes: operation("POST /config/{gatewayId}/devices/{protocolType}/commissioning/savedCodes", {
    name: "saveCommissioningCodes",
    effect: "write",
    path: gatewayProtocol,
    body: CodesBody,
    answer: "none",
  }),
  removeSavedCommissioningCodes: operation(
    "DELETE /config/{gatewayId}/devices/{protocolType}/commissioning/savedCodes",
    { name: "removeSavedCommissioningCodes", effect: "write", path: gatewayProtocol, answer: "none" },
  ),
  removeSavedCommissioningCode: operation(
    "DELETE /config/{gatewayId}/devices/{protocolType}/commissioning/savedCodes/{code}",
    {
      name: "removeSavedCommissioningCode",
      effect: "write",
      path: z.object({ gatewayId: word, protocolType: whole, code: word }),
      answer: "none",
    },
  ),
  createDevice: operation(
    "POST /config/{gatewayId}/devices/{deviceAddress}/{protocolType}/{deviceType}/{deviceLabel}",
    {
      name: "createDevice",
      effect: "write",
      path: z.object({
        gatewayId: word,
        deviceAddress: word,
        protocolType: whole,
        deviceType: whole,
        deviceLabel: word,
      }),
      answer: "none",
    },
  ),
  partialDevices: operation("GET /config/{gatewayId}/devices/{protocolType}/partial", {
    name: "partialDevices",
    effect: "read",
    path: gatewayProtocol,
    response: answers({ address: text, creationTime: number }),
  }),
  removePartialDevices: operation("DELETE /config/{gatewayId}/devices/{protocolType}/partial", {
    name: "removePartialDevices",
    effect: "write",
    path: gatewayProtocol,
    answer: "none",
  }),
  removePartialDevice: operation("DELETE /config/{gatewayId}/devices/{protocolType}/partial/{deviceAddress}", {
    name: "removePartialDevice",
    effect: "write",
    path: z.object({ gatewayId: word, protocolType: whole, deviceAddress: word }),
    answer: "none",
  }),
  initDevices: operation("POST /config/{gatewayId}/devices/{protocolType}/init", {
    name: "initDevices",
    effect: "write",
    path: gatewayProtocol,
    response: answer({ type: text, parentRef: text, id: text, context: text }),
  }),
} as const satisfies OperationTable;
