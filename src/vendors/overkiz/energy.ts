import { z } from "zod";
import type { EnergyReads, EnergyReport } from "#core/capabilities.ts";
import { InputError } from "#core/errors.ts";
import type { Client } from "#vendors/client.ts";
import type { Home } from "./home.ts";
import { historyOperations } from "./operations/history.ts";
import type { Device } from "./schemas.ts";
import { statesOf } from "./states.ts";

type Unit = NonNullable<EnergyReport["unit"]>;
type Reading = EnergyReport["readings"][number];

/** Meters of all that is used; those of single tariffs count where there is none of the whole. */
const whole = /Energy(Consumption|Production)(In(K)?Wh)?State$|(Consumption|Production)In(K)?WhState$/;
const tariff = /ConsumptionTariff\d+State$/;
/** Power is what flows now: no meter, so nothing to report over days. */
const power = /Power/;

/** The meters of the device that together count its energy; empty where it counts none. */
export function metersOf(device: Pick<Device, "states">): readonly string[] {
  const names = [...statesOf(device).keys()].filter((name) => !power.test(name));
  const main = names.filter((name) => whole.test(name));
  const one = main.find((name) => name.includes("Consumption")) ?? main[0];
  return one === undefined ? names.filter((name) => tariff.test(name)) : [one];
}

const Kept = z.looseObject({
  when: z.number(),
  value: z.unknown().optional(),
  min: z.number().nullish().catch(undefined),
  max: z.number().nullish().catch(undefined),
});

interface Mark {
  readonly when: number;
  readonly low: number;
  readonly high: number;
}

function markOf(kept: unknown): readonly Mark[] {
  const parsed = Kept.safeParse(kept);
  if (!parsed.success) return [];
  const { when, value, min, max } = parsed.data;
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const known = typeof read === "number" && Number.isFinite(read) ? read : undefined;
  const high = max ?? known;
  const low = min ?? known;
  return high == null || low == null ? [] : [{ when, low, high }];
}

/** A meter only ever counts on: what was used is the difference to the day before. A new meter begins again. */
function usedBetween(marks: readonly Mark[], from: number): readonly Reading[] {
  const inOrder = [...marks].sort((a, b) => a.when - b.when);
  return inOrder.flatMap((mark, index) => {
    if (mark.when < from) return [];
    const before = inOrder[index - 1];
    const isOn = before !== undefined && mark.high >= before.high;
    return [{ at: mark.when, value: mark.high - (isOn ? before.high : mark.low) }];
  });
}

/** The uses of several tariffs, each moment once. */
function summed(readings: readonly Reading[]): readonly Reading[] {
  const byTime = new Map<number, number>();
  for (const { at, value } of readings) byTime.set(at, (byTime.get(at) ?? 0) + value);
  return [...byTime].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

/** Units come as `core:ElectricalEnergyInWh`, or within the name of the state. */
function unitOf(...texts: readonly (string | null | undefined)[]): Unit | undefined {
  const said = texts.map((text) => /In(K)?Wh(State)?$/.exec(text ?? "")).find((match) => match !== null);
  return said == null ? undefined : said[1] === undefined ? "Wh" : "kWh";
}

/** What things used day by day, from the meters whose readings the cloud keeps. */
export function createEnergyReads(client: Client, home: Home, signal: () => AbortSignal): EnergyReads {
  return {
    async report({ vendorId, from, until }) {
      const ending = signal();
      const names = metersOf(await home.device(vendorId, ending));
      if (names.length === 0) throw new InputError("not-offered", { thing: vendorId });
      const zone = home.timezone();
      const begin = (day: Temporal.PlainDate): number => day.toZonedDateTime(zone).epochMilliseconds;
      const first = Temporal.PlainDate.from(from);
      const last = Temporal.PlainDate.from(until);
      const range = { from: begin(first.subtract({ days: 1 })), to: begin(last.add({ days: 1 })) - 1 };
      const kept = await Promise.all(
        names.map((name) =>
          client.call(
            historyOperations.stateHistoryDaily,
            { path: { deviceURL: vendorId, name, ...range } },
            { signal: ending },
          ),
        ),
      );
      const readings = kept.flatMap(({ historyValues }) =>
        usedBetween((historyValues ?? []).flatMap(markOf), begin(first)),
      );
      const unit = unitOf(...kept.map(({ deviceUnit }) => deviceUnit), ...names);
      return { ...(unit === undefined ? {} : { unit }), readings: summed(readings) };
    },
  };
}
