import { performance } from "node:perf_hooks";
import { createPolicy } from "#policy/policy.ts";
import type { Role } from "#policy/role.ts";
import { openHouse, planFor, staff, yesOf } from "../gate/harness.ts";
import { median, quantile, type Row, spreadOf } from "./row.ts";

const rounds = 7;
const turns = 300;

const role: Role = {
  name: "staff",
  allow: ["door.open", "light.set"],
  at: ["hq"],
  hours: "Mon-Sun 00:00-24:00",
  require: {},
  limits: {},
  groups: [],
  channels: [],
  everyone: false,
};
const rules = () => createPolicy({ roles: [role], places: [{ id: "hq" }] });

/**
 * A turn through the gate with real rights, without vendor and disk: the store answers from memory, the vendor at
 * once. The floor is the performer called directly with the same plan.
 */
async function benchTurn(): Promise<Row> {
  const house = await openHouse({ isStored: false, rules: rules() });
  try {
    const plan = planFor("light.set", "lamp");
    const added: number[] = [];
    const tails: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const floor = await times(() => house.performDirectly(plan));
      const gated = await times(async () => {
        // Another minute for each turn, so that no verdict is a remembered one.
        house.pass(60_000);
        const turn = house.turn();
        await house.gate.admit(turn);
        await house.gate.ask({ turn, who: staff, command: "lights dim", plan, how: "exact", locale: "en" });
      });
      if (round === 0) continue;
      added.push((median(gated) - median(floor)) * 1000);
      tails.push((quantile(gated, 0.99) - median(floor)) * 1000);
    }
    const measured = median(added);
    return {
      what: "turn through the gate, without vendor and disk",
      floor: "calling the plan directly",
      measured: `+${measured.toFixed(0)} µs p50, +${median(tails).toFixed(0)} µs p99`,
      spread: `${spreadOf(added, 0)} µs`,
      goal: "≤ 150 µs p50 added",
      isMet: measured <= 150,
    };
  } finally {
    await house.close();
  }
}

/** From the press of the button to the moment the vendor's request would leave, the durable transaction included. */
async function benchPress(): Promise<Row> {
  const house = await openHouse({ rules: rules() });
  try {
    const taken: number[] = [];
    let begun = 0;
    house.vendor.answer = async () => {
      taken.push(performance.now() - begun);
      return { outcome: "accepted", sends: 1 };
    };
    for (let count = 0; count < turns; count += 1) {
      const { reply } = await house.ask(planFor("door.open", "front"));
      begun = performance.now();
      await house.gate.press(house.turn(), staff, yesOf(reply));
    }
    const measured = median(taken);
    return {
      what: "confirm click to the vendor's request leaving, durable write included",
      floor: "–",
      measured: `${measured.toFixed(2)} ms p50, ${quantile(taken, 0.99).toFixed(2)} ms p99`,
      spread: `${spreadOf(taken)} ms`,
      goal: "≤ 2 ms p50",
      isMet: measured <= 2,
    };
  } finally {
    await house.close();
  }
}

export async function benchGate(): Promise<readonly Row[]> {
  return [await benchTurn(), await benchPress()];
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
