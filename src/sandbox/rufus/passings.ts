import { type Answer, type Call, isRecord, json } from "../cloud.ts";
import type { Handler } from "../router.ts";
import { shapeProblem } from "../shape.ts";
import { readBody, readCount, readInstant, refusal } from "./answers.ts";
import { activeSession } from "./race.ts";
import { liveRow, type PassingRow, type RufusState, type TimingSession, wholeRow } from "./state.ts";

const pageSize = 5000;

const passingShape = {
  bib: "string",
  num_passing: "integer",
  timestamp: "string",
  "status?": "string",
  "participant_id?": "string",
  "chip?": "string",
  "timezone?": "string",
  "gender?": "string",
} as const;

/** One passing to be inserted, or what is wrong with it. */
function readPassing(value: unknown): PassingRow | string {
  if (!isRecord(value)) return "passing is not an object";
  const { latitude, longitude, ...fields } = value;
  const isPlace = (part: unknown) => part === undefined || typeof part === "string" || typeof part === "number";
  if (!isPlace(latitude) || !isPlace(longitude)) return "latitude or longitude";
  const problem = shapeProblem(fields, passingShape, "refuse");
  if (problem !== undefined) return `${problem.field}: ${problem.problem}`;
  const at = readInstant(fields.timestamp);
  const { bib, num_passing, timestamp, chip, ...rest } = fields;
  if (typeof at !== "number" || Number(num_passing) < 0) return "timestamp or num_passing";
  const place = latitude === undefined ? {} : { latitude: String(latitude), longitude: String(longitude) };
  return {
    bib: String(bib),
    num_passing: Number(num_passing),
    at,
    chip: (chip as string) ?? null,
    more: { ...rest, ...place },
  };
}

interface Insertion {
  readonly token: string;
  readonly rows: readonly PassingRow[];
}

/** The vendor forbids unknown fields here and wants at least one passing. */
function readInsertion(call: Call): Insertion | Answer {
  const read = readBody(call, { token_session: "string" });
  if (!read.ok) return read.answer;
  const { token_session, passings_list, ...unknown } = read.body;
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined) return refusal.bad(`Parameter ${surplus}: unknown`);
  if (!Array.isArray(passings_list) || passings_list.length === 0) {
    return refusal.bad("Parameter passings_list: at least one passing");
  }
  const rows = passings_list.map(readPassing);
  const problem = rows.find((row) => typeof row === "string");
  if (problem !== undefined) return refusal.bad(`Parameter passings_list: ${problem}`);
  return { token: String(token_session), rows: rows.filter((row) => typeof row !== "string") };
}

const keyOf = (row: PassingRow) => `${row.num_passing} ${row.at} ${row.bib}`;

function insert(state: RufusState, call: Call): Answer {
  const insertion = readInsertion(call);
  if ("status" in insertion) return insertion;
  const { token, rows } = insertion;
  const session = state.sessions.find((candidate) => candidate.token_session === token);
  if (session === undefined || !session.active) {
    return json(404, { description: "Session not found or closed", token_session: token });
  }
  const known = new Set(session.rows.map(keyOf));
  const fresh = rows.filter((row) => !known.has(keyOf(row)));
  for (const row of fresh) session.rows.push(row);
  state.inserted += fresh.length;
  return json(200, {
    description: "Passings inserted succesfully",
    token_session: token,
    inserted_count: fresh.length,
    duplicate_count: rows.length - fresh.length,
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly page: number;
}

function readRange(call: Call): Range | Answer {
  const from = readInstant(call.query.get("from"));
  const to = readInstant(call.query.get("to"));
  const page = readCount(call, "page", 1, 1, 1_000_000);
  if (from === null || to === null) return refusal.bad("Parameters from and to: YYYY-MM-DDTHH:mm:ss.sssZ");
  if (page === undefined) return refusal.bad("Parameter page: whole number from 1");
  return { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY, page };
}

const isWithin = (row: PassingRow, range: Range) => row.at >= range.from && row.at <= range.to;
const pageOf = <T>(rows: readonly T[], page: number) => rows.slice((page - 1) * pageSize, page * pageSize);

/** Live polling: the rows after `last` of the session given, or all of a newer one. */
function poll(state: RufusState, call: Call, deviceid: string, range: Range): Answer {
  const sessions = state.sessions.filter((session) => session.deviceid === deviceid);
  const newest = activeSession(state, deviceid) ?? sessions.at(-1);
  if (newest === undefined) return refusal.noSessions(deviceid);
  const asked = call.query.get("token_session");
  const last = readCount(call, "last", 0, 0, Number.MAX_SAFE_INTEGER);
  if (last === undefined) return refusal.bad("Parameter last: whole number");
  const known: TimingSession | undefined = sessions.find((session) => session.token_session === asked);
  const used = asked === null || known === undefined || known.openedAt < newest.openedAt ? newest : known;
  const resumed = used.token_session === asked || asked === null ? last : 0;
  const rows = used.rows.filter((row) => row.num_passing > resumed && isWithin(row, range));
  return json(200, {
    description: "Success",
    deviceid,
    session_used: used.token_session,
    session_label: used.alias,
    resumed_from: resumed,
    passings: pageOf(rows, range.page).map(liveRow),
  });
}

/** Passings in and out. */
export function passingRoutes(state: RufusState): Readonly<Record<string, Handler>> {
  const isDevice = (id: string) => state.devices.some((device) => device.deviceid === id);
  return {
    "POST /passings": (call) => insert(state, call),
    "GET /passings/session/{token_session}": (call) => {
      const token = call.param("token_session");
      const session = state.sessions.find((candidate) => candidate.token_session === token);
      if (session === undefined) return refusal.noSession(token);
      const first = readCount(call, "first", 0, 0, Number.MAX_SAFE_INTEGER);
      const last = readCount(call, "last", Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER);
      const page = readCount(call, "page", 1, 1, 1_000_000);
      if (first === undefined || last === undefined || page === undefined)
        return refusal.bad("Parameters first, last, page");
      const rows = session.rows.filter((row) => row.num_passing >= first && row.num_passing <= last);
      return json(200, { description: "Success", result: pageOf(rows, page).map((row) => wholeRow(session, row)) });
    },
    "GET /passings/device/{deviceid}": (call) => {
      const deviceid = call.param("deviceid");
      if (!isDevice(deviceid)) return refusal.noDevice(deviceid);
      const range = readRange(call);
      if ("status" in range) return range;
      const rows = state.sessions
        .filter((session) => session.deviceid === deviceid)
        .flatMap((session) => session.rows.filter((row) => isWithin(row, range)).map((row) => wholeRow(session, row)));
      return json(200, { description: "Success", result: pageOf(rows, range.page) });
    },
    "GET /passings/device2/{deviceid}": (call) => {
      const deviceid = call.param("deviceid");
      if (!isDevice(deviceid)) return refusal.noDevice(deviceid);
      const range = readRange(call);
      return "status" in range ? range : poll(state, call, deviceid, range);
    },
  };
}
