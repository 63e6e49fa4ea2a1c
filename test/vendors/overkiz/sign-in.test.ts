import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "#core/secret.ts";
import vendor from "#vendors/overkiz/vendor.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { connect, perform } from "./account.ts";
import { refused, startCloud, type TestCloud } from "./cloud.ts";
import { cloudDevice, lock } from "./home.ts";

const signal = () => AbortSignal.timeout(5000);

describe("signing in to Overkiz", () => {
  let cloud: TestCloud;
  let services: TestServices;
  let account: VendorConnection;

  beforeEach(async () => {
    cloud = await startCloud();
    services = createTestServices();
    account = connect(cloud.baseUrl, services);
    cloud.routes.set("GET /currentUserId", () => ({ json: { userId: "me" } }));
    cloud.routes.set("GET /setup", () => ({ json: { devices: [cloudDevice(lock)] } }));
    cloud.routes.set("GET /actionGroups", () => ({ json: [] }));
  });
  afterEach(async () => {
    await account.close();
    await cloud.close();
  });

  it("happens once however many calls wait for it", async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => account.call("currentUser", {}, { signal: signal() })),
    );
    expect(results.every((result) => result.ok)).toBe(true);
    expect(cloud.logins()).toBe(1);
    expect(new URLSearchParams(cloud.received[0]?.body).get("userId")).toBe("me@home.invalid");
  });

  it("survives a restart", async () => {
    await account.call("currentUser", {}, { signal: signal() });
    const restarted = connect(cloud.baseUrl, services);
    expect(await restarted.call("currentUser", {}, { signal: signal() })).toMatchObject({ ok: true });
    expect(cloud.logins()).toBe(1);
    await restarted.close();
  });

  it("is done anew once when the session is gone, and the opening is sent once more", async () => {
    await account.things();
    cloud.endSessions();
    cloud.routes.set("POST /exec/apply", () => ({ json: { execId: "e1" } }));
    const [result] = await perform(account, services, "door.open", [lock.url, {}]);
    expect(result).toMatchObject({ outcome: "accepted", reference: "e1", sends: 2 });
    expect(cloud.logins()).toBe(2);
    expect(cloud.asked("POST").filter((route) => route === "POST /exec/apply")).toHaveLength(2);
  });

  it("is not tried over and over when every session is refused", async () => {
    await account.things();
    cloud.routes.set("POST /exec/apply", () => refused.notAuthenticated);
    const [result] = await perform(account, services, "door.open", [lock.url, {}]);
    expect(result).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-sign-in" }, sends: 2 });
    expect(cloud.logins()).toBe(2);
  });

  it("locks itself after bad credentials, longer each time, and never hammers", async () => {
    const wrong = { way: "password", userId: "me@home.invalid", userPassword: new Secret("wrong one") } as const;
    await account.close();
    account = connect(cloud.baseUrl, services, { identity: wrong });
    for (let tries = 0; tries < 10; tries += 1) {
      const result = await account.call("currentUser", {}, { signal: signal() });
      expect(result).toMatchObject({ ok: false, error: { kind: "sign-in", outcome: "none" } });
    }
    expect(cloud.logins()).toBe(1);
    services.time.now += 61_000;
    await account.call("currentUser", {}, { signal: signal() });
    services.time.now += 61_000;
    await account.call("currentUser", {}, { signal: signal() });
    expect(cloud.logins()).toBe(2);
    expect(JSON.stringify(services.lines)).not.toMatch(/home\.invalid|wrong one/);
  });

  it("believes the flag in the answer, not the status", async () => {
    cloud.routes.set("POST /login", () => ({ json: { success: false }, headers: { "set-cookie": "JSESSIONID=s9" } }));
    const result = await account.call("currentUser", {}, { signal: signal() });
    expect(result).toMatchObject({ ok: false, error: { kind: "sign-in" } });
  });

  it("takes a bearer token instead, and then no cookie whatever the cloud sets", async () => {
    await account.close();
    account = connect(cloud.baseUrl, services, { identity: { way: "bearer", token: new Secret("right token") } });
    cloud.routes.set("GET /currentUserId", () => ({ json: {}, headers: { "set-cookie": "JSESSIONID=s1; Path=/" } }));
    for (let calls = 0; calls < 2; calls += 1) {
      expect(await account.call("currentUser", {}, { signal: signal() })).toMatchObject({ ok: true });
    }
    expect(cloud.logins()).toBe(0);
    expect(cloud.received.every((request) => request.headers.cookie === undefined)).toBe(true);
  });

  it("takes a JSON web token for a session cookie", async () => {
    await account.close();
    account = connect(cloud.baseUrl, services, { identity: { way: "jwt", jwt: new Secret("right jwt") } });
    expect(await account.call("currentUser", {}, { signal: signal() })).toMatchObject({ ok: true });
    expect(cloud.received[0]?.body).toBe("jwt=right+jwt");
    expect(cloud.received[1]?.headers).toMatchObject({ cookie: "JSESSIONID=s1" });
  });
});

describe("the configuration of an account", () => {
  const read = (keys: object) => vendor.config.safeParse(keys);

  it("takes exactly one complete way to sign in", () => {
    expect(read({ userId: "a", userPassword: "b" })).toMatchObject({
      success: true,
      data: { identity: { way: "password" }, baseUrl: "https://ha101-1.overkiz.com/enduser-mobile-web/enduserAPI" },
    });
    expect(read({ token: "t", baseUrl: "https://gateway-1.local:8443/enduser-mobile-web/1/enduserAPI" }).success).toBe(
      true,
    );
    for (const keys of [
      {},
      { userId: "a" },
      { token: "t", jwt: "j" },
      { userId: "a", userPassword: "b", token: "t" },
    ]) {
      expect(read(keys).success, JSON.stringify(Object.keys(keys))).toBe(false);
    }
    expect(read({ token: "t", password: "x" }).success).toBe(false);
  });

  it("shows no secret when printed", () => {
    const { data } = read({ userId: "a", userPassword: "hidden" });
    expect(JSON.stringify(data)).not.toContain("hidden");
  });
});
