import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "#core/secret.ts";
import type { Store } from "#core/store.ts";
import { createNumbers } from "#store/numbers.ts";
import { createCipher } from "#store/vault.ts";
import { confirmation, continuation, createPlace, engines, entry, noon, type Place } from "./places.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const numbers = createNumbers(createCipher(randomBytes(32), random));

describe("a phone number in a text that is kept", () => {
  it.each([
    ['{"phone":"+34600000077","uses":1}', "600000077"],
    ['{"phone":"600 000 077","door":"front"}', "600 000 077"],
    ['{"text":"/key create front door phone=+34 600 000 077 2 hours"}', "600 000 077"],
    ['{"value":"0034600000077"},{"value":"+1 (202) 555-0143"}', "555-0143"],
  ])("%s is hidden and comes back", (text, part) => {
    const kept = numbers.hide(text);
    expect(kept).not.toContain(part);
    expect(() => JSON.stringify(kept)).not.toThrow();
    expect(numbers.show(kept)).toBe(text);
  });

  it.each([
    '{"from":1764001234567,"until":1764008834567}',
    '{"level":"+10","planHash":"a0012345678901234"}',
    '{"input":{"minutes":5},"at":0.00123456789}',
    '{"note":"§ 12.3.4 §"}',
  ])("is not seen in %s", (text) => {
    expect(numbers.hide(text)).toBe(text);
    expect(numbers.show(text)).toBe(text);
  });

  it("stays hidden from another key", () => {
    const kept = numbers.hide('{"phone":"+34600000077"}');
    expect(createNumbers(createCipher(randomBytes(32), random)).show(kept)).toBe(kept);
  });
});

const phone = "+34600000077";
const asked = confirmation();
const withPhone = confirmation({
  plan: {
    ...asked.plan,
    acts: asked.plan.acts.map((act) => ({ ...act, input: { phone } })),
    facts: [{ label: { key: "replies:fact.phone" }, value: phone }],
  },
});
const notice = {
  id: "n1",
  person: "ann",
  due: noon,
  subject: "s",
  reply: {
    status: "approve",
    outcome: null,
    visibility: "private",
    title: { key: "replies:approve.title" },
    facts: withPhone.plan.facts,
  },
  buttons: [],
} as const;
const waiting = continuation({ payload: { kind: "command", raw: { phone: "+34 600 000 077" } } });

describe.each(engines)("the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open({ key: new Secret(randomBytes(32).toString("base64")) });
    await store.openConfirmation(withPhone, entry());
    await store.keepContinuations([waiting]);
    await store.addNotices([notice]);
  });
  afterAll(() => place.clear());

  it("keeps no number in clear, and gives every one back", async () => {
    const tables = ["confirmation", "continuation", "notice"];
    const rows = await Promise.all(tables.map((table) => place.rows(`SELECT * FROM "${table}"`)));
    expect(JSON.stringify(rows)).not.toMatch(/600.?000.?077/);
    expect((await store.readConfirmation(withPhone.hash, noon))?.record).toEqual(withPhone);
    expect(await store.openConfirmations("ann", withPhone.conversation, noon)).toEqual([withPhone]);
    expect(await store.readContinuation(waiting.hash)).toMatchObject({ payload: waiting.payload });
    expect(await store.takeContinuation(waiting.hash, "ann", noon)).toMatchObject({ payload: waiting.payload });
    expect(await store.claimNotices(noon, 1000, 5)).toEqual([notice]);
  });
});
