import { z } from "zod";
import { type DeprecatedTable, type OperationTable, operation } from "../operation.ts";
import { queryInteger } from "../schema.ts";
import {
  AbstractDevices,
  features,
  Group,
  Groups,
  Locations,
  operables,
  Scenes,
  Session,
  State,
  WrittenState,
} from "./schemas.ts";

const OperablePath = z.object({ operables: z.enum(operables), pid: z.union([z.string(), z.number()]) });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must read YYYY-MM-DD" });
/** Several devices, or one group; both days count. */
const range = { pids: z.string().min(1), type: z.enum(["device", "group"]), from: day, to: day };

/** All live operations. What some of them answer is published nowhere: that is taken as it comes. */
export const operations = {
  signIn: operation("POST /sessions", {
    name: "signIn",
    effect: "read",
    auth: "none",
    repeat: false,
    body: z.strictObject({ email: z.string().min(1), password: z.string().min(1) }),
    response: Session,
  }),
  refresh: operation("PUT /sessions", {
    name: "refresh",
    effect: "read",
    auth: "refresh",
    repeat: false,
    response: Session,
  }),
  userDevices: operation("GET /user/devices", { name: "userDevices", effect: "read" }),
  state: operation("GET /{operables}/{pid}/state", {
    name: "state",
    effect: "read",
    path: OperablePath,
    response: State,
  }),
  setState: operation("POST /{operables}/{pid}/state", {
    name: "setState",
    effect: "actuate",
    path: OperablePath,
    body: z.strictObject({ state: z.strictObject({ name: z.enum(features), value: z.string() }) }),
    response: WrittenState,
  }),
  energy: operation("GET /locations/{location_pid}/energy", {
    name: "energy",
    effect: "read",
    query: z.strictObject(range),
  }),
  events: operation("GET /locations/{location_pid}/events", {
    name: "events",
    effect: "read",
    query: z.strictObject({ ...range, feature: z.enum(["dim"]) }),
  }),
} satisfies OperationTable;

const paging = z.strictObject({ page: queryInteger(1), pagesize: queryInteger(1) });

/** Known from public clients: how the things of a place are found. */
export const helpers = {
  locations: operation("GET /user/locations", {
    name: "locations",
    effect: "read",
    elsewhere: true,
    response: Locations,
  }),
  abstractDevices: operation("GET /locations/{pid}/abstract_devices", {
    name: "abstractDevices",
    effect: "read",
    elsewhere: true,
    query: paging,
    response: AbstractDevices,
  }),
  groups: operation("GET /locations/{pid}/groups", {
    name: "groups",
    effect: "read",
    elsewhere: true,
    response: Groups,
  }),
  group: operation("GET /groups/{pid}", { name: "group", effect: "read", elsewhere: true, response: Group }),
  scenes: operation("GET /locations/{pid}/scenes", {
    name: "scenes",
    effect: "read",
    elsewhere: true,
    response: Scenes,
  }),
} satisfies OperationTable;

export const withdrawn: DeprecatedTable = [];
