import type { Answer, Call } from "./cloud.ts";

/** A call whose route is known; `param` gives decoded path values. */
export interface RoutedCall extends Call {
  param(name: string): string;
}

export type Handler = (call: RoutedCall) => Answer;

interface Match<H> {
  readonly route: string;
  readonly handler: H;
  param(name: string): string;
}

export interface Router<H> {
  /** `elsewhere` when the path is known under another method only. */
  find(method: string, path: string): Match<H> | "elsewhere" | "nowhere" | "undecodable";
}

interface Entry<H> {
  readonly route: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: H;
}

const isParameter = (segment: string) => segment.startsWith("{");

/** More literal segments, and these further left, come first. */
function compareEntries<H>(a: Entry<H>, b: Entry<H>): number {
  for (const [index, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[index] ?? ""));
    if (difference !== 0) return difference;
  }
  return 0;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Routes are written as catalogued: `GET /devices/{id}/doors`. Path values stay whole whatever they contain once decoded. */
export function createRouter<H>(routes: Readonly<Record<string, H>>): Router<H> {
  const bySize = new Map<number, Entry<H>[]>();
  for (const [route, handler] of Object.entries(routes)) {
    const [method = "", path = ""] = route.split(" ");
    const segments = path.split("/").slice(1);
    const entries = bySize.get(segments.length) ?? [];
    entries.push({ route, method, segments, handler });
    bySize.set(segments.length, entries);
  }
  for (const entries of bySize.values()) entries.sort(compareEntries);
  return {
    find(method, path) {
      const values = path.split("/").slice(1).map(decode);
      if (values.includes(undefined)) return "undecodable";
      const fitting = (bySize.get(values.length) ?? []).filter((entry) =>
        entry.segments.every((segment, index) =>
          isParameter(segment) ? values[index] !== "" : segment === values[index],
        ),
      );
      const entry = fitting.find((candidate) => candidate.method === method);
      if (entry === undefined) return fitting.length > 0 ? "elsewhere" : "nowhere";
      return {
        route: entry.route,
        handler: entry.handler,
        param(name) {
          const value = values[entry.segments.indexOf(`{${name}}`)];
          if (value === undefined) throw new TypeError(`route ${entry.route} has no parameter ${name}`);
          return value;
        },
      };
    },
  };
}
