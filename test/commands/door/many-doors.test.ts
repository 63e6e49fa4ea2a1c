import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw } from "#adapters/terminal/outbound.ts";
import { columnsOf } from "#core/columns.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

const count = 500;
const odd = ["🚪 Side", "שער ראשי", "بوابة", "玄関のドア", "👨‍👩‍👧‍👦 flat"];

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
  const things = Array.from({ length: count }, (_, at): DiscoveredThing => {
    return {
      vendorId: `io://1234-5678-9012/${at}`,
      kind: "door",
      label: odd[at] ?? `Door ${at}`,
      capabilities: ["door.open", "door.close", "door.view", "door.history"],
      state: { isOpen: at % 2 === 0, isOnline: true, battery: at % 100, at: house.usher.clock.now() - 300_000 },
    };
  });
  house.usher.directory.replace("overkiz", things, house.usher.clock.now() - 600_000);
});
afterAll(() => house.close());

describe("a house of 500 doors", () => {
  it("is listed whole from what is known, says how old that is, and asks no vendor", async () => {
    const before = ((await house.control("overkiz", "/_log")) as unknown[]).length;
    const list = await house.say("owner", "/door");
    expect(list.title).toBe(`${count + 2} doors`);
    expect(list.table?.rows).toHaveLength(count + 2);
    expect(list.facts).toEqual([{ label: "HQ", value: expect.stringMatching(/^heard 5 minutes ago$/) }]);
    // The text names some of the open ones and says how many more there are.
    expect(list.text[0]).toMatch(/^Open: .* and 240 more$/);
    expect((await house.control("overkiz", "/_log")) as unknown[]).toHaveLength(before);
  });

  it("keeps its columns whatever the names are written in", async () => {
    const list = await house.say("owner", "/door");
    const { lines } = draw(list, { isColoured: false, numberHint: undefined });
    const rows = lines.filter((line) => /online/.test(line));
    const starts = rows.map((line) => columnsOf(line.slice(0, line.indexOf("online"))));
    expect(rows).toHaveLength(count + 2);
    expect(new Set(starts).size).toBe(1);
  });

  it("has a history of our own records, and says that it is no more than that", async () => {
    await house.press("owner", await house.say("owner", "/door open front door"));
    const history = await house.say("owner", "/door history");
    expect(history.text).toContain("These are my own records only. Ask for one door to see what its vendor knows too.");
    expect(history.table?.rows.map((row) => row.slice(1))).toEqual([["Front door", "opened", "Olivia", "my log"]]);
  });
});
