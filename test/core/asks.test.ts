import { describe, expect, it } from "vitest";
import { createAsks } from "#core/asks.ts";
import type { Next } from "#core/choices.ts";
import { defineCommand } from "#core/command.ts";
import type { Directory, Entity } from "#core/directory.ts";
import type { Gate } from "#core/gate.ts";
import type { Json } from "#core/json.ts";
import type { Language } from "#core/language.ts";
import type { Wording } from "#core/ports.ts";
import { slot } from "#core/slots.ts";
import type { Continuation, Store } from "#core/store.ts";

const now = Date.UTC(2026, 0, 15, 12);
const asker = {
  identity: { id: "test:ana", platform: "test", standing: "member", groups: [] },
  conversation: { id: "test:room", kind: "direct" },
} as const;

const openDoor = defineCommand({
  name: "door open",
  action: "door.open",
  slots: { door: slot.entity("door"), window: slot.window(), uses: slot.integer(1, 5).default(1) },
  plan: () => Promise.reject(new TypeError("nothing is planned here")),
});

function door(number: number): Entity {
  return {
    id: `acc:${number}`,
    vendorId: String(number),
    account: "acc",
    vendor: "test",
    kind: "door",
    label: `Gate ${number}`,
    name: `Gate ${number}`,
    aliases: { es: [`Puerta ${number}`] },
    capabilities: ["door.open"],
    place: "hq",
    require: {},
    isHidden: false,
  };
}

/** The questions on a directory of this size, for somebody who may use every other door. */
function openHouse(count: number, isSomebody = true) {
  const entities = Array.from({ length: count }, (_, index) => door(index));
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  const kept = new Map<string, Continuation>();
  const work = { asked: 0, kept: 0 };
  const mayUse = (entity: Entity): boolean => {
    work.asked += 1;
    return isSomebody && Number(entity.vendorId) % 2 === 0;
  };
  let minted = 0;
  const tools = {
    commands: new Map([[openDoor.name, openDoor]]),
    clock: { now: () => now },
    zoneOf: () => "UTC",
    directory: {
      entity: (id) => byId.get(id),
      all: () => entities,
      place: () => undefined,
      heardAt: () => now,
    } satisfies Directory,
    gate: {
      identify: () => ({
        person: { id: "ana", name: "Ana", roles: [], identities: [], isKnown: true },
        roles: [],
        viewRoles: [],
      }),
      rights: {
        mayAnywhere: () => isSomebody,
        mayUse: (_who, _action, entity) => mayUse(entity),
        sees: (_who, entity) => mayUse(entity),
        usable: (_who, kinds) => entities.filter((entity) => kinds.includes(entity.kind) && mayUse(entity)),
      } satisfies Partial<Gate["rights"]> as unknown as Gate["rights"],
    } satisfies Partial<Gate> as unknown as Gate,
    language: {
      readSlot: (_command, name, text): Json | undefined => {
        if (name === "window")
          return /^\d+ hours$/.test(text) ? { until: now + Number.parseInt(text, 10) * 3_600_000 } : undefined;
        if (name === "uses") return Number.isInteger(Number(text)) ? Number(text) : undefined;
        const found = entities.filter((entity) => entity.name === text).map((entity) => entity.id);
        return found.length > 0 ? { mention: text, candidates: found } : undefined;
      },
      example: (_command, _locale, { door: name }) => `open ${name}`,
    } satisfies Partial<Language> as unknown as Language,
    wording: { bestLocale: () => "en", say: ({ key }) => key } satisfies Partial<Wording> as unknown as Wording,
    tokens: {
      mint: () => {
        minted += 1;
        return { token: `token-${minted}`, hash: `hash:token-${minted}` };
      },
      hash: (token: string) => `hash:${token}`,
    },
    store: {
      preference: async () => undefined,
      readContinuation: async (hash) => kept.get(hash),
      keepContinuations: async (records) => {
        work.kept += records.length;
        for (const record of records) kept.set(record.hash, record);
      },
    } satisfies Partial<Store> as unknown as Store,
  };
  const put = (next: Next, conversation: string = asker.conversation.id): string => {
    const { token, hash } = tools.tokens.mint();
    const payload = JSON.parse(JSON.stringify(next));
    const bound = { person: "ana", identity: asker.identity.id, conversation };
    kept.set(hash, { ...bound, hash, group: hash, payload, expiresAt: now + 1000 });
    return token;
  };
  return { asks: createAsks(tools), work, kept, put };
}

const search: Next = { kind: "search", command: "door open", slot: "door", raw: { uses: 2 } };

describe("type-ahead", () => {
  it("asks for the rights of at most 100 things among 10,000, and shows 25", async () => {
    const { asks, work } = openHouse(10_000);
    const found = await asks.complete({ ...asker, command: "door open", slot: "door", text: "gate 9" });
    expect(found).toHaveLength(25);
    expect(work.asked).toBeLessThanOrEqual(100);
  });

  it("shows names that begin with the words before those that only hold them", async () => {
    const { asks } = openHouse(10_000);
    const found = await asks.complete({ ...asker, command: "door open", slot: "door", text: "GATE 1000" });
    expect(found.map((one) => one.label)).toEqual(["Gate 1000"]);
    const inside = await asks.complete({ ...asker, command: "door open", slot: "door", text: "9998" });
    expect(inside.map((one) => one.label)).toEqual(["Gate 9998"]);
  });

  it("knows what things are called in the language of who asks", async () => {
    const { asks } = openHouse(100);
    const request = { ...asker, command: "door open", slot: "door", text: "puerta 42" };
    expect(await asks.complete({ ...request, locale: "es-ES" })).toEqual([{ label: "Gate 42", value: "acc:42" }]);
    expect(await asks.complete({ ...request, locale: "de" })).toEqual([]);
  });

  it("asks for nobody's rights where the person has none", async () => {
    const { asks, work } = openHouse(10_000, false);
    expect(await asks.complete({ ...asker, command: "door open", slot: "door", text: "gate" })).toEqual([]);
    expect(work.asked).toBe(0);
  });

  it("gives what it finds as choices that keep what was said before", async () => {
    const { asks, kept, put, work } = openHouse(10_000);
    const choices = await asks.search({ ...asker, token: put(search), text: "gate 77" });
    expect(choices[0]?.label).toMatch(/^Gate 77/);
    expect(work.kept).toBe(choices.length);
    expect(kept.get(`hash:${choices[0]?.token}`)).toMatchObject({
      person: "ana",
      conversation: "test:room",
      payload: { kind: "command", command: "door open", raw: { uses: 2, door: { mention: choices[0]?.label } } },
    });
  });

  it("finds nothing for another conversation, an unknown token, or one that is no search", async () => {
    const { asks, put } = openHouse(10);
    const others = [put(search, "test:elsewhere"), "token-unknown", put({ kind: "cancel", confirmation: "x" })];
    for (const token of others) expect(await asks.search({ ...asker, token, text: "" })).toEqual([]);
  });
});

describe("a form before it is sent off", () => {
  const check = (raw: Record<string, string | number>) =>
    openHouse(10).asks.check({ ...asker, command: "door open", raw });

  it("has no fault when everything fits", async () => {
    expect(await check({ door: "acc:2", window: "2 hours", uses: "3" })).toEqual({});
  });

  it("names every field at fault, not only the first", async () => {
    expect(await check({ door: "Nowhere", window: "banana", uses: "9" })).toEqual({
      door: "replies:choose.unknown",
      window: "errors:slot-wrong",
      uses: "errors:slot-wrong",
    });
  });

  it("says the same of a hidden thing as of an unknown one", async () => {
    expect(await check({ door: "acc:3", window: "2 hours" })).toEqual({ door: "replies:choose.unknown" });
  });

  it("misses what must be there, and takes no window that is over", async () => {
    expect(await check({})).toEqual({ door: "errors:slot-missing", window: "errors:slot-missing" });
    expect(await check({ door: "acc:2", window: "0 hours" })).toEqual({ window: "errors:window-past" });
  });

  it("leaves it to the turn to refuse who has no rights", async () => {
    const { asks } = openHouse(10, false);
    expect(await asks.check({ ...asker, command: "door open", raw: { door: "Nowhere" } })).toEqual({});
  });
});

describe("suggestions", () => {
  it("are sentences with things that this person may use", async () => {
    expect(await openHouse(10).asks.suggest(asker)).toEqual([
      { title: "commands:door.open.title", text: "open Gate 0" },
    ]);
    expect(await openHouse(10, false).asks.suggest(asker)).toEqual([]);
  });
});
