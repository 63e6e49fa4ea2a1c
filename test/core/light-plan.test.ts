import { describe, expect, it } from "vitest";
import type { LightState, Reads } from "#core/capabilities.ts";
import type { CommandContext } from "#core/command.ts";
import type { DiscoveredThing, Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { planLights } from "#core/light-plan.ts";
import { message } from "#core/message.ts";
import type { ActResult } from "#core/plan.ts";
import { result } from "#gate/cards.ts";
import { createDirectory } from "#src/directory.ts";
import { readLocales } from "#src/locales.ts";
import { createWording } from "#src/translate.ts";

const lamp = (vendorId: string, more: Partial<DiscoveredThing> = {}): DiscoveredThing => ({
  vendorId,
  kind: "light",
  label: `Lamp ${vendorId}`,
  capabilities: ["light.set", "light.view"],
  traits: { dim: true },
  ...more,
});

/** Two vendors that know the same hall: one as a room of 20 lamps, one as a group of two and a room of 20. */
function hall({
  forbidden = [],
  states = {},
}: {
  forbidden?: readonly string[];
  states?: Record<string, LightState>;
} = {}) {
  const directory = createDirectory({
    file: "usher.yaml",
    accounts: [
      { id: "one", vendor: "test", place: "hq", settings: {} },
      { id: "two", vendor: "test", place: "hq", settings: {} },
    ],
    places: [{ id: "hq", name: "HQ", timezone: "Europe/Madrid", require: {} }],
    things: [],
  });
  const ids = Array.from({ length: 20 }, (_, at) => `l${at}`);
  const room = { kind: "area", label: "Hall", capabilities: [], members: ids } as const;
  directory.replace("one", [...ids.map((id) => lamp(id)), { ...room, vendorId: "r" }], 0);
  const pair = { ...lamp("pair"), label: "Pair", members: ["l0", "l1"] };
  directory.replace("two", [...ids.map((id) => lamp(id)), pair, { ...room, vendorId: "r", label: "hall" }], 0);
  const asked: string[] = [];
  const reads = {
    lights: (entity: Entity) => ({
      state: async () => {
        asked.push(entity.id);
        const state = states[entity.id];
        if (state === undefined) throw new InputError("not-offered");
        return state;
      },
    }),
  } as unknown as Reads;
  const context = {
    directory,
    reads,
    allowedOn: (entity: Entity) => !forbidden.includes(entity.id),
  } as unknown as CommandContext;
  const named = (id: string): Entity => {
    const found = directory.entity(id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  return { context, named, asked, directory };
}

describe("a room that several vendors know by its name", () => {
  it("is all of its lights, each told once", async () => {
    const { context, named } = hall();
    const plan = await planLights(context, named("one:r"), { state: "off" });
    expect(plan.acts).toHaveLength(40);
    expect(new Set(plan.acts.map(({ entity }) => entity)).size).toBe(40);
    expect(new Set(plan.acts.map(({ account }) => account))).toEqual(new Set(["one", "two"]));
  });

  it("leaves out what the person may not set", async () => {
    const { context, named } = hall({ forbidden: ["two:l3", "one:l0"] });
    const plan = await planLights(context, named("one:r"), { state: "off" });
    expect(plan.acts).toHaveLength(38);
  });
});

describe("a whole place", () => {
  it("tells a group once, for all that is in it, unless one of its lamps is not the person's to set", async () => {
    const whole = hall();
    const plan = await planLights(whole.context, whole.named("~:place/hq"), { level: 10 });
    expect(plan.acts.find(({ entity }) => entity === "two:pair")?.alsoJudged).toEqual(["two:l0", "two:l1"]);
    expect(plan.acts.map(({ entity }) => entity)).not.toContain("two:l0");
    const part = hall({ forbidden: ["two:l0"] });
    const entities = (await planLights(part.context, part.named("~:place/hq"), { level: 10 })).acts.map(
      (one) => one.entity,
    );
    expect(entities).toContain("two:l1");
    expect(entities).not.toContain("two:pair");
    expect(entities).not.toContain("two:l0");
  });
});

describe("the way back", () => {
  it("is known light by light, and says of which it is not", async () => {
    const { context, named } = hall({ states: { "two:l0": { isOn: true, level: 70 } } });
    const plan = await planLights(context, named("two:pair"), { level: 10 });
    expect(plan.undo).toEqual({
      restores: [{ of: "two:pair", entity: "two:l0", input: { level: 70 } }],
      unknown: ["two:l1"],
    });
  });

  it("goes by what was heard of many lights, and reads those alone of which nothing was", async () => {
    const { context, named, directory, asked } = hall();
    for (let at = 0; at < 20; at += 1) directory.setState(`one:l${at}`, { isOn: true, level: at });
    const plan = await planLights(context, named("one:r"), { state: "off" });
    expect(asked.filter((id) => id.startsWith("one:"))).toEqual([]);
    expect(asked).toHaveLength(20);
    expect(plan.undo?.restores).toHaveLength(20);
    expect(plan.undo?.unknown).toHaveLength(20);
  });
});

describe("40 lights of which 3 fail", () => {
  it("are told light by light, in words of every language", async () => {
    const { context, named, directory } = hall();
    const plan = await planLights(context, named("one:r"), { state: "off" });
    const problem = message("errors:vendor-timeout", { account: "two" });
    const results = plan.acts.map(
      (_, at): ActResult => (at < 3 ? { outcome: "failed", problem, sends: 1 } : { outcome: "done", sends: 1 }),
    );
    const reply = result(plan, results);
    const wording = createWording(await readLocales(), directory, "UTC");
    const card = wording.card(reply, "en");
    expect(card).toMatchObject({
      status: "failed",
      outcome: "failed",
      tone: "warning",
      title: "Hall: part of it failed",
    });
    expect(card.text).toEqual(["3 of 40 did not work."]);
    expect(card.facts.map(({ label }) => label)).toEqual(["Light", "Level", "Lamp l0", "Lamp l1", "Lamp l2"]);
    for (const locale of ["de", "ja", "pl"]) expect(wording.card(reply, locale).text[0]).toMatch(/3.*40|40.*3/);
  });

  it("are told together when nearly all failed for the same reason, and clipped with a number", async () => {
    const { context, named, directory } = hall();
    const plan = await planLights(context, named("one:r"), { state: "off" });
    const problem = message("errors:vendor-connection", { account: "two" });
    const results = plan.acts.map(
      (_, at): ActResult =>
        at === 0 ? { outcome: "done", sends: 1 } : { outcome: at === 1 ? "unknown" : "failed", problem, sends: 1 },
    );
    const card = createWording(await readLocales(), directory, "UTC").card(result(plan, results), "en");
    expect(card.title).toBe("Hall: outcome unknown for a part of it");
    expect(card.facts).toHaveLength(3);
    expect(card.facts[2]?.label).toMatch(/, and 32 more$/);
  });
});
