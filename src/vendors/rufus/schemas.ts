import { z } from "zod";
import { flag, looseNumber, number, text } from "../schema.ts";

/** Newer pages put every answer inside `body`, older ones do not. */
function answer<A extends z.ZodType>(inner: A) {
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !("body" in value)) return value;
    return typeof value.body === "object" && value.body !== null ? value.body : value;
  }, inner);
}

const Pagination = z.looseObject({ page: number, limit: number, total: number, has_more: flag }).nullish();

const Device = z.looseObject({
  deviceid: z.string(),
  type: text,
  model: text,
  alias: text,
  firmware: text,
  serial_number: text,
  creation_date: text,
  sessions: number,
  passings: number,
  last_seen: text,
  last_login: text,
  device_status: text,
  battery_percentage: number,
  charging: flag,
  last_telemetry_at: text,
});

const Session = z.looseObject({
  token_session: z.string(),
  alias: text,
  creation_date: text,
  active: flag,
  passings: number,
  /** A date in the samples, not a length. */
  duration: text,
  first: text,
  last: text,
});

/** `bib` is text: "007" keeps its zeros. */
const Passing = z.looseObject({
  bib: z.union([z.string(), z.number()]).nullish(),
  num_passing: looseNumber,
  timestamp: text,
  token_session: text,
  deviceid: text,
  latitude: looseNumber,
  longitude: looseNumber,
  status: text,
  participant_id: looseNumber,
  chip: text,
  timezone: text,
  gender: text,
});

const Race = z.looseObject({
  event_token: text,
  name: text,
  edition: looseNumber,
  location: z.unknown().optional(),
  start_date: text,
  end_date: text,
  status: z.unknown().optional(),
});

/** Some pages print one record where others print a list of one. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item));

export const Bound = answer(z.looseObject({ description: text, deviceid: text }));
export const Devices = answer(z.looseObject({ description: text, result: z.array(Device), pagination: Pagination }));
export const OneDevice = answer(z.looseObject({ description: text, result: listOf(Device) }));
export const SessionChanged = answer(z.looseObject({ description: text, token_session: text }));
export const Sessions = answer(z.looseObject({ description: text, result: listOf(Session) }));
export const Inserted = answer(
  z.looseObject({ description: text, token_session: text, inserted_count: number, duplicate_count: number }),
);
export const Passings = answer(z.looseObject({ description: text, result: z.array(Passing) }));
export const LivePassings = answer(
  z.looseObject({
    description: text,
    deviceid: text,
    session_used: text,
    session_label: text,
    resumed_from: number,
    passings: z.array(Passing),
  }),
);
export const Races = answer(z.looseObject({ description: text, result: z.array(Race), pagination: Pagination }));

/** What races are told from; thousands of rows at a time leave no time for the rest. */
export interface PassingRow {
  readonly bib?: string | number | null | undefined;
  readonly num_passing?: string | number | null | undefined;
  readonly timestamp?: string | null | undefined;
  readonly token_session?: string | null | undefined;
}

const isText = (value: unknown): boolean => typeof value === "string" || value === null || value === undefined;
const isTextOrNumber = (value: unknown): boolean => typeof value === "number" || isText(value);

function isPassingRow(row: unknown): row is PassingRow {
  if (typeof row !== "object" || row === null) return false;
  const { bib, num_passing, timestamp, token_session } = row as Readonly<Record<keyof PassingRow, unknown>>;
  return isTextOrNumber(bib) && isTextOrNumber(num_passing) && isText(timestamp) && isText(token_session);
}

/** The same answer as `Passings`, read for these parts alone in a tenth of the time. */
export const LeanPassings = answer(
  z.looseObject({
    result: z.custom<readonly PassingRow[]>((rows) => Array.isArray(rows) && rows.every(isPassingRow)),
  }),
);

export type Device = z.output<typeof Device>;
export type Session = z.output<typeof Session>;
