import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, anything, body, flag, list, may, must, number, text, texts, whole, word } from "../fields.ts";
import { Controllable, Device, DeviceState, DeviceStates, Devices, PerhapsStarted } from "../schemas.ts";

const DeviceInformation = answer({
  templateId: text,
  type: text,
  label: text,
  value: anything,
  rank: number,
  unsafe: flag,
  deviceURL: text,
});
const DevicesBody = body({ devicesURL: must.list });

/** Devices: their states, names, attributes and firmware. */
export const deviceOperations = {
  device: operation("GET /setup/devices/{deviceURL}", {
    name: "device",
    effect: "read",
    query: z.strictObject({ withManufacturerData: may.flag }),
    response: Device,
  }),
  removeDevice: operation("POST /setup/devices/{deviceURL}/_deleteCascade", {
    name: "removeDevice",
    effect: "write",
    body: body({
      purgeHistory: may.flag,
      deleteAllSubSystems: may.flag,
      deleteEmptyCalendarDays: may.flag,
      forced: may.flag,
    }).optional(),
    response: answer({ jobId: text }),
  }),
  deviceControllable: operation("GET /setup/devices/{deviceURL}/controllable", {
    name: "deviceControllable",
    effect: "read",
    response: Controllable,
  }),
  moveDevice: operation("PUT /setup/devices/{deviceURL}/relocate/{placeOID}", {
    name: "moveDevice",
    effect: "write",
    answer: "none",
  }),
  renameDevice: operation("PUT /setup/devices/{deviceURL}/{label}", {
    name: "renameDevice",
    effect: "write",
    query: z.strictObject({ updateDeviceName: may.flag }),
    response: PerhapsStarted,
  }),
  renameDeviceWithSubsystems: operation("PUT /setup/devices/{deviceURL}/{label}/subSystems", {
    name: "renameDeviceWithSubsystems",
    effect: "write",
    answer: "none",
  }),
  renameDeviceInCategory: operation("PUT /setup/devices/{deviceURL}/{label}/{category}", {
    name: "renameDeviceInCategory",
    effect: "write",
    query: z.strictObject({ updateDeviceName: may.flag }),
    response: PerhapsStarted,
  }),
  setDeviceType: operation("PUT /setup/devices/{deviceURL}/deviceType/{newDeviceType}", {
    name: "setDeviceType",
    effect: "write",
    path: z.object({ deviceURL: word, newDeviceType: whole }),
    answer: "none",
  }),
  devicesInformation: operation("GET /setup/devices/additionalInformation", {
    name: "devicesInformation",
    effect: "read",
    response: z.array(DeviceInformation),
  }),
  deviceInformation: operation("GET /setup/devices/{deviceURL}/additionalInformation", {
    name: "deviceInformation",
    effect: "read",
    response: z.array(DeviceInformation),
  }),
  deviceInformationItem: operation("GET /setup/devices/{deviceURL}/additionalInformation/{templateId}", {
    name: "deviceInformationItem",
    effect: "read",
    response: DeviceInformation,
  }),
  deviceAttribute: operation("GET /setup/devices/{deviceURL}/attributes/{name}", {
    name: "deviceAttribute",
    effect: "read",
    response: DeviceState,
  }),
  deviceAttributes: operation("GET /setup/devices/{deviceURL}/attributes", {
    name: "deviceAttributes",
    effect: "read",
    response: DeviceStates,
  }),
  setControllable: operation("PUT /setup/devices/{deviceURL}/alternativeControllables/{newControllableName}", {
    name: "setControllable",
    effect: "write",
    answer: "none",
  }),
  alternativeControllables: operation("GET /setup/devices/{deviceURL}/alternativeControllables", {
    name: "alternativeControllables",
    effect: "read",
    response: texts,
  }),
  isFirmwareUpToDate: operation("GET /setup/devices/{deviceURL}/firmwareUpToDate", {
    name: "isFirmwareUpToDate",
    effect: "read",
    response: answer({ upToDate: flag, notes: list }),
  }),
  canUpdateFirmware: operation("GET /setup/devices/{deviceURL}/firmwareUpdateCapability", {
    name: "canUpdateFirmware",
    effect: "read",
    response: answer({ supportsFirmwareUpdate: flag }),
  }),
  updateFirmware: operation("PUT /setup/devices/{deviceURL}/updateFirmware", {
    name: "updateFirmware",
    effect: "write",
    answer: "none",
  }),
  manufacturerReferences: operation("GET /setup/devices/{deviceURL}/manufacturerReferences", {
    name: "manufacturerReferences",
    effect: "read",
    response: answers({ protocolType: number, provider: text, tag: text, type: text }),
  }),
  setDeviceMetadata: operation("PUT /setup/devices/{deviceURL}/metadata", {
    name: "setDeviceMetadata",
    effect: "write",
    body: body({ metadata: must.text }),
    answer: "none",
  }),
  deviceState: operation("GET /setup/devices/{deviceURL}/states/{name}", {
    name: "deviceState",
    effect: "read",
    response: DeviceState,
  }),
  setDeviceState: operation("PUT /setup/devices/{deviceURL}/states/{name}/{stateType}/{stateValue}", {
    name: "setDeviceState",
    effect: "write",
    path: z.object({ deviceURL: word, name: word, stateType: whole, stateValue: word }),
    answer: "none",
  }),
  deviceStates: operation("GET /setup/devices/{deviceURL}/states", {
    name: "deviceStates",
    effect: "read",
    response: DeviceStates,
  }),
  devices: operation("GET /setup/devices", {
    name: "devices",
    effect: "read",
    query: z.strictObject({ withManufacturerData: may.flag }),
    response: Devices,
    limit: "bulk-load",
  }),
  linkDevices: operation("PUT /setup/devices/link", {
    name: "linkDevices",
    effect: "write",
    body: DevicesBody,
    response: answer({ groupId: text }),
  }),
  unlinkDevices: operation("POST /setup/devices/link/_delete", {
    name: "unlinkDevices",
    effect: "write",
    body: DevicesBody,
    answer: "none",
  }),
  refreshDevices: operation("PUT /setup/devices/refresh", {
    name: "refreshDevices",
    effect: "read",
    answer: "none",
    limit: "bulk-load",
  }),
  devicesOfControllable: operation("GET /setup/devices/controllables/{controllableName}", {
    name: "devicesOfControllable",
    effect: "read",
    response: texts,
  }),
  controllables: operation("GET /setup/devices/controllables", {
    name: "controllables",
    effect: "read",
    response: z.record(z.string(), texts),
  }),
  outdatedDevices: operation("GET /setup/devices/notUpToDate", {
    name: "outdatedDevices",
    effect: "read",
    response: texts,
  }),
  updateFirmwares: operation("PUT /setup/devices/updateFirmwares", {
    name: "updateFirmwares",
    effect: "write",
    body: texts,
    answer: "none",
  }),
  growingIndexes: operation("POST /setup/devices/states/growingIndexes", {
    name: "growingIndexes",
    effect: "read",
    body: z.array(body({ deviceUrl: may.text, stateName: may.text, from: may.number, to: may.number })),
    response: answers({ deviceUrl: text, stateName: text, delta: number }),
  }),
  refreshStates: operation("POST /setup/devices/states/refresh", {
    name: "refreshStates",
    effect: "read",
    body: texts.optional(),
    answer: "none",
    limit: "bulk-load",
  }),
  refreshDeviceStates: operation("POST /setup/devices/{deviceURL}/states/refresh", {
    name: "refreshDeviceStates",
    effect: "read",
    answer: "none",
    limit: "bulk-load",
  }),
} as const satisfies OperationTable;
