import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Membership } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { PlatformIdentity, TurnInput } from "#core/turn.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

/** Sam has many accounts: each is given five codes an hour and no more. */
const sams = Array.from({ length: 9 }, (_, index) => `"slack:T1/SAM${index}"`);

let house: WholeHouse;
const told: { readonly identity: string; readonly card: Card }[] = [];
/** What the platforms say of their accounts when they are asked. */
const members = new Map<string, Membership | "gone">();
const platform = (name: string) => ({
  name,
  isReady: () => true,
  async notify(identity: string, card: Card) {
    if (!identity.startsWith(`${name}:`)) return false;
    told.push({ identity, card });
    return true;
  },
  announce: async () => false,
  member: async (identity: string) => members.get(identity),
  async stop() {},
});
const platforms = [platform("slack"), platform("discord"), platform("terminal")];

beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config
      .replace('identities: ["terminal:me"]', 'identities: ["terminal:me", "slack:T1/OWNER"]')
      .replace('identities: ["terminal:staff"]', `identities: ["terminal:staff", ${sams.join(", ")}]`)
      .replace("    at: [hq]\n", '    at: [hq]\n    slackGroups: ["T1/STAFF"]\n    discordRoles: ["5/6"]\n'),
  );
  house.usher.rights.notices.attach(platforms);
  house.usher.rights.members.attach(platforms);
});
beforeEach(() => {
  told.length = 0;
  members.clear();
});
afterAll(() => house.close());

interface Said extends Partial<PlatformIdentity> {
  readonly channel?: boolean;
}

/** One turn from an account of a chat platform. */
async function from(id: string, input: TurnInput, { channel = false, ...more }: Said = {}): Promise<Card> {
  const name = id.slice(0, id.indexOf(":"));
  const { usher } = house;
  const cards: Card[] = [];
  const turn = usher.newTurnId();
  await usher.bot.handle(
    {
      id: turn,
      key: `${name}:${turn}`,
      at: usher.clock.now(),
      platform: name,
      identity: { id, platform: name, standing: "member", groups: [], displayName: `Name of ${id.at(-1)}`, ...more },
      conversation: { id: `${name}:${channel ? "room" : id}`, kind: channel ? "channel" : "direct" },
      input,
    },
    { show: async (card) => void cards.push(card) },
  );
  const last = cards.at(-1);
  if (last === undefined) throw new Error("no card was shown");
  return last;
}
const slash = (id: string, text: string, more: Said = {}) => from(id, { kind: "slash", text: text.slice(1) }, more);
const press = (id: string, card: Card | undefined, role: "yes" | "plain" = "yes", more: Said = {}) =>
  from(id, { kind: "press", token: card?.buttons.find((one) => one.role === role)?.token ?? "" }, more);
const codeOn = (card: Card) => card.facts.find(({ label }) => label === "Code")?.value ?? "";
async function toldTo(identity: string, title?: string): Promise<Card | undefined> {
  await house.usher.rights.notices.deliver();
  return told.findLast((one) => one.identity === identity && (title === undefined || one.card.title === title))?.card;
}
async function link(one: string, other: string, more: { one?: Said; other?: Said } = {}): Promise<Card> {
  const code = codeOn(await slash(one, "/access link", more.one));
  const asked = await slash(other, `/access link ${code}`, more.other);
  await press(other, asked, "yes", more.other);
  return press(one, await toldTo(one, "Are both accounts yours?"), "yes", more.one);
}
const unlinkAll = async (...ids: readonly string[]) => {
  for (const id of ids) await slash(id, "/access unlink");
};

describe("two accounts of one person", () => {
  it("are linked after the code and the yes of both sides, and owners are told", async () => {
    const code = codeOn(await slash("slack:T1/SAM0", "/access link"));
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const asked = await slash("discord:42", `/access link ${code.toLowerCase().replaceAll("-", " ")}`);
    expect(asked).toMatchObject({ status: "confirm", visibility: "private", title: "Are both accounts yours?" });
    expect(asked.facts.map(({ value }) => value).slice(0, 2)).toEqual([
      "Name of 2 · discord:42",
      "Name of 0 · slack:T1/SAM0",
    ]);
    const mirrored = await toldTo("slack:T1/SAM0");
    expect(mirrored?.facts.map(({ value }) => value).slice(0, 2)).toEqual([
      "Name of 0 · slack:T1/SAM0",
      "Name of 2 · discord:42",
    ]);
    expect((await slash("discord:42", "/door open front door")).status).toBe("refused");
    expect((await press("discord:42", asked)).title).toBe("Now confirm on your other account, too");
    expect((await slash("discord:42", "/door open front door")).status).toBe("refused");
    expect((await press("slack:T1/SAM0", mirrored)).title).toBe("The accounts are linked");
    expect((await slash("discord:42", "/door open front door")).status).toBe("confirm");
    expect((await slash("discord:42", "/me")).title).toBe("You are Sam");
    expect((await toldTo("slack:T1/OWNER"))?.title).toBe("Two accounts were linked");
    expect((await toldTo("discord:42"))?.title).toBe("The accounts are linked");
    expect((await slash("discord:42", "/access unlink")).title).toBe("These accounts are no longer linked");
    expect((await slash("discord:42", "/door open front door")).status).toBe("refused");
    expect((await slash("discord:42", "/access unlink")).text.join()).toContain("None of these accounts");
  });

  it("stay two when either side says no", async () => {
    for (const refuser of ["slack:T1/SAM1", "discord:43"]) {
      const code = codeOn(await slash("slack:T1/SAM1", "/access link"));
      const asked = await slash("discord:43", `/access link ${code}`);
      const mirrored = await toldTo("slack:T1/SAM1", "Are both accounts yours?");
      const [no, yes] = refuser === "discord:43" ? [asked, mirrored] : [mirrored, asked];
      expect((await press(refuser, no, "plain")).title).toContain("Not linked");
      const other = refuser === "discord:43" ? "slack:T1/SAM1" : "discord:43";
      expect((await press(other, yes)).text.join()).toContain("no longer open");
      expect((await toldTo(other))?.title).toContain("Not linked");
    }
    expect(house.usher.rights.book.links()).toEqual([]);
  });

  it("take a code in private only, and void one that others may have read", async () => {
    const code = codeOn(await slash("slack:T1/SAM2", "/access link"));
    const refused = await slash("discord:44", `/access link ${code}`, { channel: true });
    expect(refused).toMatchObject({ status: "refused", visibility: "private" });
    expect(refused.text.join()).toContain("no longer works");
    expect((await slash("discord:44", `/access link ${code}`)).text.join()).toContain(
      "wrong, was used, or has run out",
    );
  });

  it("take a code once, by another account than the one that asked", async () => {
    const code = codeOn(await slash("slack:T1/SAM3", "/access link"));
    expect((await slash("slack:T1/SAM3", `/access link ${code}`)).status).toBe("refused");
    const both = await Promise.all(["discord:45", "discord:46"].map((id) => slash(id, `/access link ${code}`)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(["confirm", "refused"]);
    const thief = both[0]?.status === "confirm" ? "discord:46" : "discord:45";
    const asked = both.find(({ status }) => status === "confirm");
    expect((await press(thief, asked)).status).toBe("refused");
  });

  it("keep the code nowhere and repeat it to nobody", async () => {
    const plain = codeOn(await slash("slack:T1/SAM4", "/access link"));
    const asked = await slash("discord:47", `/access link ${plain}`);
    expect(JSON.stringify(asked)).not.toContain(plain);
    const files = ["usher.db", "usher.db-wal"].map((name) =>
      readFile(join(house.folder, name), "latin1").catch(() => ""),
    );
    const kept = (await Promise.all(files)).join("");
    expect(kept).not.toContain(plain);
    expect(kept).not.toContain(plain.replaceAll("-", ""));
    await press("discord:47", asked, "plain");
  });

  it("are not two people of the configuration, not nobody, and not the command line", async () => {
    const code = async (id: string) => codeOn(await slash(id, "/access link"));
    const two = await slash("terminal:me", `/access link ${await code("terminal:guest")}`);
    expect(two.text.join()).toContain("names these accounts as two people");
    const nobody = await slash("discord:48", `/access link ${await code("slack:T1/NEW")}`);
    expect(nobody.text.join()).toContain("neither of these accounts");
    const same = await slash("terminal:me", `/access link ${await code("slack:T1/OWNER")}`);
    expect(same.text.join()).toContain("same person already");
    expect((await house.say("staff", "/access link")).text.join()).toContain("no account of its own");
  });

  it("are the same person with their groups, wherever they are, as long as the platform says so", async () => {
    const inGroup = { groups: ["slack:T1/STAFF"] };
    expect((await link("slack:T1/GEORGE", "discord:49", { one: inGroup })).title).toBe("The accounts are linked");
    members.set("slack:T1/GEORGE", { standing: "member", ...inGroup });
    await house.usher.rights.members.sweep();
    expect((await slash("discord:49", "/door open front door")).status).toBe("confirm");
    members.set("slack:T1/GEORGE", { standing: "member", groups: [] });
    await house.usher.rights.members.sweep();
    expect((await slash("discord:49", "/door open front door")).status).toBe("refused");
    members.delete("slack:T1/GEORGE");
    await house.usher.rights.members.sweep();
    expect((await slash("discord:49", "/door open front door")).status).toBe("refused");
    await unlinkAll("slack:T1/GEORGE");
  });

  it("share rights, quotas and the word on requests", async () => {
    await link("terminal:guest", "discord:50");
    await house.press(
      "owner",
      await house.say("owner", "/access grant Gwen kitchen right=light.set for 2 hours uses=2"),
    );
    expect((await slash("discord:50", "/lights dim kitchen on")).status).toBe("done");
    expect((await slash("terminal:guest", "/lights dim kitchen off")).status).toBe("done");
    expect((await slash("discord:50", "/lights dim kitchen on")).status).toBe("refused");
    await slash("discord:50", "/me language deutsch");
    expect((await slash("terminal:guest", "/me")).locale).toBe("de");
    await slash("terminal:guest", "/me language english");
    await unlinkAll("discord:50");
  });

  it("lose their links when one of them is gone, until an owner restores them", async () => {
    await link("slack:T1/SAM5", "discord:51");
    house.usher.rights.members.left("slack:T1/SAM5");
    await expect.poll(() => house.usher.rights.book.links()[0]?.isSuspended).toBe(true);
    expect((await slash("discord:51", "/door open front door")).status).toBe("refused");
    const notice = await toldTo("slack:T1/OWNER");
    expect(notice?.title).toBe("Linked accounts are suspended: one of them is gone");
    expect(notice?.facts.map(({ value }) => value)).toEqual(["Sam", "slack:T1/SAM5", "discord:51"]);
    const question = await press("slack:T1/OWNER", notice, "plain");
    expect(question).toMatchObject({ status: "confirm", title: "Restore the linked accounts of Sam?" });
    expect((await press("slack:T1/OWNER", question)).status).toBe("done");
    expect((await slash("discord:51", "/door open front door")).status).toBe("confirm");
    members.set("slack:T1/SAM5", "gone");
    await house.usher.rights.members.sweep();
    expect((await slash("discord:51", "/door open front door")).status).toBe("confirm");
    members.set("discord:51", "gone");
    await house.usher.rights.members.sweep();
    expect((await slash("discord:51", "/door open front door")).status).toBe("refused");
    await unlinkAll("slack:T1/SAM5");
  });

  it("can be suspended by words, and restored by nobody but an owner", async () => {
    await link("slack:T1/SAM6", "discord:52");
    expect((await house.say("owner", "/access suspend Sam")).status).toBe("done");
    expect((await slash("discord:52", "/door open front door")).status).toBe("refused");
    expect((await house.say("staff", "/access restore Sam")).status).toBe("refused");
    expect((await house.press("owner", await house.say("owner", "/access restore Sam"))).status).toBe("done");
    expect((await slash("discord:52", "/door open front door")).status).toBe("confirm");
    await unlinkAll("slack:T1/SAM6");
  });

  it("give nothing to an account that its platform calls deactivated", async () => {
    await link("slack:T1/SAM7", "discord:53");
    const gone = { standing: "deactivated" } as const;
    expect((await slash("discord:53", "/door open front door", gone)).status).toBe("refused");
    await unlinkAll("slack:T1/SAM7");
  });

  it("are forgotten with the person, and the configuration wins over them", async () => {
    await link("slack:T1/SAM8", "discord:54");
    const { config } = house.usher;
    const people = config.people.map((one) =>
      one.id === "guest" ? { ...one, identities: [...one.identities, "discord:54"] } : one,
    );
    house.usher.reload({ ...config, people });
    expect((await slash("discord:54", "/me")).title).toBe("You are Gwen");
    house.usher.reload({ ...config, people: config.people.filter(({ id }) => id !== "staff") });
    expect((await slash("discord:54", "/door open front door")).status).toBe("refused");
    house.usher.reload(config);
    await house.usher.store.forgetPerson(["staff", "discord:54"]);
    expect((await slash("discord:54", "/door open front door")).status).toBe("refused");
  });
});
