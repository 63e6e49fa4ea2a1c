import { AccessError } from "#core/errors.ts";
import type { Plan } from "#core/plan.ts";
import type { Clock } from "#core/ports.ts";
import { type JudgeSituation, Refusal } from "#gate/judge.ts";

/** Further off than this, nothing that depends on the time is done. */
export const mostOffMs = 60_000;
const keptSamples = 20;
const fewestSamples = 3;
/** The wall clock and the one that only grows drift apart by less than this, unless somebody sets the wall clock. */
const setByMs = 1_000;

/** Whether this machine's clock can be trusted with rights that end, begin and repeat by the hour. */
export interface ClockWatch {
  /** Told of the platform's own stamp of every payload that was not seen before. */
  heard(stamp: number): void;
  /**
   * How far the clock is off, in ms (positive: ahead), when that is too far for anything to open; undefined when it
   * is well or nobody can tell. `stamp` is that of the turn that asks, `accounts` are those it would act on.
   */
  offBy(stamp: number, accounts?: readonly string[]): number | undefined;
}

/** @param skews how far each vendor's clock is ahead of ours, in ms, of those that said so lately */
export function createClockWatch(clock: Clock, skews: () => ReadonlyMap<string, number>): ClockWatch {
  let samples: readonly number[] = [];
  let before = offset();

  function offset(): number | undefined {
    return clock.elapsed === undefined ? undefined : clock.now() - clock.elapsed();
  }

  /** What was heard before the clock was set says nothing about it any more. */
  function forgetWhenSet(): void {
    const now = offset();
    if (now !== undefined && before !== undefined && Math.abs(now - before) > setByMs) samples = [];
    before = now;
  }

  /**
   * A payload that was held up on its way makes the clock look ahead and never behind. So a turn that arrives in time
   * proves that the clock is not ahead, whatever many late ones before it seemed to say.
   */
  function offByPlatforms(stamp: number): number | undefined {
    if (samples.length < fewestSamples) return undefined;
    const off = median(samples);
    if (off < -mostOffMs) return off;
    return off > mostOffMs && clock.now() - stamp > mostOffMs ? off : undefined;
  }

  /** One vendor's wrong clock keeps only its own doors shut; most of them being apart from ours is our own. */
  function offByVendors(accounts: readonly string[]): number | undefined {
    const known = skews();
    const own = accounts.flatMap((account) => known.get(account) ?? []);
    const all = known.size === 0 ? [] : [median([...known.values()])];
    const worst = [...own, ...all].find((skew) => Math.abs(skew) > mostOffMs);
    return worst === undefined ? undefined : -worst;
  }

  return {
    heard(stamp) {
      forgetWhenSet();
      samples = [...samples.slice(1 - keptSamples), clock.now() - stamp];
    },
    offBy(stamp, accounts = []) {
      forgetWhenSet();
      return offByPlatforms(stamp) ?? offByVendors(accounts);
    },
  };
}

/** The lower of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

const values = (off: number) => ({ off: { kind: "duration", seconds: Math.round(Math.abs(off) / 1000) } }) as const;

export function clockOff(off: number): AccessError {
  return new AccessError("clock-off", values(off));
}

/** Throws a refusal where the plan opens something and the clock cannot be trusted. */
export function mustKnowTime(watch: ClockWatch, { stamp }: JudgeSituation, plan: Plan): void {
  const accounts = plan.acts.map(({ account }) => account);
  const off = watch.offBy(stamp, accounts);
  if (off !== undefined) throw new Refusal("clock-off", plan.acts[0]?.entity ?? "", ["gate.clock"], values(off));
}
