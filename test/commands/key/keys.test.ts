import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { createUsher } from "#src/main.ts";
import { openWholeHouse, silent, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
const viewer = '  - { id: vera, name: "Vera", identities: [], roles: [viewer] }';
const asker = '  - { id: alex, name: "Alex", identities: [], roles: [asker] }';
const roles = [
  "  viewer: { allow: [key.view], at: [hq] }",
  '  asker: { allow: [key.*], at: [hq], require: { key.create: "approve:1 from owner" } }',
  "  counted: { allow: [key.create], at: [hq], limits: { key.create: { maxUses: 3, maxHours: 4 } } }",
];
const carl = '  - { id: carl, name: "Carl", identities: [], roles: [counted] }';

beforeAll(async () => {
  const store = `store: { key: "${Buffer.alloc(32, 3).toString("base64")}" }\n`;
  house = await openWholeHouse(
    (config) =>
      store +
      config
        .replace("people:\n", `people:\n${viewer}\n${asker}\n${carl}\n`)
        .replace("roles:\n", `roles:\n${roles.join("\n")}\n`),
  );
});
afterEach(async () => {
  await house.setFaults("raixer");
  await house.setFaults("akuvox");
  const { keys } = await runningKeys();
  for (const { number } of keys) await house.say("owner", `/key revoke key=${number}`);
});
afterAll(() => house.close());

const runningKeys = async () => ({ keys: (await keysOf("owner")).map(([number = ""]) => ({ number })) });

/** Rows of the list, without the resident's own phone that the sandbox begins with. */
async function keysOf(person: string, words = ""): Promise<readonly (readonly string[])[]> {
  const card = await house.say(person, `/key list ${words}`);
  const rows = card.table?.rows ?? [factsAsRow(card)];
  return rows.filter((row) => !row.includes("no end") && row.length > 1);
}
function factsAsRow({ title, facts }: Card): readonly string[] {
  const of = (label: string) => facts.find((fact) => fact.label === label)?.value ?? "";
  return facts.length === 0 ? [] : [title.replace("Key ", ""), of("For"), of("Door"), of("Until"), of("Uses")];
}
async function make(words: string, by = "owner"): Promise<Card> {
  const card = await house.say(by, `/key create ${words}`);
  return card.status === "confirm" ? house.pressBriefly(by, card) : card;
}
const guestPhone = "+34 600 000 077";
const letIn = (name = "Gwen", by = "owner", phone = guestPhone) =>
  make(`front door for 2 hours name="${name}" phone="${phone}"`, by);
const phonesAllowed = async () =>
  (await house.usher.accounts.account("raixer")?.reads.keys?.list?.(frontDoor()))?.length ?? 0;
const frontDoor = () => {
  const door = house.usher.directory.all().find(({ name }) => name === "Front door");
  if (door === undefined) throw new Error("the sandbox has no front door");
  return door.vendorId;
};

describe("a key for a door that opens by phone", () => {
  it("asks for the phone, and the next words are its number", async () => {
    const asked = await house.say("owner", "/key create front door for 2 hours");
    expect(asked).toMatchObject({ status: "ask" });
    expect(asked.title).toContain("Which phone");
    expect(asked.form?.fields.map(({ slot }) => slot)).toContain("phone");
    const confirm = await house.say("owner", guestPhone);
    expect(confirm).toMatchObject({ status: "confirm", title: "Let this phone open the door?" });
    expect(confirm.facts).toContainEqual({ label: "Phone", value: "+34600000077" });
    expect(confirm.facts.find(({ label }) => label === "Until")?.value).toMatch(/GMT/);
  });

  it("says what is wrong with a number, keeps the rest, and takes the next words for a better one", async () => {
    const card = await house.say("owner", '/key create front door for 2 hours name=Gwen phone="600 000 077"');
    expect(card).toMatchObject({ status: "ask" });
    expect(card.title).toContain("“600 000 077” is no international phone number");
    const known = Object.fromEntries((card.form?.fields ?? []).map(({ slot, known }) => [slot, known?.text]));
    expect(known).toMatchObject({ door: "Front door", name: "Gwen", phone: "600 000 077" });
    expect((await house.say("owner", guestPhone)).status).toBe("confirm");
  });

  it.each([
    ["uses=3", "as often as it calls"],
    ["from tomorrow 10:00 until tomorrow 12:00", "cannot begin later"],
  ])("refuses %s, which a phone cannot keep", async (words, reason) => {
    const window = words.startsWith("from") ? words : `for 2 hours ${words}`;
    const card = await house.say("owner", `/key create front door ${window} phone="${guestPhone}"`);
    expect(card.text.join()).toContain(reason);
  });

  it("takes no phone where a code opens", async () => {
    const card = await house.say("owner", `/key create lobby for 2 hours phone="${guestPhone}"`);
    expect(card.text.join()).toContain("Lobby opens with a code");
  });

  it("never takes a phone that opens already, whose end would shut its owner out", async () => {
    await letIn();
    const again = await letIn("Ben");
    expect(again.title).toContain("opens that door already");
    expect(await keysOf("owner", "front door")).toHaveLength(1);
  });

  it("is refused where rules count the uses of keys", async () => {
    expect(await letIn("Gwen", "carl")).toMatchObject({ status: "refused" });
    expect((await make("lobby for 2 hours uses=2", "carl")).status).toBe("done");
  });

  it("leaves its number nowhere in the store in clear, the audit included", async () => {
    await letIn();
    expect(JSON.stringify(await house.usher.store.auditRows({}))).not.toContain("600000077");
    const files = (await readdir(house.folder)).filter((name) => /^usher\.db(-wal)?$/.test(name));
    expect(files).not.toEqual([]);
    for (const name of files) {
      const bytes = await readFile(join(house.folder, name));
      expect([name, bytes.includes("600000077"), bytes.includes("600 000 077")]).toEqual([name, false, false]);
    }
  });

  it("is taken away by us at its end, after a restart and in a lockdown, as the house itself", async () => {
    const before = await phonesAllowed();
    await letIn();
    expect(await phonesAllowed()).toBe(before + 1);
    const locked = await house.say("owner", "/access lockdown on");
    if (locked.status === "confirm") await house.press("owner", locked);
    const later = 3 * 3_600_000;
    const again = await createUsher({
      config: await readFileConfig(house.file),
      log: silent,
      isExclusive: false,
      patienceMs: 10_000,
      freshForMs: 0,
      clock: { now: () => Date.now() + later },
    });
    try {
      await again.expiry.run();
      const rows = await again.store.auditRows({});
      const removed = rows.filter(({ rules }) => rules.includes("gate.expired"));
      expect(removed.map(({ action, person, result, outcome }) => [action, person, result, outcome])).toEqual([
        ["key.revoke", "~usher", "acting", null],
        ["key.revoke", "~usher", "acted", "accepted"],
      ]);
      expect(await again.store.madeKeys(0)).toEqual([]);
    } finally {
      await again.close();
      const lifted = await house.say("owner", "/access lockdown off");
      if (lifted.status === "confirm") await house.press("owner", lifted);
    }
    expect(await phonesAllowed()).toBe(before);
  });
});

describe("the list", () => {
  it("tells for whom, which door, until when and how often", async () => {
    await make("lobby for 2 hours uses=3 name=Ben");
    await letIn();
    const rows = await keysOf("owner");
    expect(rows.map(([, person, door, , uses]) => [person, door, uses]).toSorted()).toEqual([
      ["Ben", "Lobby", "3"],
      ["Gwen", "Front door", ""],
    ]);
    expect((await keysOf("owner", "Gwen")).map(([, person]) => person)).toEqual(["Gwen"]);
    expect((await keysOf("owner", "lobby")).map(([, person]) => person)).toEqual(["Ben"]);
    expect((await keysOf("owner", "ge")).map(([, person]) => person)).toEqual([]);
    expect((await house.say("guest", "/key list")).status).toBe("refused");
  });

  it("hides codes until a button reveals them, in private, with a row in the audit", async () => {
    const made = await make("lobby for 2 hours uses=3 name=Ben");
    const digits = made.facts.find(({ label }) => label === "Code")?.value ?? "";
    expect(digits).toMatch(/^\d+$/);
    const list = await house.say("owner", "/key list Ben");
    expect(JSON.stringify(list)).not.toContain(digits);
    const shown = await house.choose("owner", list, "Show the code");
    expect(shown).toMatchObject({ visibility: "private", status: "done" });
    expect(shown.facts).toContainEqual({ label: "Code", value: digits });
    const rows = await house.usher.store.auditRows({});
    expect(rows.at(-1)).toMatchObject({ action: "key.create", person: "owner", result: "answered" });
    expect(JSON.stringify(rows)).not.toContain(digits);
  });

  it("reveals no code to those who could not make such a key by themselves", async () => {
    await make("lobby for 2 hours name=Ben");
    const list = await house.say("vera", "/key list Ben");
    expect(list).toMatchObject({ status: "done", choices: [] });
    const [[number = ""] = []] = await keysOf("vera", "Ben");
    expect((await house.say("vera", `/key code lobby key=${number}`)).status).toBe("refused");
    const asked = await house.say("alex", `/key code lobby key=${number}`);
    expect(asked.text.join()).toContain("You may not see the code");
    expect(asked.facts).toEqual([]);
  });

  it("says which doors did not tell their keys, and shows what is on record", async () => {
    await make("lobby for 2 hours name=Ben");
    await house.setFaults("akuvox", { status: 503 });
    const card = await house.say("owner", "/key list Ben");
    expect(card.text.join()).toContain("Lobby");
    expect(card.facts).toContainEqual({ label: "For", value: "Ben" });
  });
});

describe("revoking", () => {
  it("ends one key at once when a person has one", async () => {
    await make("lobby for 2 hours name=Ben");
    expect(await house.say("owner", "/key revoke Ben")).toMatchObject({ status: "done", title: "Revoked" });
    expect(await keysOf("owner")).toEqual([]);
  });

  it("ends all keys of a person", async () => {
    await make('lobby for 2 hours name="Ana García"');
    await letIn("Ana García");
    await make("lobby for 3 hours name=Ben");
    expect((await house.say("owner", "/key revoke ana garcia")).status).toBe("done");
    expect((await keysOf("owner")).map(([, person]) => person)).toEqual(["Ben"]);
  });

  it("asks which, when several can be meant, and offers all of them", async () => {
    await make("lobby for 2 hours name=Ann");
    await make("lobby for 3 hours name=Annika");
    const card = await house.say("owner", "/key revoke lobby");
    expect(card).toMatchObject({ status: "choose", title: "Which key do you mean?" });
    expect(card.choices.map(({ label }) => label.replace(/^\w{6} · | · until.*/g, ""))).toEqual([
      "All 2 of them",
      "Ann · Lobby",
      "Annika · Lobby",
    ]);
    const [, first] = card.choices;
    expect((await house.choose("owner", card, first?.label ?? "")).status).toBe("done");
    expect((await keysOf("owner")).map(([, person]) => person)).toEqual(["Annika"]);
  });

  it("asks back about a name that is nearly right, and ends nothing by itself", async () => {
    await make("lobby for 2 hours name=Anna");
    const card = await house.say("owner", "unieważnij klucz Anny", "pl");
    expect(card).toMatchObject({ status: "choose" });
    expect(card.choices.map(({ label }) => label)).toEqual([expect.stringContaining("Anna")]);
    expect(await keysOf("owner")).toHaveLength(1);
  });

  it.each([
    ["en", "revoke Anna's key"],
    ["de", "widerrufe den Schlüssel von Anna"],
    ["fr", "révoque la clé d’Anna"],
    ["nl", "trek de sleutel van Anna in"],
  ])("[%s] understands “%s”", async (locale, text) => {
    await make("lobby for 2 hours name=Anna");
    expect((await house.say("owner", text, locale)).status).toBe("done");
    expect(await keysOf("owner")).toEqual([]);
  });

  it("never ends anything that nobody named, nor somebody's own way in", async () => {
    const before = await phonesAllowed();
    await make("lobby for 2 hours name=Ben");
    expect((await house.say("owner", "/key revoke")).status).toBe("choose");
    expect((await house.say("owner", "/key revoke front door")).text.join()).toContain("no such key");
    expect((await house.say("owner", "/key revoke Nobody")).text.join()).toContain("no such key");
    expect((await house.say("vera", "/key revoke Ben")).status).toBe("refused");
    expect(await keysOf("owner")).toHaveLength(1);
    expect(await phonesAllowed()).toBe(before);
  });
});

describe("extending", () => {
  it("moves the end of a guest's phone, asks first, and keeps to the longest time allowed", async () => {
    await letIn();
    const [[, , , before] = []] = await keysOf("owner", "Gwen");
    const asked = await house.say("owner", "/key extend Gwen for 5 hours");
    expect(asked).toMatchObject({ status: "confirm", title: "Let this key run longer?" });
    expect(asked.facts.map(({ label }) => label)).toEqual(["For", "Door", "So far until", "Until"]);
    expect((await house.press("owner", asked)).outcome).toBe("done");
    const [[, , , after] = []] = await keysOf("owner", "Gwen");
    expect(after).not.toBe(before);
    const config = house.usher.config;
    const limited = config.roles.map((role) => (role.name === "counted" ? { ...role } : role));
    house.usher.reload({ ...config, roles: limited });
    const refused = await house.say("carl", "/key extend Gwen for 9 hours");
    expect(refused.text.join()).toContain("at most 4 hours");
  });

  it("says so when the new end is no later", async () => {
    await letIn();
    const card = await house.say("owner", "/key extend Gwen for 1 hour");
    expect(card.text.join()).toContain("runs until");
    expect(card.form?.command).toBe("key extend");
  });

  it("offers a new key where the vendor keeps the end", async () => {
    await make("lobby for 2 hours uses=2 name=Ben");
    const card = await house.say("owner", "/key extend Ben for 5 hours");
    expect(card.title).toContain("cannot change it");
    const confirm = await house.choose("owner", card, "Make a new key until then");
    expect(confirm.status).toBe("confirm");
    expect(confirm.facts).toContainEqual({ label: "For", value: "Ben" });
    expect(confirm.facts).toContainEqual({ label: "Uses", value: "2" });
  });
});

describe("one's own", () => {
  it("keys are those that one made", async () => {
    await make("lobby for 2 hours name=Ben");
    await make("lobby for 2 hours name=Ann", "staff");
    const card = await house.say("owner", "my keys");
    const made = card.facts.filter(({ label }) => label === "Made by you");
    expect(made.map(({ value }) => value.replace(/^\w{6} · | · until.*/g, ""))).toEqual(["Ben · Lobby"]);
  });

  it("ways in are told without their codes", async () => {
    const card = await house.say("owner", "/key mine");
    expect(card.facts).toEqual([
      { label: "Lobby: PIN code", value: "set" },
      { label: "Lobby: Card (NFC)", value: "switched on" },
      { label: "Lobby: Phone (Bluetooth)", value: "switched off" },
    ]);
    expect(JSON.stringify(card)).not.toContain("402817");
  });
});

describe("the panel", () => {
  it("shows running keys with a button that revokes, to those who may", async () => {
    await make("lobby for 2 hours name=Ben");
    const panel = async (person: string) =>
      (await house.say(person, "/home")).panel?.find(({ title }) => title === "Keys")?.lines ?? [];
    const [line] = await panel("owner");
    expect(line?.label).toContain("Ben · Lobby");
    expect((await panel("vera"))[0]?.choices).toEqual([]);
    expect(await panel("guest")).toEqual([]);
    const token = line?.choices[0]?.token ?? "";
    const [card] = await house.turn("owner", { kind: "press", token });
    expect(card?.title).toBe("Revoked");
    expect(await panel("owner")).toEqual([]);
  });
});
