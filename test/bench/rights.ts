import { performance } from "node:perf_hooks";
import { actions } from "#core/actions.ts";
import type { Grant } from "#core/grants.ts";
import type { Person } from "#core/person.ts";
import { createRights } from "#gate/rights.ts";
import { isWithinHours } from "#policy/hours.ts";
import { createPolicy } from "#policy/policy.ts";
import type { Role } from "#policy/role.ts";
import { createBook } from "#rights/book.ts";
import { openHouse, planFor, staff } from "../gate/harness.ts";
import { median, quantile, type Row, spreadOf } from "./row.ts";

const rounds = 7;
const decisions = 500;
const grantCount = 10_000;
const turnsAtOnce = 64;
const batches = 20;

const roles = Array.from({ length: 100 }, (_, index): Role => {
  return {
    name: `role${index}`,
    allow: ["light.set", "door.open"],
    at: ["annex"],
    hours: "Mon-Fri 06:00-22:00, Sat-Sun 08:00-20:00",
    require: {},
    limits: {},
    groups: [],
    channels: [],
    everyone: false,
  };
});
const opener: Role = {
  ...(roles[0] as Role),
  name: "opener",
  at: ["hq"],
  hours: "Mon-Fri 00:00-23:59, Sat-Sun 00:01-24:00",
};

const start = Date.UTC(2026, 0, 15, 12);
const olga: Person = { id: "olga", name: "Olga", roles: ["opener"], identities: [], isKnown: true };
const guest: Person = { id: "p7", name: "P7", roles: ["role3", "role4"], identities: [], isKnown: true };

const grants = Array.from({ length: grantCount }, (_, index): Grant => {
  return {
    id: `g${index}`,
    person: `p${index % 1000}`,
    action: "door.open",
    thing: index < 1000 ? "acc:front" : `acc:door-${index % 97}`,
    giver: "olga",
    giverRoles: [],
    from: start,
    until: start + 365 * 86_400_000,
    hours: "Mon-Sun 00:00-24:00",
    used: 0,
  };
});

/** One decision that rests on a grant, at another minute each time, so that none is a remembered one. */
async function benchDecision(): Promise<Row> {
  const house = await openHouse({ isStored: false });
  try {
    const policy = createPolicy({ roles: [...roles, opener], places: [{ id: "hq" }, { id: "annex" }] });
    let now = start;
    const book = createBook({
      store: {
        rightsVersion: async () => 1,
        rightsSnapshot: async () => ({ version: 1, grants, lockdowns: [], links: [], guests: [], gone: [] }),
      },
      clock: { now: () => now },
      directory: house.directory,
      policy,
      person: (id) => (id === "olga" ? olga : undefined),
      isWithin: isWithinHours,
    });
    await book.refresh();
    const rights = createRights(policy, house.directory, actions, book);
    const who = { person: guest, roles: guest.roles, viewRoles: [] };
    const door = house.directory.entity("acc:front");
    if (door === undefined) throw new Error("no door");
    const medians: number[] = [];
    const tails: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const taken: number[] = [];
      for (let count = 0; count < decisions; count += 1) {
        now += 61_000;
        const begun = performance.now();
        const decision = rights.decide(who, "door.open", door, now, "here");
        taken.push((performance.now() - begun) * 1000);
        if (decision.isAllowed && decision.grant !== "g7") throw new Error("not by the grant");
      }
      if (round === 0) continue;
      medians.push(median(taken));
      tails.push(quantile(taken, 0.99));
    }
    const measured = median(medians);
    return {
      what: "a decision by grant: two roles of 101, 10,000 grants",
      floor: "–",
      measured: `${measured.toFixed(0)} µs p50, ${median(tails).toFixed(0)} µs p99`,
      spread: `${spreadOf(medians, 0)} µs`,
      goal: "≤ 200 µs p50",
      isMet: measured <= 200,
    };
  } finally {
    await house.close();
  }
}

/** Whole turns with real rights and durable audit, many at once as in a busy house: admitted, judged, done, recorded. */
async function benchTurns(): Promise<Row> {
  const policy = createPolicy({ roles: [{ ...opener, name: "staff" }], places: [{ id: "hq" }] });
  const house = await openHouse({ rules: policy });
  try {
    const rates: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const begun = performance.now();
      for (let batch = 0; batch < batches; batch += 1) {
        await Promise.all(
          Array.from({ length: turnsAtOnce }, async () => {
            const turn = house.turn();
            await house.gate.admit(turn);
            const plan = planFor("light.set", "lamp");
            const { reply } = await house.gate.ask({
              turn,
              who: staff,
              command: "lights dim",
              plan,
              how: "exact",
              locale: "en",
            });
            if (reply.outcome !== "accepted") throw new Error(`the turn ended as ${reply.status}`);
          }),
        );
      }
      if (round > 0) rates.push((batches * turnsAtOnce * 1000) / (performance.now() - begun));
    }
    const measured = median(rates);
    return {
      what: "gated turns a second on the embedded store, durable audit, 64 at once",
      floor: "–",
      measured: `${measured.toFixed(0)}/s`,
      spread: `${spreadOf(rates, 0)}/s`,
      goal: "≥ 2,000/s",
      isMet: measured >= 2000,
    };
  } finally {
    await house.close();
  }
}

export async function benchRights(): Promise<readonly Row[]> {
  return [await benchDecision(), await benchTurns()];
}
