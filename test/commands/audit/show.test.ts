import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config
      .replace("roles:\n", "roles:\n  auditor: { allow: [audit.view], at: [shed] }\n")
      .replace("places:\n", "places:\n  shed: { name: Shed, timezone: Europe/Madrid }\n")
      .replace("people:\n", "people:\n  - { id: ada, name: Ada, identities: [], roles: [auditor] }\n"),
  );
  await house.press("staff", await house.say("staff", "/door open front door"));
  await house.say("guest", "/door open front door");
  await house.say("owner", "/lights dim kitchen 40");
});
afterAll(() => house.close());

const shown = async (person: string, text: string) => (await house.say(person, text)).table?.rows ?? [];

describe("/audit show", () => {
  it("tells newest first who asked for what and what came of it, privately", async () => {
    const card = await house.say("owner", "/audit show");
    expect(card).toMatchObject({ status: "done", visibility: "private" });
    expect(card.table?.columns.map(({ label }) => label)).toEqual([
      "Time",
      "Person",
      "Asked for",
      "Thing",
      "What came of it",
    ]);
    const told = (card.table?.rows ?? []).map(([, ...rest]) => rest.join(" | "));
    expect(told).toContain("Sam | door.open | Front door | asked");
    expect(told.find((row) => row.startsWith("Gwen"))).toMatch(/^Gwen \| door\.open \| .* \| refused/);
    expect(told.findIndex((row) => row.startsWith("Olivia | light.set | Kitchen"))).toBeLessThan(
      told.findIndex((row) => row.startsWith("Gwen")),
    );
    expect(told.join()).not.toMatch(/sent off|outcome unknown/);
  });

  it("filters by person, by thing, by time and by number", async () => {
    const ofStaff = await shown("owner", "/audit show person=staff");
    expect(new Set(ofStaff.map(([, person]) => person))).toEqual(new Set(["Sam"]));
    const ofKitchen = await shown("owner", "/audit show kitchen");
    expect(new Set(ofKitchen.map(([, , , thing]) => thing))).toEqual(new Set(["Kitchen"]));
    expect(await shown("owner", "/audit show last=1")).toHaveLength(1);
    const before = await house.say("owner", "/audit show between 1:00 and 1:01");
    expect(before.title).toBe("There is nothing of this in the record");
  });

  it("is refused to those without the right, whatever they name", async () => {
    expect(await house.say("staff", "/audit show")).toMatchObject({ status: "refused", visibility: "private" });
    expect(await house.say("staff", "/audit show person=owner")).toMatchObject({ status: "refused" });
  });

  it("shows of other places nothing to who may see the record of one", async () => {
    expect((await house.say("ada", "/audit show")).title).toBe("There is nothing of this in the record");
    expect((await house.say("ada", "/audit show front door")).table).toBeUndefined();
  });
});
