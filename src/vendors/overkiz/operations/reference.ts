import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, body, flag, list, may, number, text, texts } from "../fields.ts";
import { Controllable } from "../schemas.ts";

const City = answer({
  city: text,
  country: text,
  postalCode: text,
  secondaryZone: flag,
  latitude: number,
  longitude: number,
});

/** What the vendor knows in general: device types, cities, time zones, and its documentation page. */
export const referenceOperations = {
  documentation: operation("GET /doc", { name: "documentation", effect: "read", answer: "text" }),
  citiesOfPostcode: operation("GET /utils/location/countries/{countryNameOrCode}/postcodes/{postcode}/cities", {
    name: "citiesOfPostcode",
    effect: "read",
    response: z.array(City),
  }),
  citiesByPrefix: operation("GET /utils/location/countries/{countryNameOrCode}/cities/{prefix}", {
    name: "citiesByPrefix",
    effect: "read",
    response: z.array(City),
  }),
  citiesByPrefixFiltered: operation("POST /utils/location/countries/{countryNameOrCode}/cities/{prefix}", {
    name: "citiesByPrefixFiltered",
    effect: "read",
    body: body({ includeSecondaryZones: may.flag }).optional(),
    response: z.array(City),
  }),
  postcodePattern: operation("GET /utils/location/countries/{countryNameOrCode}/postcodePattern", {
    name: "postcodePattern",
    effect: "read",
    response: answer({ country: text, countryCode: text, readablePattern: text }),
  }),
  timeInZone: operation("GET /utils/time/{timeZoneName}", {
    name: "timeInZone",
    effect: "read",
    response: answer({
      serverTime: number,
      rawTzOffset: number,
      currentTzOffset: number,
      dstSavings: number,
      usingNorthernHemisphereDST: flag,
    }),
  }),
  referenceControllable: operation("GET /reference/controllable/{controllableName}", {
    name: "referenceControllable",
    effect: "read",
    response: Controllable,
  }),
  controllableTypes: operation("GET /reference/controllableTypes", {
    name: "controllableTypes",
    effect: "read",
    response: answers({ id: number, name: text, label: text }),
  }),
  searchDeviceTypes: operation("POST /reference/devices/search", {
    name: "searchDeviceTypes",
    effect: "read",
    body: body({
      uiWidgets: may.list,
      uiClassifiers: may.list,
      controllableTypes: may.list,
      protocolTypes: may.list,
      uiClasses: may.list,
      anyCriteria: may.text,
      withManufacturerReferences: may.flag,
      withStates: may.flag,
      withCommands: may.flag,
      withAttributes: may.flag,
    }),
    response: answer({ allResult: flag, devicesTypes: list }),
  }),
  protocolTypes: operation("GET /reference/protocolTypes", {
    name: "protocolTypes",
    effect: "read",
    response: answers({ id: number, prefix: text, name: text, label: text }),
  }),
  timezones: operation("GET /reference/timezones", {
    name: "timezones",
    effect: "read",
    response: answers({ name: text, dst: flag, offset: number }),
  }),
  uiClasses: operation("GET /reference/ui/classes", { name: "uiClasses", effect: "read", response: texts }),
  uiClassifiers: operation("GET /reference/ui/classifiers", { name: "uiClassifiers", effect: "read", response: texts }),
  uiProfile: operation("GET /reference/ui/profile/{profileName}", {
    name: "uiProfile",
    effect: "read",
    response: answer({ name: text, commands: list, states: list, formFactor: flag }),
  }),
  uiProfileNames: operation("GET /reference/ui/profileNames", {
    name: "uiProfileNames",
    effect: "read",
    response: texts,
  }),
  uiWidgets: operation("GET /reference/ui/widgets", { name: "uiWidgets", effect: "read", response: texts }),
} as const satisfies OperationTable;
