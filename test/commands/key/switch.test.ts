import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace("    at: [hq]\n", "    at: [hq]\n    limits: { key.create: { maxHours: 4 } }\n"),
  );
});
afterAll(() => house.close());

const nfc = async () => (await house.say("owner", "/key mine")).facts.find(({ label }) => label.includes("NFC"))?.value;

describe("a residence's own ways in", () => {
  it("are switched off without a question, and on with one", async () => {
    expect(await nfc()).toBe("switched on");
    expect(await house.say("owner", "/key switch nfc off")).toMatchObject({ status: "done", outcome: "accepted" });
    expect(await nfc()).toBe("switched off");
    const asked = await house.say("owner", "/key switch nfc on");
    expect(asked.status).toBe("confirm");
    expect(await nfc()).toBe("switched off");
    expect(await house.press("owner", asked)).toMatchObject({ outcome: "accepted" });
    expect(await nfc()).toBe("switched on");
  });

  it("are no way around the limits of keys: on has no end", async () => {
    expect((await house.say("staff", "/key switch nfc on")).status).toBe("refused");
    expect((await house.say("staff", "/key switch bluetooth off")).status).toBe("done");
    expect((await house.say("guest", "/key switch nfc off")).status).toBe("refused");
  });

  it("go off in a lockdown, and not on", async () => {
    await house.say("owner", "/access lockdown on");
    expect((await house.say("owner", "/key switch nfc on")).status).toBe("refused");
    expect((await house.say("owner", "/key switch nfc off")).status).toBe("done");
    await house.press("owner", await house.say("owner", "/access lockdown off"));
  });

  it("are asked about when they are not said, and refused where there are none", async () => {
    expect((await house.say("owner", "/key switch on")).status).toBe("ask");
    expect((await house.say("owner", "/key switch nfc on garage")).status).toBe("not-understood");
    expect(await house.carriedOut("akuvox", "create_temp_key")).toBe(0);
  });
});
