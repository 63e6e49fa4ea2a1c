import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Action, actions, isView } from "#core/actions.ts";
import { type DiscoveredThing, entityKinds } from "#core/directory.ts";
import { VendorError, vendorErrorKinds } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { Permit } from "#core/permit.ts";
import type { Act } from "#core/plan.ts";
import type { VendorServices } from "#core/ports.ts";
import { type Operation, routeOf } from "#vendors/operation.ts";
import { vendors } from "#vendors/registry.ts";
import type { Vendor, VendorConnection } from "#vendors/vendor.ts";

export interface LoggedCall {
  readonly method: string;
  readonly path: string;
  readonly operation?: string;
}

/** What a vendor's tests must provide to run the contract. */
export interface VendorHarness {
  /** A cloud of the vendor, and the account's own keys for it (`baseUrl` and credentials). */
  start(): Promise<{ readonly settings: JsonObject; close(): Promise<void> }>;
  /** Fresh services, with a way to issue permits and to read everything that was logged or kept. */
  services(): VendorServices & { issue(sends: number): Permit; everythingTold(): string };
  /** Every call that the cloud received since the last look. */
  calls(): Promise<readonly LoggedCall[]>;
  /** From now on every call fails with this status; undefined ends it. */
  fail(status: number | undefined): Promise<void>;
  /** Values of the settings that must never be seen. */
  readonly secrets: readonly string[];
}

const inputs: Readonly<Partial<Record<Action, JsonObject>>> = {
  "door.open": {},
  "door.close": {},
  "door.hold": { minutes: 5 },
  "key.create": { from: 1_900_000_000_000, until: 1_900_003_600_000, uses: 1 },
  "light.set": { level: 40 },
  "scene.run": {},
};

/** What every vendor must fulfil. */
export function vendorContract(name: string, harness: VendorHarness): void {
  describe(`${name} as a vendor`, () => {
    let vendor: Vendor;
    let rows: readonly Operation[];
    let settings: JsonObject;
    let stop: () => Promise<void>;
    let services: ReturnType<VendorHarness["services"]>;
    let connection: VendorConnection;
    const { signal } = new AbortController();

    const connect = (given: JsonObject = settings, using: VendorServices = services): Promise<VendorConnection> =>
      vendor.connect(vendor.config.parse(given), using, { id: "acc", place: "hq" });
    /** With budgets and sessions of its own, as on another machine. */
    const connectAnew = (): Promise<VendorConnection> => connect(settings, harness.services());
    const actOn = (capability: Action, thing: DiscoveredThing): Act => ({
      capability,
      entity: `acc:${thing.vendorId}`,
      account: "acc",
      vendorId: thing.vendorId,
      input: inputs[capability] ?? {},
    });

    beforeAll(async () => {
      const load = vendors[name];
      if (load === undefined) throw new Error(`${name} is not in the registry`);
      vendor = await load();
      rows = Object.values((await vendor.operations()).table);
      const cloud = await harness.start();
      settings = cloud.settings;
      stop = cloud.close;
      services = harness.services();
      connection = await connect();
    });
    beforeEach(() => harness.fail(undefined));
    afterAll(async () => {
      await connection.close();
      await stop();
    });

    it("is called what the registry calls it", () => {
      expect(vendor.name).toBe(name);
      expect(connection).toMatchObject({ id: "acc", vendor: name, place: "hq" });
    });

    it("refuses settings without credentials, with unknown keys, and plain http to another machine", () => {
      expect(vendor.config.safeParse({}).success).toBe(false);
      expect(vendor.config.safeParse({ ...settings, typo: 1 }).success).toBe(false);
      expect(vendor.config.safeParse({ ...settings, baseUrl: "http://example.org" }).success).toBe(false);
      expect(vendor.config.safeParse({ ...settings, baseUrl: "https://u:p@example.org" }).success).toBe(false);
      expect(vendor.config.safeParse({ ...settings, baseUrl: "https://example.org/x" }).success).toBe(true);
    });

    it("wraps credentials as soon as they are read", () => {
      const parsed: unknown = vendor.config.parse(settings);
      for (const secret of harness.secrets) {
        expect(inspect(parsed, { depth: 9 })).not.toContain(secret);
        expect(JSON.stringify(parsed)).not.toContain(secret);
      }
    });

    it("has rows with names and routes of their own", () => {
      const routes = rows.map((row) => routeOf(row));
      const names = rows.map((row) => row.name);
      expect(new Set(routes).size).toBe(rows.length);
      expect(new Set(names).size).toBe(rows.length);
    });

    it("names things once, with kinds and capabilities that the core knows", async () => {
      const things = await connection.things();
      expect(things.length).toBeGreaterThan(0);
      expect(new Set(things.map((thing) => thing.vendorId)).size).toBe(things.length);
      for (const thing of things) {
        expect(entityKinds).toContain(thing.kind);
        expect(thing.label).not.toBe("");
        for (const capability of thing.capabilities) expect(actions).toContain(capability);
      }
    });

    it("performs whatever its things can do", async () => {
      const can = new Set((await connection.things()).flatMap((thing) => thing.capabilities));
      const missing = [...can].filter(
        (action) => !isView(action) && action !== "door.history" && connection.performers[action] === undefined,
      );
      expect(missing).toEqual([]);
      expect(connection.performers["vendor.call"]).toBeDefined();
    });

    it("lets people see whatever its things show", async () => {
      const { doors, keys, lights, race, scenes } = connection.reads;
      const shows: Readonly<Partial<Record<Action, unknown>>> = {
        "door.view": doors?.state,
        "door.history": doors?.history,
        "key.view": keys?.list,
        "light.view": lights?.state,
        "race.view": race?.passings,
        "scene.view": scenes?.content,
      };
      for (const { vendorId, capabilities } of await connection.things()) {
        for (const action of capabilities) {
          if (Object.hasOwn(shows, action)) expect([vendorId, action, typeof shows[action]]).toContain("function");
        }
      }
    });

    it("tells no key by what opens the door", async () => {
      const thing = (await connection.things()).find(({ capabilities }) => capabilities.includes("key.view"));
      for (const key of (await connection.reads.keys?.list?.(thing?.vendorId ?? "")) ?? []) {
        const { reveal, ...seen } = key;
        expect(JSON.stringify(key)).not.toContain(reveal?.reveal());
        expect(inspect(seen)).not.toContain(reveal?.reveal());
      }
    });

    it("stops telling when nobody listens any more", async () => {
      const told: string[] = [];
      const alone = await connectAnew();
      const stop = alone.watch?.(({ kind }) => told.push(kind));
      stop?.();
      await alone.things();
      await alone.close();
      expect(told).toEqual([]);
    });

    it("asks its cloud as often for a thousand readers as for one", async () => {
      await harness.calls();
      const alone = await connectAnew();
      await alone.things();
      const forOne = (await harness.calls()).length;
      await alone.close();
      const crowd = await connectAnew();
      await Promise.all(Array.from({ length: 1000 }, () => crowd.things()));
      expect((await harness.calls()).length).toBeLessThanOrEqual(forOne);
      await crowd.close();
    });

    it("sends nothing that acts without a permit, with a forged one and with a spent one", async () => {
      await connection.things();
      await harness.calls();
      const spent = services.issue(1);
      services.redeem(spent);
      const forged = Object.create(Permit.prototype) as Permit;
      const acting = rows.filter((row) => row.effect !== "read" && row.parameters.length === 0);
      for (const row of [...acting, ...rows.filter((candidate) => candidate.effect === "actuate")]) {
        const path = Object.fromEntries(row.parameters.map((parameter) => [parameter, "1"]));
        for (const permit of [undefined, forged, spent]) {
          const result = await connection.call(
            routeOf(row),
            path,
            permit === undefined ? { signal } : { permit, signal },
          );
          expect(result.ok).toBe(false);
          if (!result.ok) expect(["needs-yes", "input"]).toContain(result.error.kind);
        }
      }
      expect(await harness.calls()).toEqual([]);
    });

    it("refuses to perform with a spent permit, and says that nothing was sent", async () => {
      const [thing] = (await connection.things()).filter((each) => each.capabilities.some((can) => inputs[can]));
      const capability = thing?.capabilities.find((can) => inputs[can] !== undefined);
      if (thing === undefined || capability === undefined) return;
      const permit = services.issue(1);
      services.redeem(permit);
      const results = await connection.performers[capability]?.([actOn(capability, thing)], {
        permit,
        turn: "t",
        signal,
      });
      expect(results).toMatchObject([{ outcome: "failed", sends: 0 }]);
    });

    it("answers a wrong operation and a withdrawn one without calling anybody", async () => {
      await harness.calls();
      expect(await connection.call("GET /no/such/thing", {}, { signal })).toMatchObject({
        ok: false,
        error: { kind: "input", outcome: "none" },
      });
      for (const { route, successor } of (await vendor.operations()).withdrawn.slice(0, 5)) {
        const result = await connection.call(route, {}, { signal });
        expect(result).toMatchObject({ ok: false, error: { kind: "deprecated" } });
        if (successor !== undefined && !result.ok) expect(result.error.message).toContain(successor);
      }
      expect(await harness.calls()).toEqual([]);
    });

    it("reports a failing cloud as a vendor error of a known kind, and acts at most once", async () => {
      const things = await connection.things();
      await harness.fail(500);
      for (const thing of things.slice(0, 30)) {
        const capability = thing.capabilities.find((can) => inputs[can] !== undefined);
        if (capability === undefined) continue;
        const given = { permit: services.issue(1), turn: "t", signal };
        const [result] = (await connection.performers[capability]?.([actOn(capability, thing)], given)) ?? [];
        expect(["failed", "unknown"]).toContain(result?.outcome);
        expect(result?.sends).toBeLessThanOrEqual(1);
        expect(result?.problem?.key).toMatch(/^errors:vendor-/);
        break;
      }
      const fresh = await connect();
      const failure = await fresh.things().catch((error: unknown) => error);
      if (!Array.isArray(failure)) {
        expect(failure).toBeInstanceOf(VendorError);
        if (failure instanceof VendorError) expect(vendorErrorKinds).toContain(failure.details.kind);
      }
      expect((await fresh.probe(signal)).isWell).toBe(false);
      await fresh.close();
    });

    it("tells by a probe whether its cloud answers", async () => {
      expect(await connection.probe(signal)).toMatchObject({ isWell: true });
      const dead = await connect({ ...settings, baseUrl: "http://127.0.0.1:1" });
      expect(await dead.probe(signal)).toMatchObject({ isWell: false });
      await dead.close();
    });

    it("lets no credential out: not in logs, not in things, not in errors", async () => {
      const told = services.everythingTold() + JSON.stringify(await connection.things());
      for (const secret of harness.secrets) expect(told).not.toContain(secret);
    });
  });
}
