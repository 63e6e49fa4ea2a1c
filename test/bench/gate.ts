import { performance } from "node:perf_hooks";
import { allow, openHouse, planFor, staff } from "../gate/harness.ts";
import { median, quantile, type Row, spreadOf } from "./row.ts";

const rounds = 7;
const turns = 300;

/**
 * A turn through the gate without vendor and disk: the store answers from memory, the vendor at once. The floor is
 * the performer called directly with the same plan.
 */
export async function benchGate(): Promise<readonly Row[]> {
  const house = await openHouse({ isStored: false });
  try {
    house.rule("light.set", () => allow());
    const plan = planFor("light.set", "lamp");
    const added: number[] = [];
    const tails: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const floor = await times(() => house.performDirectly(plan));
      const gated = await times(() =>
        house.gate.ask({ turn: house.turn(), who: staff, command: "lights dim", plan, how: "exact", locale: "en" }),
      );
      if (round === 0) continue;
      added.push((median(gated) - median(floor)) * 1000);
      tails.push((quantile(gated, 0.99) - median(floor)) * 1000);
    }
    const measured = median(added);
    return [
      {
        what: "turn through the gate, without vendor and disk",
        floor: "calling the plan directly",
        measured: `+${measured.toFixed(0)} µs p50, +${median(tails).toFixed(0)} µs p99`,
        spread: `${spreadOf(added, 0)} µs`,
        goal: "≤ 150 µs p50 added",
        isMet: measured <= 150,
      },
    ];
  } finally {
    await house.close();
  }
}

async function times(act: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let count = 0; count < turns; count += 1) {
    const begun = performance.now();
    await act();
    taken.push(performance.now() - begun);
  }
  return taken;
}
