import { isRecord } from "./cloud.ts";

const malformations = ["truncated", "html", "empty", "wrong-type", "huge", "trickle", "redirect", "cookies"] as const;
export type Malformation = (typeof malformations)[number];

/** What goes wrong on purpose. One effect each, with or without latency and skew; these alone are effects too. */
export interface Fault {
  readonly latencyMs?: number;
  /** States the time this many seconds late (or early, below 0) in its `Date` header. */
  readonly skewS?: number;
  /** Answers with this HTTP status. */
  readonly status?: number;
  /** With `status` or `reset`: does what was asked first, then fails. */
  readonly after?: boolean;
  /** Does what was asked, then never answers. */
  readonly hangAfterAccepting?: boolean;
  /** Cuts the connection. */
  readonly reset?: boolean;
  /** Answers as the vendor does to wrong credentials. */
  readonly unauthorized?: boolean;
  readonly rateLimit?: { readonly retryAfterS: number };
  /** Does what was asked, then answers something unreadable. */
  readonly malformed?: Malformation;
  /** Says no in the vendor's own way: `success: false`, a failed entry, a failed execution. */
  readonly refuse?: boolean;
  /** Part of `METHOD path`, of `METHOD route` or of the command; every call when absent. */
  readonly match?: string;
  /** How many calls it hits; no end when absent. */
  readonly times?: number;
}

const effects = ["status", "hangAfterAccepting", "reset", "unauthorized", "rateLimit", "malformed", "refuse"] as const;

const isCount = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const rules: Readonly<Record<keyof Fault, { readonly fits: (value: unknown) => boolean; readonly wants: string }>> = {
  latencyMs: { fits: (value) => isCount(value, 0, 600_000), wants: "a whole number of milliseconds, 0 to 600000" },
  skewS: { fits: (value) => isCount(value, -86_400, 86_400), wants: "a whole number of seconds, -86400 to 86400" },
  status: { fits: (value) => isCount(value, 400, 599), wants: "an HTTP status from 400 to 599" },
  after: { fits: (value) => typeof value === "boolean", wants: "true or false" },
  hangAfterAccepting: { fits: (value) => value === true, wants: "true" },
  reset: { fits: (value) => value === true, wants: "true" },
  unauthorized: { fits: (value) => value === true, wants: "true" },
  rateLimit: {
    fits: (value) => isRecord(value) && isCount(value.retryAfterS, 0, 86_400) && Object.keys(value).length === 1,
    wants: '{ "retryAfterS": <whole number of seconds> }',
  },
  malformed: {
    fits: (value) => (malformations as readonly unknown[]).includes(value),
    wants: `one of ${malformations.join(", ")}`,
  },
  refuse: { fits: (value) => value === true, wants: "true" },
  match: { fits: (value) => typeof value === "string" && value !== "", wants: "a text such as POST /devices" },
  times: { fits: (value) => isCount(value, 1, 1_000_000), wants: "a whole number from 1" },
};

function problemsOf(value: unknown, where: string): readonly string[] {
  if (!isRecord(value)) return [`${where}: a fault is an object`];
  const problems = Object.entries(value).flatMap(([key, inner]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key as keyof Fault] : undefined;
    if (rule === undefined) return [`${where}.${key}: unknown; known are ${Object.keys(rules).join(", ")}`];
    return rule.fits(inner) ? [] : [`${where}.${key}: must be ${rule.wants}`];
  });
  const chosen = effects.filter((effect) => value[effect] !== undefined);
  if (chosen.length > 1) problems.push(`${where}: choose one of ${chosen.join(", ")}`);
  if (chosen.length === 0 && value.latencyMs === undefined && value.skewS === undefined)
    problems.push(`${where}: says no effect`);
  if (value.after === true && value.status === undefined && value.reset === undefined) {
    problems.push(`${where}.after: goes with status or reset`);
  }
  return problems;
}

/** Reads one fault, a list of them, or the empty forms that clear all. */
export function readFaults(
  value: unknown,
):
  | { readonly ok: true; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly problems: readonly string[] } {
  if (isRecord(value) && Object.keys(value).length === 0) return { ok: true, faults: [] };
  const isList = Array.isArray(value);
  const list: readonly unknown[] = isList ? value : [value];
  const problems = list.flatMap((item, index) => problemsOf(item, isList ? `fault ${index + 1}` : "fault"));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, faults: list as readonly Fault[] };
}

interface Injection {
  readonly latencyMs: number;
  readonly skewS: number;
  /** The one fault whose effect this call meets. */
  readonly fault?: Fault;
}

export interface FaultBook {
  set(faults: readonly Fault[]): void;
  list(): readonly Fault[];
  /** What hits a call that goes by these names; counts `times` down. */
  take(names: readonly string[]): Injection;
}

const hasEffect = (fault: Fault) => effects.some((effect) => fault[effect] !== undefined);

export function createFaultBook(): FaultBook {
  let open: { readonly fault: Fault; left: number }[] = [];
  return {
    set(faults) {
      open = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    list: () => open.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
    take(names) {
      let latencyMs = 0;
      let skewS = 0;
      let chosen: Fault | undefined;
      for (const entry of open) {
        const { match } = entry.fault;
        if (match !== undefined && !names.some((name) => name.includes(match))) continue;
        if (chosen !== undefined && hasEffect(entry.fault)) continue;
        entry.left -= 1;
        latencyMs += entry.fault.latencyMs ?? 0;
        skewS += entry.fault.skewS ?? 0;
        if (hasEffect(entry.fault)) chosen = entry.fault;
      }
      open = open.filter((entry) => entry.left > 0);
      return chosen === undefined ? { latencyMs, skewS } : { latencyMs, skewS, fault: chosen };
    },
  };
}
