import { type Answer, type Call, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler } from "../router.ts";
import { readBody, readCount, refusal } from "./answers.ts";
import { activeSession } from "./race.ts";
import type { RufusState, TimingDevice, TimingSession } from "./state.ts";

function shortSession(session: TimingSession) {
  const { token_session, alias, active, rows } = session;
  return { token_session, alias, creation_date: iso(session.openedAt), active, passings: rows.length };
}

/** `duration` is a moment, not a length, as in the vendor's sample. */
function longSession(session: TimingSession, at: number) {
  const times = session.rows.map((row) => row.at);
  const first = times.length === 0 ? null : iso(Math.min(...times));
  const last = times.length === 0 ? null : iso(Math.max(...times));
  return { ...shortSession(session), duration: iso(session.active ? at : session.openedAt), first, last };
}

function paged(call: Call, items: readonly unknown[], maximum: number): Answer {
  const page = readCount(call, "page", 1, 1, 1_000_000);
  const limit = readCount(call, "limit", maximum, 1, maximum);
  if (page === undefined || limit === undefined) return refusal.bad("Parameters page and limit");
  const result = items.slice((page - 1) * limit, page * limit);
  const pagination = { page, limit, total: items.length, has_more: page * limit < items.length };
  return json(200, { body: { description: "Success", result, pagination } });
}

/** A device that is bound already is told by its id. */
function bindDevice(state: RufusState, deviceid: string, call: Call): Answer {
  const shape = {
    model: "string",
    serial_number: "string",
    "alias?": "string",
    "firmware?": "string",
    "type?": "string",
  } as const;
  const read = readBody(call, shape);
  if (!read.ok) return read.answer;
  const { body } = read;
  const known = state.devices.find((candidate) => candidate.serial_number === body.serial_number);
  if (known !== undefined) return json(409, { description: "Device already binded", deviceid: known.deviceid });
  const { model, serial_number, alias = null, firmware = null, type = "One4All" } = body;
  state.devices.push({ deviceid, model, serial_number, alias, firmware, type, boundAt: call.at } as TimingDevice);
  return json(200, { description: "Device binded succesfully", deviceid });
}

/** Timing devices of the company, and its races. */
export function deviceRoutes(state: RufusState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const device = (id: string) => state.devices.find((candidate) => candidate.deviceid === id);
  const sessionsOf = (id: string) => state.sessions.filter((session) => session.deviceid === id);
  const publicDevice = ({ boundAt, ...fields }: TimingDevice) => ({
    ...fields,
    creation_date: iso(boundAt),
    sessions: sessionsOf(fields.deviceid).length,
  });
  return {
    "POST /devices": (call) => bindDevice(state, chance.hex(64).toUpperCase(), call),
    "GET /devices": (call) =>
      paged(
        call,
        state.devices.map((item) => ({
          ...publicDevice(item),
          last_login: null,
          device_status: "online",
          battery_percentage: 87,
          charging: false,
          last_telemetry_at: iso(call.at - 30_000),
        })),
        5000,
      ),
    "GET /devices/{deviceid}": (call) => {
      const found = device(call.param("deviceid"));
      if (found === undefined) return json(404, { description: "Device not found" });
      const passings = sessionsOf(found.deviceid).reduce((sum, session) => sum + session.rows.length, 0);
      return json(200, {
        description: "Success",
        result: { ...publicDevice(found), passings, last_seen: iso(call.at - 5000) },
      });
    },
    "DELETE /devices/{deviceid}": (call) => {
      const deviceid = call.param("deviceid");
      if (device(deviceid) === undefined) return refusal.noDevice(deviceid);
      state.devices = state.devices.filter((candidate) => candidate.deviceid !== deviceid);
      state.sessions = state.sessions.filter((session) => session.deviceid !== deviceid);
      return json(200, { description: "Device unbinded succesfully", deviceid });
    },
    "GET /events": (call) => {
      const day = iso(state.race.startedAt).slice(0, 10);
      const race = {
        event_token: "hq-six-hours",
        name: "Six hours",
        edition: String(state.race.number),
        location: "Madrid",
      };
      return paged(call, [{ ...race, start_date: day, end_date: day, status: "running" }], 1000);
    },
  };
}

/** Opening, closing and listing sessions. */
export function sessionRoutes(state: RufusState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const isDevice = (id: unknown) => state.devices.some((device) => device.deviceid === id);
  const session = (token: string) => state.sessions.find((candidate) => candidate.token_session === token);
  return {
    "POST /sessions": (call) => {
      const read = readBody(call, { deviceid: "string", "alias?": "string" });
      if (!read.ok) return read.answer;
      const { body } = read;
      const deviceid = String(body.deviceid);
      if (!isDevice(deviceid)) return refusal.noDevice(deviceid);
      const open = activeSession(state, deviceid);
      if (open !== undefined) open.active = false;
      const token_session = chance.hex(64).toUpperCase();
      const alias = typeof body.alias === "string" ? body.alias : null;
      state.sessions.push({ token_session, deviceid, alias, openedAt: call.at, active: true, rows: [] });
      return json(200, { description: "Session inserted succesfully", token_session });
    },
    "PATCH /sessions/close/{token_session}": (call) => {
      const token = call.param("token_session");
      const found = session(token);
      if (found === undefined) return refusal.noSession(token);
      found.active = false;
      return json(200, { description: "Session closed succesfully", token_session: token });
    },
    "GET /sessions/device/{deviceid}": (call) => {
      const deviceid = call.param("deviceid");
      const found = state.sessions.filter((candidate) => candidate.deviceid === deviceid);
      if (found.length === 0) return refusal.noSessions(deviceid);
      return json(200, { description: "Success", result: found.map(shortSession) });
    },
    "GET /sessions/device/{deviceid}/active": (call) => {
      const deviceid = call.param("deviceid");
      const found = activeSession(state, deviceid);
      if (found === undefined) return refusal.noSessions(deviceid);
      return json(200, { description: "Success", result: [longSession(found, call.at)] });
    },
    "GET /sessions/{token_session}": (call) => {
      const found = session(call.param("token_session"));
      if (found === undefined) return refusal.noSession(call.param("token_session"));
      return json(200, { description: "Success", result: [longSession(found, call.at)] });
    },
  };
}
