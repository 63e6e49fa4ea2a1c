import { afterEach, describe, expect, it } from "vitest";
import { createPlace, engines, type Place } from "../store/places.ts";
import { canServe, startServer, type TestServer } from "../store/server.ts";
import { openWholeHouse, type WholeHouse } from "./house.ts";

let houses: WholeHouse[] = [];
let place: Place | undefined;
let server: TestServer | undefined;
afterEach(async () => {
  for (const house of houses.reverse()) await house.close();
  houses = [];
  await place?.clear();
  await server?.close();
  place = undefined;
  server = undefined;
});

/** Several processes' worth of Usher on one database and one set of clouds. */
async function openTwo(url: string): Promise<readonly [WholeHouse, WholeHouse]> {
  const withStore = (config: string) => `${config}store: { url: "${url}" }\n`;
  const one = await openWholeHouse(withStore);
  houses.push(one);
  const other = await openWholeHouse(withStore, {}, one.sandbox);
  houses.push(other);
  return [one, other];
}

async function openOn(engine: (typeof engines)[number]) {
  place = createPlace(engine);
  await place.rows("SELECT 1");
  return openTwo(engine === "embedded" ? `file:${place.file}` : place.url);
}

describe.each(engines)("two instances on one store (%s)", (engine) => {
  it("open once for one confirmation that is pressed on both at once", async () => {
    const [one, other] = await openOn(engine);
    const card = await one.say("owner", "/door open front door");
    const presses = [one, other, one, other].map((house) => house.pressBriefly("owner", card));
    const titles = (await Promise.all(presses)).map(({ status }) => status);
    expect(titles.filter((status) => status === "done")).toHaveLength(1);
    expect(await one.carriedOut("raixer", "open-door")).toBe(1);
  });

  it("refuse what the other locked down or took back, questions that wait included", async () => {
    const [one, other] = await openOn(engine);
    await one.press("owner", await one.say("owner", "/access grant gwen front door for 2 hours"));
    const granted = await other.say("guest", "/door open front door");
    expect(granted.status).toBe("confirm");
    await one.press("owner", await one.say("owner", "/access revoke gwen"));
    expect((await other.press("guest", granted)).status).toBe("refused");
    const asked = await other.say("staff", "/door open front door");
    await one.say("owner", "/access lockdown on");
    expect((await other.press("staff", asked)).status).toBe("refused");
    expect((await other.say("staff", "/door open front door")).status).toBe("refused");
    expect(await one.carriedOut("raixer", "open-door")).toBe(0);
  });
});

describe.skipIf(!engines.includes("postgres"))("two instances on a database server", () => {
  it("know of a lockdown and of new rights within a second, without being asked anything", async () => {
    const [one, other] = await openOn("postgres");
    await one.say("owner", "/access lockdown on");
    await expect.poll(() => other.usher.rights.book.isLocked("hq"), { timeout: 1_000, interval: 10 }).toBe(true);
    await one.press("owner", await one.say("owner", "/access grant gwen front door for 2 hours"));
    await expect.poll(() => other.usher.rights.book.grants(), { timeout: 1_000, interval: 10 }).toHaveLength(1);
    await one.press("owner", await one.say("owner", "/access revoke gwen"));
    await expect.poll(() => other.usher.rights.book.grants(), { timeout: 1_000, interval: 10 }).toHaveLength(0);
  });

  it("take over the things that the other has heard of", async () => {
    const [one, other] = await openOn("postgres");
    const stored = await one.usher.store.loadThings("raixer");
    const [first, ...rest] = JSON.parse(stored?.things ?? "[]") as { label: string; vendorId: string }[];
    const more = [first, { ...first, vendorId: "new/1", label: "New gate" }, ...rest];
    await one.usher.store.saveThings("raixer", JSON.stringify(more), one.usher.clock.now());
    const isThere = () => other.usher.directory.all().some(({ label }) => label === "New gate");
    await expect.poll(isThere, { timeout: 1_000, interval: 10 }).toBe(true);
    expect((await other.say("owner", "/door open new gate")).title).toBe("Open New gate?");
  });
});

describe.skipIf(!canServe)("a database server that goes away", () => {
  it("leaves every door shut, says so, and opens again when it is back", async () => {
    server = await startServer();
    const [one, other] = await openTwo(server.url);
    const asked = await one.say("staff", "/door open front door");
    expect(asked.status).toBe("confirm");
    await server.stop("immediate");
    for (const house of [one, other]) {
      const card = await house.say("staff", "/door open front door");
      expect(card).toMatchObject({ status: "failed", buttons: [] });
      expect(card.text.join()).toContain("I cannot write my records right now");
      expect((await house.pressBriefly("staff", asked)).status).toBe("failed");
    }
    expect(await one.carriedOut("raixer", "open-door")).toBe(0);
    await server.start();
    await expect.poll(async () => (await other.say("staff", "/door open front door")).status).toBe("confirm");
    expect((await one.pressBriefly("staff", asked)).outcome).toBe(null);
    const again = await one.say("staff", "/door open front door");
    expect((await other.pressBriefly("staff", again)).outcome).toBe("accepted");
    expect(await one.carriedOut("raixer", "open-door")).toBe(1);
    expect(await one.usher.store.verifyAudit()).toMatchObject({ ok: true });
  });
});
