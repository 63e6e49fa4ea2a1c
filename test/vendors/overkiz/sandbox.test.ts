import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { DiscoveredThing } from "#core/directory.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import vendor from "#vendors/overkiz/vendor.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { perform } from "./account.ts";

const Config = z.object({ accounts: z.array(z.record(z.string(), z.json())) });

describe("an account at the simulated cloud", () => {
  let sandbox: Sandbox;
  let services: TestServices;
  let account: VendorConnection;
  let things: readonly DiscoveredThing[];

  beforeAll(async () => {
    const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
    sandbox = await startSandbox({ clock: { now: () => Date.now() }, random });
    const own = Config.parse(parse(sandbox.config)).accounts.find((one) => one.vendor === "overkiz") ?? {};
    const { id: _id, vendor: _vendor, place: _place, ...keys } = own;
    services = createTestServices(Date.now());
    account = await vendor.connect(vendor.config.parse(keys), services, { id: "home", place: "hq" });
    things = await account.things();
  });
  afterAll(async () => {
    await account.close();
    await sandbox.close();
  });

  const idOf = (label: string) => things.find((thing) => thing.label === label)?.vendorId ?? "";

  it("opens the garage and learns that it is done", async () => {
    const [result] = await perform(account, services, "door.open", [idOf("Garage"), {}]);
    expect(result).toMatchObject({ outcome: "accepted", sends: 1 });
    expect(await account.follow?.(result?.follow ?? {}, AbortSignal.timeout(6000))).toMatchObject({ outcome: "done" });
    expect(await account.reads.doors?.state(idOf("Garage"))).toMatchObject({ isOpen: true });
  });

  it("finds the opening in the garage's history", async () => {
    const [last] = (await account.reads.doors?.history?.(idOf("Garage"))) ?? [];
    expect(last).toMatchObject({ what: "opened", by: "command" });
  });

  it("reports what was used day by day", async () => {
    const today = Temporal.Now.plainDateISO("Europe/Madrid");
    const [from, until] = [String(today.subtract({ days: 3 })), String(today.subtract({ days: 1 }))];
    const report = await account.reads.energy?.report({ vendorId: idOf("Main meter"), from, until });
    expect(report?.unit).toBe("Wh");
    expect(report?.readings).toHaveLength(3);
    for (const { value } of report?.readings ?? []) expect(value).toBeGreaterThan(5000);
  });

  it("knows which scene opens the garage", async () => {
    const opens = async (label: string) => (await account.reads.scenes?.content(idOf(label)))?.opens;
    expect(await opens("Coming home")).toEqual([idOf("Garage")]);
    expect(await opens("Good night")).toEqual([]);
  });

  it("dims by an amount from where the light is", async () => {
    const kitchen = idOf("Kitchen");
    const before = (await account.reads.lights?.state(kitchen))?.level ?? 0;
    const [result] = await perform(account, services, "light.set", [kitchen, { delta: -15 }]);
    await account.follow?.(result?.follow ?? {}, AbortSignal.timeout(6000));
    expect(await account.reads.lights?.state(kitchen)).toMatchObject({ level: before - 15 });
  });
});
