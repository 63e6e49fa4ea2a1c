import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { KeyReads, KeyRecord } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import { InputError, VendorError } from "#core/errors.ts";
import { type KeyView, revocationOf } from "#core/keys.ts";
import { message } from "#core/message.ts";
import type { NoticeRequest } from "#core/notice.ts";
import { createPermitOffice } from "#core/permit.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { Performer } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import type { Store } from "#core/store.ts";
import { createExpiry } from "#keys/expiry.ts";
import { createKeyring } from "#keys/keyring.ts";
import { createKeyView } from "#keys/running.ts";
import { openStore } from "#store/open.ts";
import { silent } from "../gate/harness.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 5, 1, 12);
const key = Buffer.alloc(32, 7).toString("base64");
const door = { id: "home:front", account: "home", vendorId: "front", kind: "door", name: "Front door" } as Entity;
const notFound = message("errors:vendor-not-found", { account: "home" });

let folder: string;
let store: Store;
let now = start;
let records: readonly KeyRecord[] | Error = [];
let answer: (act: Act) => ActResult;
let asked: Act[] = [];
const clock = { now: () => now };
const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
const permits = createPermitOffice();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-keys-"));
  const place = { url: "file:./keys.db", directory: folder, exclusive: false, key: new Secret(key) };
  store = await openStore({ ...place, clock, random, log: silent });
});
beforeEach(async () => {
  for (const { id } of await store.madeKeys(0)) await store.endKey(id);
  now = start;
  records = [];
  asked = [];
  answer = () => ({ outcome: "accepted", reference: "p1", sends: 1 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const reads = {
  keys: (): KeyReads => ({
    opens: async () => ["front"],
    list: async () => {
      if (records instanceof Error) throw records;
      return records;
    },
  }),
};
const directory = { entity: (id: string) => (id === door.id ? door : undefined) };
const performer: Performer = async (acts) => {
  asked.push(...acts);
  return acts.map(answer);
};
const ring = (own: Performer = performer, kept: Store = store) =>
  createKeyring({
    store: kept,
    clock,
    random,
    log: silent,
    directory,
    reads,
    redeem: (permit) => permits.redeem(permit),
    performer: () => own,
  });
const view: KeyView = {
  running: (doors) => viewNow().running(doors),
  made: () => viewNow().made(),
};
const viewNow = () => createKeyView({ store, clock, directory: directory as never, reads });

function actOf(capability: "key.create" | "key.revoke", input: Act["input"]): Act {
  return { capability, entity: door.id, account: "home", vendorId: "front", input };
}
async function performAct(act: Act, by = ring(), permit = permits.issue(1)): Promise<ActResult> {
  const context = { permit, turn: "t1", signal: AbortSignal.timeout(5_000) };
  const [result] = (await by("home", act.capability)?.([act], context)) ?? [];
  if (result === undefined) throw new Error("nothing was performed");
  return result;
}
const perform = (capability: "key.create" | "key.revoke", input: Act["input"]) => performAct(actOf(capability, input));
const phone = { from: start, until: start + hour, phone: "+34600000077", by: "ann", name: "Gwen" };

describe("a key that is made", () => {
  it("is on record before its vendor is asked, and named once the vendor has", async () => {
    let during: unknown;
    const looking = ring(async (acts) => {
      during = await store.madeKeys(now);
      return acts.map(answer);
    });
    await performAct(actOf("key.create", phone), looking);
    expect(during).toMatchObject([{ state: "making", maker: "ann", name: "Gwen", isEndedByUs: true }]);
    expect(await store.madeKeys(now)).toMatchObject([{ state: "running", vendorKey: "p1", until: start + hour }]);
  });

  it("leaves nothing behind when the vendor said no", async () => {
    answer = () => ({ outcome: "failed", sends: 1 });
    await perform("key.create", phone);
    expect(await store.madeKeys(now)).toEqual([]);
  });

  it("stays on record when nobody knows whether it was made, and is then found by its number", async () => {
    answer = () => ({ outcome: "unknown", sends: 1 });
    await perform("key.create", phone);
    const [made] = await view.made();
    expect(made).toMatchObject({ made: { state: "unknown" } });
    if (made === undefined) throw new Error("it is not on record");
    answer = () => ({ outcome: "accepted", sends: 1 });
    await performAct(revocationOf(made));
    expect(asked.at(-1)?.input).toEqual({ phone: "+34600000077" });
    expect(await store.madeKeys(now)).toEqual([]);
  });

  it("asks no vendor when it cannot be put on record", async () => {
    const broken = { ...store, addKey: () => Promise.reject(new Error("disk full")) };
    const result = await performAct(actOf("key.create", phone), ring(performer, broken));
    expect(result).toMatchObject({ outcome: "failed", sends: 0, problem: { key: "errors:store-down" } });
    expect(asked).toEqual([]);
  });

  it("runs longer without asking its vendor, until its end", async () => {
    await perform("key.create", phone);
    const [made] = await store.madeKeys(now);
    asked = [];
    const longer = { extend: made?.id ?? "", from: start, until: start + 2 * hour };
    expect(await perform("key.create", longer)).toMatchObject({ outcome: "done", sends: 0 });
    expect(asked).toEqual([]);
    now = start + 2 * hour;
    expect(await perform("key.create", { ...longer, until: start + 3 * hour })).toMatchObject({ outcome: "failed" });
  });

  it("does nothing with a permit that is spent", async () => {
    await perform("key.create", phone);
    const [made] = await store.madeKeys(now);
    const input = { extend: made?.id ?? "", from: start, until: start + 2 * hour };
    const permit = permits.issue(1);
    permits.redeem(permit);
    const result = await performAct(actOf("key.create", input), ring(), permit);
    expect(result.outcome).toBe("failed");
    expect(await store.madeKeys(now)).toMatchObject([{ until: start + hour }]);
  });
});

describe("a key that is revoked", () => {
  it("is off the record, by its vendor's name for it too", async () => {
    await perform("key.create", phone);
    expect(await perform("key.revoke", { key: "p1" })).toMatchObject({ outcome: "accepted" });
    expect(await store.madeKeys(now)).toEqual([]);
  });

  it("that its vendor does not know counts as gone only when the vendor's list says so", async () => {
    await perform("key.create", phone);
    answer = () => ({ outcome: "failed", problem: notFound, sends: 1 });
    records = [{ id: "p1" }];
    expect((await perform("key.revoke", { key: "p1" })).outcome).toBe("failed");
    records = new VendorError({ account: "home", kind: "unavailable", outcome: "none" });
    expect((await perform("key.revoke", { key: "p1" })).outcome).toBe("failed");
    expect(await store.madeKeys(now)).toHaveLength(1);
    records = [{ id: "another" }];
    expect((await perform("key.revoke", { key: "p1" })).outcome).toBe("done");
    expect(await store.madeKeys(now)).toEqual([]);
  });
});

describe("the list of keys", () => {
  it("joins what the vendor lists with what is on record", async () => {
    await perform("key.create", phone);
    records = [{ id: "p1", reveal: new Secret("+34600000077") }, { id: "resident" }];
    const { keys, unread } = await view.running([door]);
    expect(unread).toEqual([]);
    expect(keys).toMatchObject([
      { vendorKey: "p1", until: start + hour, made: { maker: "ann", name: "Gwen" } },
      { vendorKey: "resident" },
    ]);
    expect(keys[1]).not.toHaveProperty("until");
    expect(new Set(keys.map(({ number }) => number)).size).toBe(2);
    expect((await view.made()).map(({ number }) => number)).toEqual([keys[0]?.number]);
  });

  it("knows a key by its times when its vendor names it anew", async () => {
    answer = () => ({ outcome: "accepted", reference: "old-name", sends: 1 });
    await perform("key.create", { from: start, until: start + hour, uses: 2, by: "ann", name: "Gwen" });
    records = [{ id: "new-name", from: start + 400, until: start + hour - 400, uses: 2 }];
    expect((await view.running([door])).keys).toMatchObject([{ vendorKey: "new-name", made: { name: "Gwen" } }]);
  });

  it("shows what is on record when the vendor is silent, and says which doors are missing", async () => {
    await perform("key.create", phone);
    records = new VendorError({ account: "home", kind: "timeout", outcome: "none" });
    expect(await view.running([door])).toMatchObject({ keys: [{ made: { name: "Gwen" } }], unread: [door.id] });
    records = new InputError("not-offered");
    expect((await view.running([door])).unread).toEqual([door.id]);
  });

  it("leaves out what its vendor ended, and what was taken away elsewhere", async () => {
    answer = () => ({ outcome: "accepted", reference: "k1", sends: 1 });
    await perform("key.create", { from: start, until: start + hour, uses: 1, by: "ann" });
    now = start + hour / 2;
    expect((await view.running([door])).keys).toEqual([]);
    records = [{ id: "over", from: start - hour, until: start }];
    expect((await view.running([door])).keys).toEqual([]);
  });

  it("holds 500 keys in the order of their ends", async () => {
    records = Array.from({ length: 500 }, (_, index) => ({
      id: `k${index}`,
      from: start,
      until: start + (500 - index) * 60_000,
    }));
    const { keys } = await view.running([door]);
    expect(keys).toHaveLength(500);
    expect(keys.map(({ until = 0 }) => until)).toEqual(keys.map(({ until = 0 }) => until).toSorted((a, b) => a - b));
  });
});

describe("a key whose end has come", () => {
  const told: NoticeRequest[] = [];
  const expiry = () =>
    createExpiry({
      store,
      clock,
      log: silent,
      gate: { removeExpired: (act) => performAct(act) },
      keys: view,
      notices: {
        tellOwners: async (request) => void told.push(request),
        drop: async () => {},
      },
      newTurnId: () => "expiry",
      zoneOf: () => "Europe/Madrid",
    });
  beforeEach(() => {
    told.length = 0;
  });

  it("is taken away once, not before, by whichever process comes first", async () => {
    await perform("key.create", phone);
    await expiry().run();
    expect(asked.map(({ capability }) => capability)).toEqual(["key.create"]);
    now = start + hour;
    await Promise.all([expiry().run(), expiry().run(), expiry().run()]);
    expect(asked.filter(({ capability }) => capability === "key.revoke").map(({ input }) => input.key)).toEqual(["p1"]);
    expect(await store.madeKeys(now)).toEqual([]);
  });

  it("is tried again at later times, and the owners hear of it with a button", async () => {
    await perform("key.create", phone);
    answer = () => ({ outcome: "unknown", sends: 1 });
    now = start + hour;
    const tries: number[] = [];
    for (let minute = 0; minute <= 180; minute += 0.5) {
      asked = [];
      await expiry().run();
      if (asked.length > 0) tries.push(minute);
      now += 30_000;
    }
    expect(tries).toEqual([0, 0.5, 2.5, 12.5, 72.5, 132.5]);
    expect(told).toHaveLength(1);
    expect(told[0]?.reply.title.key).toBe("replies:key.overdue");
    expect(told[0]?.buttons).toMatchObject([{ next: { command: "key revoke", raw: { key: expect.any(String) } } }]);
    expect(JSON.stringify(told)).not.toContain("600000077");
    answer = () => ({ outcome: "accepted", sends: 1 });
    now += hour;
    await expiry().run();
    expect(await store.madeKeys(now)).toEqual([]);
  });

  it("is told again about once a day as long as it fails", async () => {
    await perform("key.create", phone);
    answer = () => ({ outcome: "failed", sends: 0 });
    now = start + hour;
    for (let hours = 0; hours < 72; hours += 1) {
      await expiry().run();
      now += hour;
    }
    expect(told).toHaveLength(3);
  });
});
