import { z } from "zod";
import { type DeprecatedTable, type OperationTable, operation } from "../operation.ts";
import { queryInteger } from "../schema.ts";
import {
  Bound,
  Devices,
  Inserted,
  LivePassings,
  OneDevice,
  Passings,
  Races,
  SessionChanged,
  Sessions,
} from "./schemas.ts";

const stamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/, {
  error: "must read YYYY-MM-DDTHH:mm:ss.sssZ",
});
const coordinate = z.union([z.string(), z.number()]).optional();
const optionalText = z.string().optional();

const DeviceBody = z.strictObject({
  model: z.string(),
  serial_number: z.string(),
  alias: optionalText,
  firmware: optionalText,
  /** Asked for by one version of the vendor's page only. */
  type: optionalText,
});

const NewPassing = z.strictObject({
  bib: z.string(),
  num_passing: z.int().min(0),
  timestamp: stamp,
  latitude: coordinate,
  longitude: coordinate,
  status: optionalText,
  participant_id: optionalText,
  chip: optionalText,
  timezone: optionalText,
  gender: optionalText,
});
const PassingsBody = z.strictObject({ token_session: z.string(), passings_list: z.array(NewPassing).min(1) });

const times = { from: stamp.optional(), to: stamp.optional() };
/** The first page has no stated number: ask without one first. */
const page = queryInteger();

/** All live operations. */
export const operations = {
  bind: operation("POST /devices", { name: "bind", effect: "write", body: DeviceBody, response: Bound }),
  devices: operation("GET /devices", {
    name: "devices",
    effect: "read",
    query: z.strictObject({ page: queryInteger(1), limit: queryInteger(1, 5000) }),
    response: Devices,
  }),
  device: operation("GET /devices/{deviceid}", { name: "device", effect: "read", response: OneDevice }),
  /** Deletes the device with every session and passing it ever had. */
  unbind: operation("DELETE /devices/{deviceid}", { name: "unbind", effect: "write", response: Bound }),
  /** Silently closes the active session of the device. */
  openSession: operation("POST /sessions", {
    name: "openSession",
    effect: "write",
    body: z.strictObject({ deviceid: z.string(), alias: optionalText }),
    response: SessionChanged,
  }),
  /** For good: nothing reopens a session. */
  closeSession: operation("PATCH /sessions/close/{token_session}", {
    name: "closeSession",
    effect: "write",
    response: SessionChanged,
  }),
  sessions: operation("GET /sessions/device/{deviceid}", { name: "sessions", effect: "read", response: Sessions }),
  activeSession: operation("GET /sessions/device/{deviceid}/active", {
    name: "activeSession",
    effect: "read",
    response: Sessions,
  }),
  session: operation("GET /sessions/{token_session}", { name: "session", effect: "read", response: Sessions }),
  insertPassings: operation("POST /passings", {
    name: "insertPassings",
    effect: "write",
    body: PassingsBody,
    response: Inserted,
  }),
  sessionPassings: operation("GET /passings/session/{token_session}", {
    name: "sessionPassings",
    effect: "read",
    query: z.strictObject({ first: queryInteger(), last: queryInteger(), page }),
    response: Passings,
  }),
  devicePassings: operation("GET /passings/device/{deviceid}", {
    name: "devicePassings",
    effect: "read",
    query: z.strictObject({ ...times, page }),
    response: Passings,
  }),
  /** Starts after `last`, and jumps to a newer session by itself. */
  livePassings: operation("GET /passings/device2/{deviceid}", {
    name: "livePassings",
    effect: "read",
    query: z.strictObject({ ...times, token_session: optionalText, last: queryInteger(), page }),
    response: LivePassings,
  }),
  races: operation("GET /events", {
    name: "races",
    effect: "read",
    query: z.strictObject({ page: queryInteger(1), limit: queryInteger(1, 1000) }),
    response: Races,
  }),
} satisfies OperationTable;

export const withdrawn: DeprecatedTable = [];
