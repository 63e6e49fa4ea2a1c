import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { createPlace, engines, type Place } from "../store/places.ts";
import { openWholeHouse, type WholeHouse } from "./house.ts";

let house: WholeHouse | undefined;
let place: Place | undefined;
afterEach(async () => {
  await house?.close();
  await place?.clear();
  house = undefined;
  place = undefined;
});

async function open(edit?: (config: string) => string, files?: Readonly<Record<string, string>>): Promise<WholeHouse> {
  house = await openWholeHouse(edit, files);
  return house;
}

describe("a person taken out of the configuration", () => {
  const without = ({ usher: { config } }: WholeHouse, person: string) => ({
    ...config,
    people: config.people.filter(({ id }) => id !== person),
  });

  it("loses everything at the next turn, the question that waits included", async () => {
    const here = await open();
    const asked = await here.say("staff", "/door open front door");
    expect(asked.status).toBe("confirm");
    here.usher.reload(without(here, "staff"));
    expect(await here.press("staff", asked)).toMatchObject({ status: "refused", visibility: "private" });
    const again = await here.say("staff", "/door open front door");
    expect(again).toMatchObject({ status: "refused", buttons: [] });
    expect(await here.say("staff", "/lights dim kitchen 10")).toMatchObject({ status: "refused" });
    expect(await here.carriedOut("raixer", "open-door")).toBe(0);
  });

  it("takes with them what they gave, and what was given to them is nobody's", async () => {
    const here = await open((config) =>
      config.replace("people:\n", 'people:\n  - { id: boss, name: "Bea", identities: [], roles: [owner] }\n'),
    );
    await here.press("boss", await here.say("boss", "/access grant gwen front door for 2 hours"));
    expect((await here.say("guest", "/door open front door")).status).toBe("confirm");
    here.usher.reload(without(here, "boss"));
    expect((await here.say("guest", "/door open front door")).status).toBe("refused");
    here.usher.reload(here.usher.config);
    expect((await here.say("guest", "/door open front door")).status).toBe("confirm");
    here.usher.reload(without(here, "guest"));
    expect((await here.say("guest", "/door open front door")).status).toBe("refused");
  });

  it("gets nothing approved any more, and no approval of theirs counts", async () => {
    const here = await open((config) =>
      config
        .replace("roles:\n", "roles:\n  second: { allow: [door.open], require: { door.open: confirm } }\n")
        .replace("people:\n", 'people:\n  - { id: sid, name: "Sid", identities: [], roles: [second] }\n')
        .replace("timezone: Europe/Madrid", 'timezone: Europe/Madrid, require: { door.open: "approve:1" }'),
    );
    const ask = async () => {
      const asked = await here.pressBriefly("staff", await here.say("staff", "/door open front door"));
      expect(asked.status).toBe("approve");
      const rows = await here.usher.store.auditRows({});
      const { turn } = rows.findLast(({ result, detail }) => result === "asked" && detail?.approvals === 1) ?? {};
      const waiting = await here.usher.store.openConfirmations("staff", "cli:staff", here.usher.clock.now());
      return waiting.find((record) => record.turn === turn)?.hash.slice(0, 6) ?? "";
    };
    const first = await ask();
    here.usher.reload(without(here, "sid"));
    expect((await here.say("sid", `/access approve ${first}`)).status).toBe("refused");
    here.usher.reload(without(here, "staff"));
    const late = await here.say("owner", `/access approve ${first}`);
    expect(late).toMatchObject({ status: "refused", title: "It was not carried out: a right is missing by now" });
    expect(await here.carriedOut("raixer", "open-door")).toBe(0);
  });
});

describe("a policy that cannot be evaluated", () => {
  it("opens nothing, and the card says why", async () => {
    const overflow = `@id("overflow")
forbid (principal, action == Action::"door.open", resource)
when { 9223372036854775807 + context.minute >= 0 && context.minute > 0 };
`;
    const here = await open((config) => config, { "usher.cedar": overflow });
    const card = await here.say("owner", "/door open front door");
    expect(card).toMatchObject({ status: "refused", outcome: null, buttons: [] });
    expect(card.text).toEqual(["The rules could not be evaluated, so I did nothing. Tell an owner."]);
    expect(await here.carriedOut("raixer", "open-door")).toBe(0);
    const rows = await here.usher.store.auditRows({});
    expect(rows.at(-1)).toMatchObject({ result: "refused", rules: ["overflow"], detail: { code: "policy-fault" } });
  });
});

describe.each(engines)("a lock that somebody holds on the store (%s)", (engine) => {
  /** Keeps every writer out until it is let go. */
  async function lock(at: Place): Promise<() => Promise<void>> {
    if (engine === "embedded") {
      const db = new DatabaseSync(at.file);
      db.exec("BEGIN IMMEDIATE");
      return async () => db.close();
    }
    const client = new pg.Client({ connectionString: at.url });
    await client.connect();
    await client.query("BEGIN");
    await client.query("LOCK TABLE audit_head IN ACCESS EXCLUSIVE MODE");
    return () => client.end();
  }

  it("opens nothing, says that the record cannot be written, and goes on when it is gone", async () => {
    place = createPlace(engine);
    await place.rows("SELECT 1");
    const url = engine === "embedded" ? `file:${place.file}` : place.url;
    const here = await open((config) => `${config}store: { url: "${url}" }\n`);
    const asked = await here.say("staff", "/door open front door");
    const release = await lock(place);
    const card = await here.pressBriefly("staff", asked);
    expect(card).toMatchObject({ status: "failed", outcome: null });
    expect(card.text.join()).toContain("I cannot write my records right now");
    expect(await here.carriedOut("raixer", "open-door")).toBe(0);
    await release();
    expect((await here.pressBriefly("staff", await here.say("staff", "/door open front door"))).outcome).toBe(
      "accepted",
    );
    expect(await here.carriedOut("raixer", "open-door")).toBe(1);
  });
});
