import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, body, list, may, must, number, openBody, text, whole, word } from "../fields.ts";
import { Place } from "../schemas.ts";

const NewPlaceBody = body({ type: may.text, label: must.text, metadata: may.text });
const PlaceBody = body({ type: may.text, label: may.text, metadata: may.text });
const ZoneItemsBody = z.array(body({ itemType: may.text, deviceOID: may.text, deviceURL: may.text }));
const Zone = answer({
  creationTime: number,
  lastUpdateTime: number,
  label: text,
  type: number,
  items: list,
  externalOID: text,
  metadata: text,
  oid: text,
});

/** Rooms (a tree of places) and zones. */
export const placeOperations = {
  places: operation("GET /setup/places", { name: "places", effect: "read", response: Place, limit: "bulk-load" }),
  createPlace: operation("POST /setup/places/{parentPlaceOID}/subPlaces", {
    name: "createPlace",
    effect: "write",
    body: NewPlaceBody,
    response: answer({ placeOID: text }),
  }),
  placeNode: operation("GET /setup/places/{placeOID}", { name: "placeNode", effect: "read", response: Place }),
  changePlace: operation("PUT /setup/places/{placeOID}", {
    name: "changePlace",
    effect: "write",
    body: PlaceBody,
    answer: "none",
  }),
  removePlace: operation("DELETE /setup/places/{placeOID}", { name: "removePlace", effect: "write", answer: "none" }),
  movePlace: operation("PUT /setup/places/{placeOID}/parent/{newParentPlaceOID}", {
    name: "movePlace",
    effect: "write",
    answer: "none",
  }),
  moveZoneItems: operation("POST /setup/zones/{sourceZoneOID}/items/relocate/{targetZoneOID}", {
    name: "moveZoneItems",
    effect: "write",
    body: ZoneItemsBody,
    answer: "none",
  }),
  zoneItems: operation("GET /setup/zones/{zoneOID}/items", {
    name: "zoneItems",
    effect: "read",
    response: answers({ itemType: text, deviceOID: text, deviceURL: text }),
  }),
  addZoneItems: operation("POST /setup/zones/{zoneOID}/items", {
    name: "addZoneItems",
    effect: "write",
    body: ZoneItemsBody,
    answer: "none",
  }),
  removeZoneItems: operation("POST /setup/zones/{zoneOID}/items/_delete", {
    name: "removeZoneItems",
    effect: "write",
    body: ZoneItemsBody,
    answer: "none",
  }),
  createZone: operation("POST /setup/zones", {
    name: "createZone",
    effect: "write",
    body: openBody({ label: must.text, type: may.number, items: may.list, externalOID: may.text, metadata: may.text }),
    answer: "none",
  }),
  zone: operation("GET /setup/zones/{zoneOID}", { name: "zone", effect: "read", response: Zone }),
  changeZone: operation("PUT /setup/zones/{zoneOID}", {
    name: "changeZone",
    effect: "write",
    body: openBody({
      label: may.text,
      type: may.number,
      items: may.list,
      externalOID: may.text,
      metadata: may.text,
      oid: may.text,
    }),
    answer: "none",
  }),
  removeZone: operation("DELETE /setup/zones/{zoneOID}", { name: "removeZone", effect: "write", answer: "none" }),
  renameZone: operation("PUT /setup/zones/{zoneOID}/{type}/{label}", {
    name: "renameZone",
    effect: "write",
    path: z.object({ zoneOID: word, type: whole, label: word }),
    answer: "none",
  }),
  zones: operation("GET /setup/zones", { name: "zones", effect: "read", response: z.array(Zone), limit: "bulk-load" }),
} as const satisfies OperationTable;
