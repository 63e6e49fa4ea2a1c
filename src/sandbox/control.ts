import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "#core/ports.ts";
import { type Answer, type Cloud, isRecord, json, parseJson, type Settings } from "./cloud.ts";
import { type FaultBook, readFaults } from "./faults.ts";

const logLimit = 20_000;

/** One call as `GET /_log` shows it. */
export interface LogEntry {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: unknown;
  readonly body: unknown;
  /** The route as catalogued, or Akuvox's command. */
  readonly operation?: string;
  /** Whether the cloud got to do what was asked (a fault may come first). */
  hasActed: boolean;
  /** Null while, or because, nothing was answered. */
  status: number | null;
}

export interface ControlPanel {
  log(entry: LogEntry): LogEntry;
  handle(method: string, path: string, body: string, headers: IncomingHttpHeaders): Answer;
}

export interface ControlParts {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly faults: FaultBook;
  readonly settings: Settings;
}

/** A web page must not reach the control routes through somebody's browser. */
function isForeign(headers: IncomingHttpHeaders): boolean {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return headers.origin !== undefined || (host !== "127.0.0.1" && host !== "localhost");
}

function changeSettings(settings: Settings, value: unknown): Answer {
  const wanted = isRecord(value) ? value.limitsDividedBy : undefined;
  const isRight = wanted === null || (typeof wanted === "number" && Number.isFinite(wanted) && wanted > 0);
  if (!isRight) return json(400, { problems: ["limitsDividedBy: must be a number above 0, or null for no limits"] });
  settings.limitsDividedBy = wanted;
  return json(200, settings);
}

/** The routes that begin with `/_`: faults, log, state, what happens in the world, settings. */
export function createControlPanel({ cloud, clock, faults, settings }: ControlParts): ControlPanel {
  let entries: LogEntry[] = [];
  const routes: Readonly<Record<string, (body: string) => Answer>> = {
    "GET /_faults": () => json(200, faults.list()),
    "POST /_faults": (body) => {
      const value = parseJson(body);
      if (value === undefined) return json(400, { problems: ["body: must be JSON"] });
      const read = readFaults(value);
      if (!read.ok) return json(400, { problems: read.problems });
      faults.set(read.faults);
      return json(200, faults.list());
    },
    "GET /_log": () => json(200, entries),
    "DELETE /_log": () => {
      entries = [];
      return json(200, entries);
    },
    "GET /_state": () => json(200, cloud.view()),
    "POST /_world": (body) => {
      const event = parseJson(body);
      if (!isRecord(event)) return json(400, { problems: ["body: must be a JSON object"] });
      const problem = cloud.happen(event, clock.now());
      return problem === undefined ? json(200, cloud.view()) : json(400, { problems: [problem] });
    },
    "GET /_settings": () => json(200, settings),
    "POST /_settings": (body) => changeSettings(settings, parseJson(body)),
  };
  return {
    log(entry) {
      if (entries.length >= logLimit) entries = entries.slice(logLimit / 2);
      entries.push(entry);
      return entry;
    },
    handle(method, path, body, headers) {
      if (isForeign(headers)) return json(403, { problems: ["control routes are for programs on this machine"] });
      const route = routes[`${method} ${path}`];
      return route === undefined ? json(404, { problems: [`known: ${Object.keys(routes).join(", ")}`] }) : route(body);
    },
  };
}
