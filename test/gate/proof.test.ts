import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { base32, hotp, stepOf } from "#gate/totp.ts";
import { allow, type House, openHouse, planFor, staff, yesOf } from "./harness.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ key: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" });
});
beforeEach(async () => {
  await house.newDay();
  await house.store.dropCredentials("ana");
  await house.store.dropSecret("totp:ana");
  await house.store.setPreference("ana", "proving", "");
});
afterAll(() => house.close());

const there = (kind: "direct" | "channel" = "direct") => ({
  ...house.turn(),
  conversation: { id: "test:room", kind },
});
const prove = (code: string, kind: "direct" | "channel" = "direct") => house.gate.prove(there(kind), staff, code);

async function pressed(...kinds: readonly ("pin" | "totp")[]) {
  house.rule("door.open", () => allow(...kinds.map((kind) => ({ kind }))));
  const { reply } = await house.ask(planFor("door.open", "front"));
  return (await house.gate.press(house.turn(), staff, yesOf(reply)))?.reply;
}

describe("a PIN", () => {
  beforeEach(() => house.gate.setPin(there(), staff, "4711"));

  it("is asked for after the button, and only then the door opens", async () => {
    expect(await pressed("pin")).toMatchObject({ status: "ask", visibility: "private" });
    expect(house.sent).toEqual([]);
    expect((await prove("4711")).reply.outcome).toBe("accepted");
    expect(house.sent).toHaveLength(1);
    await expect(prove("4711")).rejects.toMatchObject({ code: "nothing-to-prove" });
  });

  it("opens nothing when it is wrong, and is locked after five", async () => {
    await pressed("pin");
    const codes: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      codes.push(
        await prove("0815").then(
          () => "open",
          (error) => error.code,
        ),
      );
      house.pass(20_000);
      await pressed("pin");
    }
    expect(codes).toEqual([...Array.from({ length: 5 }, () => "proof-wrong"), "proof-locked", "proof-locked"]);
    await expect(prove("4711")).rejects.toMatchObject({ code: "proof-locked" });
    expect(house.sent).toEqual([]);
  });

  it("takes a pause after a wrong one", async () => {
    await pressed("pin");
    await expect(prove("0815")).rejects.toMatchObject({ code: "proof-wrong" });
    await expect(prove("4711")).rejects.toMatchObject({ code: "proof-wait" });
    house.pass(1_001);
    expect((await prove("4711")).reply.outcome).toBe("accepted");
  });

  it("cannot be guessed by many tries at once", async () => {
    await pressed("pin");
    const tries = Array.from({ length: 50 }, (_, index) => prove(String(5_000 + index)).catch((error) => error.code));
    expect((await Promise.all(tries)).filter((one) => one === "proof-wrong")).toHaveLength(1);
  });

  it("is neither set nor given where others read along", async () => {
    await pressed("pin");
    await expect(prove("4711", "channel")).rejects.toMatchObject({ code: "only-private" });
    await expect(house.gate.setPin(there("channel"), staff, "4711 5822")).rejects.toMatchObject({
      code: "only-private",
    });
    expect(house.sent).toEqual([]);
  });

  it("is changed only by who knows the old one", async () => {
    await expect(house.gate.setPin(there(), staff, "5822")).rejects.toMatchObject({ code: "pin-old" });
    await expect(house.gate.setPin(there(), staff, "9999 5822")).rejects.toMatchObject({ code: "proof-wrong" });
    house.pass(10_000);
    await house.gate.setPin(there(), staff, "4711 5822");
    await pressed("pin");
    expect((await prove("5822")).reply.outcome).toBe("accepted");
  });

  it.each(["123", "1111", "1234", "9876", "abcd", "1234567890123"])("is not %s", async (pin) => {
    await house.store.dropCredentials("ana");
    await expect(house.gate.setPin(there(), staff, pin)).rejects.toMatchObject({ code: "pin-weak" });
  });

  it("stands nowhere in the store or the audit", async () => {
    await pressed("pin");
    await prove("4711");
    expect(JSON.stringify(await house.audit())).not.toContain("4711");
  });

  it("is refused where none is set", async () => {
    await house.store.dropCredentials("ana");
    await pressed("pin");
    await expect(prove("4711")).rejects.toMatchObject({ code: "proof-none" });
  });
});

describe("one-time codes", () => {
  it("are as RFC 4226 and RFC 6238 say", () => {
    const secret = Buffer.from("12345678901234567890");
    expect([0, 1, 2, 9].map((counter) => hotp(secret, counter))).toEqual(["755224", "287082", "359152", "520489"]);
    expect(hotp(secret, Math.floor(1_111_111_109 / 30), 8)).toBe("07081804");
    expect(hotp(secret, Math.floor(20_000_000_000 / 30), 8)).toBe("65353130");
    expect(stepOf(secret, "287082", 59_000)).toBe(1);
    expect(stepOf(secret, "287082", 149_000)).toBeUndefined();
    expect(base32(Buffer.from("12345678901234567890"))).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  });

  it("are set up with a proof, count once, and open after PIN and button", async () => {
    await house.gate.setPin(there(), staff, "4711");
    const shown = await house.gate.setTotp(there(), staff, undefined);
    expect(shown.visibility).toBe("private");
    const secret = Buffer.from((await house.store.loadSecret("totp-new:ana")) ?? "", "base64");
    const code = () => hotp(secret, Math.floor(house.now() / 30_000));
    await expect(house.gate.setTotp(there(), staff, "000000")).rejects.toMatchObject({ code: "proof-wrong" });
    await house.gate.setTotp(there(), staff, code());
    expect((await pressed("pin", "totp"))?.status).toBe("ask");
    expect((await prove("4711")).reply.status).toBe("ask");
    // The code that proved the setting up is spent.
    await expect(prove(code())).rejects.toMatchObject({ code: "proof-wrong" });
    house.pass(60_000);
    expect((await prove(code())).reply.outcome).toBe("accepted");
    expect(house.sent).toHaveLength(1);
  });
});
