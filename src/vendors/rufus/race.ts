import type { Passing, PassingsQuery, RaceReads, RaceSession } from "#core/capabilities.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import { InputError, VendorError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, VendorServices } from "#core/ports.ts";
import { inOrder } from "#core/race.ts";
import type { ReadCache } from "../cache.ts";
import type { Attempt, Client } from "../client.ts";
import { failed } from "../vendor.ts";
import type { Listeners } from "../watch.ts";
import { operations } from "./operations.ts";
import { type Device, LeanPassings, type PassingRow, type Session } from "./schemas.ts";

export interface RufusContext {
  readonly account: string;
  readonly client: Client;
  readonly cache: ReadCache;
  readonly services: VendorServices;
  /** Who hears what live reading does not bring. */
  readonly told: Pick<Listeners, "tell">;
}

/** Rows in a full page of passings. */
const pageRows = 5000;
const mostPages = 1000;
const devicesLimit = 5000;

const sessionPassings = { ...operations.sessionPassings, response: LeanPassings };
const devicePassings = { ...operations.devicePassings, response: LeanPassings };

async function listDevices({ client }: RufusContext): Promise<readonly Device[]> {
  const found = new Map<string, Device>();
  for (let page = 1; page <= mostPages; page += 1) {
    const { result, pagination } = await client.call(operations.devices, { query: { page, limit: devicesLimit } });
    const before = found.size;
    for (const device of result) found.set(device.deviceid, device);
    const hasMore = pagination?.has_more ?? result.length >= devicesLimit;
    if (!hasMore || found.size === before) break;
  }
  return [...found.values()];
}

/** The vendor names the field but lists no values: what it does not plainly say is not known. */
function onlineOf(status: string | null | undefined): { readonly isOnline?: boolean } {
  const word = status?.toLowerCase();
  if (word === "online" || word === "connected") return { isOnline: true };
  return word === "offline" || word === "disconnected" ? { isOnline: false } : {};
}

function toThing(device: Device): DiscoveredThing {
  const { battery_percentage: battery } = device;
  const at = Date.parse(device.last_telemetry_at ?? device.last_seen ?? "");
  return {
    vendorId: device.deviceid,
    kind: "timer",
    label: device.alias || device.model || device.serial_number || device.deviceid.slice(0, 8),
    capabilities: ["race.view", "race.manage"],
    traits: { ...(device.model ? { model: device.model } : {}) },
    state: {
      ...onlineOf(device.device_status),
      ...(typeof battery === "number" ? { battery } : {}),
      ...(Number.isNaN(at) ? {} : { at }),
    },
  };
}

export async function listThings(context: RufusContext): Promise<readonly DiscoveredThing[]> {
  return (await context.cache.read("devices", 20, () => listDevices(context))).map(toThing);
}

function toSession(row: Session): RaceSession {
  const openedAt = Date.parse(row.creation_date ?? "");
  return {
    id: row.token_session,
    label: row.alias || row.token_session.slice(0, 8),
    isActive: row.active === true,
    openedAt: Number.isNaN(openedAt) ? 0 : openedAt,
    passings: row.passings ?? 0,
  };
}

/** Where the figures of `2026-05-10T08:00:00.000Z` stand behind the day, what each is worth in ms and how high it goes. */
const figures = [
  { at: 11, ms: 36_000_000, most: 2 },
  { at: 12, ms: 3_600_000, most: 9 },
  { at: 14, ms: 600_000, most: 5 },
  { at: 15, ms: 60_000, most: 9 },
  { at: 17, ms: 10_000, most: 5 },
  { at: 18, ms: 1_000, most: 9 },
  { at: 20, ms: 100, most: 9 },
  { at: 21, ms: 10, most: 9 },
  { at: 22, ms: 1, most: 9 },
] as const;
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const dayMs = 86_400_000;

type StampReader = (text: string | null | undefined) => number;

/**
 * Reads stamps. Of a hundred thousand nearly all look the same and have the day of the one before: of those only the
 * time of day is read, in a third of the time that `Date.parse` takes.
 */
function createStampReader(): StampReader {
  let day = "";
  let dayAt = 0;
  return (text) => {
    if (text == null) return Number.NaN;
    if (day === "" || text.length !== 24 || !text.startsWith(day)) {
      day = usual.test(text) ? text.slice(0, 11) : "";
      dayAt = Date.parse(`${day}00:00:00.000Z`);
      return toTime(text);
    }
    let ms = 0;
    for (const figure of figures) {
      const value = text.charCodeAt(figure.at) - 48;
      if (value < 0 || value > figure.most) return toTime(text);
      ms += value * figure.ms;
    }
    const isUsual = text[13] === ":" && text[16] === ":" && text[19] === "." && text[23] === "Z";
    return isUsual && ms < dayMs ? dayAt + ms : toTime(text);
  };
}

/** Times are UTC; `timezone` is a label and never applied. */
function toTime(text: string): number {
  const isZoned = text.endsWith("Z") || /[+-]\d\d:?\d\d$/.test(text);
  return Date.parse(isZoned ? text : `${text.replace(" ", "T")}Z`);
}

/**
 * Reads rows as passings; undefined for one without a time. Texts that come again are kept once: a hundred thousand rows
 * name one session and some hundred bibs, and tidying up after so many copies takes longer than reading them.
 */
export function createPassingReader(): (row: PassingRow) => Passing | undefined {
  const readStamp = createStampReader();
  const bibs = new Map<string, string>();
  let session = "";
  return (row) => {
    const at = readStamp(row.timestamp);
    if (Number.isNaN(at)) return undefined;
    const text = typeof row.bib === "string" ? row.bib : String(row.bib ?? "");
    const known = bibs.get(text);
    if (known === undefined) bibs.set(text, text);
    const bib = known ?? text;
    const counted = Number(row.num_passing);
    const number = Number.isNaN(counted) ? 0 : counted;
    if (!row.token_session) return { bib, number, at };
    if (row.token_session !== session) session = row.token_session;
    return { bib, number, at, session };
  };
}

/** 404 is how this vendor says "none". */
function isNothing(error: unknown): boolean {
  return error instanceof VendorError && error.details.vendorCode === "sessions-not-found";
}

async function listSessions({ client }: RufusContext, deviceid: string): Promise<readonly RaceSession[]> {
  try {
    const { result } = await client.call(operations.sessions, { path: { deviceid } });
    return result.map(toSession).sort((a, b) => b.openedAt - a.openedAt);
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
}

type ReadPage = (page: number | undefined) => Promise<readonly PassingRow[]>;

/** All pages. The first one's number is not published: ask without, and go on at 2. */
async function readPages(
  read: ReadPage,
  keep: ((passing: Passing) => boolean) | undefined,
): Promise<readonly Passing[]> {
  const passings: Passing[] = [];
  const readPassing = createPassingReader();
  let previous: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const rows = await read(page === 1 ? undefined : page);
    const mark = JSON.stringify(rows[0] ?? null);
    // A server that ignores the page would send the first one for ever.
    if (page > 1 && mark === previous) break;
    previous = mark;
    for (const row of rows) {
      const passing = readPassing(row);
      if (passing !== undefined && keep?.(passing) !== false) passings.push(passing);
    }
    if (rows.length < pageRows) break;
  }
  return inOrder(passings);
}

function isWithin({ from, until }: PassingsQuery): ((passing: Passing) => boolean) | undefined {
  if (from === undefined && until === undefined) return undefined;
  const first = from ?? Number.NEGATIVE_INFINITY;
  const last = until ?? Number.POSITIVE_INFINITY;
  return (passing) => passing.at >= first && passing.at <= last;
}

function ofSession({ client }: RufusContext, query: PassingsQuery, session: RaceSession): Promise<readonly Passing[]> {
  const path = { token_session: session.id };
  const read: ReadPage = async (page) =>
    (await client.call(sessionPassings, { path, query: page === undefined ? {} : { page } })).result;
  return readPages(read, isWithin(query));
}

function ofDevice({ client }: RufusContext, query: PassingsQuery): Promise<readonly Passing[]> {
  const path = { deviceid: query.device };
  const times = {
    ...(query.from === undefined ? {} : { from: new Date(query.from).toISOString() }),
    ...(query.until === undefined ? {} : { to: new Date(query.until).toISOString() }),
  };
  const read: ReadPage = async (page) => {
    const paged = page === undefined ? times : { ...times, page };
    return (await client.call(devicePassings, { path, query: paged })).result;
  };
  return readPages(read, isWithin(query));
}

export function createRaceReads(context: RufusContext): RaceReads {
  const sessions = (device: string): Promise<readonly RaceSession[]> =>
    context.cache.read(`sessions/${device}`, 2, () => listSessions(context, device));
  return {
    sessions,
    async passings(query) {
      const hasRange = query.from !== undefined || query.until !== undefined;
      if (query.session === undefined && hasRange) return { passings: await ofDevice(context, query) };
      const all = await sessions(query.device);
      const asked = query.session;
      const session =
        asked === undefined
          ? (all.find((candidate) => candidate.isActive) ?? all[0])
          : all.find((candidate) => candidate.id === asked);
      if (session === undefined && asked !== undefined) throw new InputError("session-unknown", { session: asked });
      if (session === undefined) return { passings: [] };
      return { session, passings: await ofSession(context, query, session) };
    },
  };
}

const ended = (attempt: Attempt<unknown>): ActResult =>
  attempt.ok ? { outcome: "accepted", sends: attempt.sends } : failed(attempt.error, attempt.sends);

/** Opens a session (which closes the active one of the device), closes one for good, or adds a passing to one. */
export async function manageSession(context: RufusContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, cache } = context;
  const { permit, signal } = perform;
  const { action, label, session } = act.input;
  cache.forget(`sessions/${act.vendorId}`);
  if (action === "open") {
    const body = { deviceid: act.vendorId, ...(typeof label === "string" && label !== "" ? { alias: label } : {}) };
    return ended(await client.attempt(operations.openSession, { body }, { permit, signal }));
  }
  if (action === "close" && typeof session === "string") {
    const path = { token_session: session };
    return ended(await client.attempt(operations.closeSession, { path }, { permit, signal, isUrgent: true }));
  }
  if (action === "add" && typeof session === "string") return addPassing(context, session, act, perform);
  throw new VendorError({ account, kind: "input", outcome: "none", parameter: "action" });
}

/**
 * A passing by hand has the number 0: the device goes on counting by itself, and live reading goes on after the highest
 * number, so that any other number could hide a passing that the device is about to count.
 */
async function addPassing(
  context: RufusContext,
  session: string,
  { input, vendorId }: Act,
  { permit, signal }: PerformContext,
): Promise<ActResult> {
  const { bib, at } = input;
  if (typeof bib !== "string" || typeof at !== "number") {
    throw new VendorError({ account: context.account, kind: "input", outcome: "none", parameter: "bib" });
  }
  const passing = { bib, num_passing: 0, timestamp: new Date(at).toISOString() };
  const body = { token_session: session, passings_list: [passing] };
  const attempt = await context.client.attempt(operations.insertPassings, { body }, { permit, signal });
  if (!attempt.ok) return ended(attempt);
  // Some answers leave the count out; one that says nothing came in is believed.
  if (attempt.data.inserted_count === 0) {
    return { outcome: "failed", sends: attempt.sends, problem: message("errors:passing-known") };
  }
  const { account, told } = context;
  told.tell({ kind: "passing", account, device: vendorId, passing: { bib, number: 0, at, session } });
  return ended(attempt);
}
