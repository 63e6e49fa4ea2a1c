import { afterEach, describe, expect, it } from "vitest";
import { VendorError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import { operation } from "#vendors/operation.ts";
import { basicSignIn, type Tokens, tokenSignIn } from "#vendors/session.ts";
import { connect } from "./accounts.ts";
import { inTurn, json, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices } from "./services.ts";

const row = operation("GET /x", { name: "x", effect: "read" });
let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

function signInWith(obtain: (previous: Tokens | undefined) => Promise<Tokens>) {
  const services = createTestServices();
  const make = () =>
    tokenSignIn({
      account: "acc",
      services,
      obtain,
      headers: (tokens) => ({ authorization: `Token ${tokens.access}` }),
    });
  return { services, make };
}

const refusal = (): VendorError => new VendorError({ account: "acc", kind: "sign-in", outcome: "none" });

describe("a token sign-in", () => {
  it("is done once however many calls wait for it", async () => {
    let logins = 0;
    const { make } = signInWith(async () => {
      logins += 1;
      return { access: "t" };
    });
    const signIn = make();
    await Promise.all(Array.from({ length: 100 }, () => signIn.credentials(row)));
    expect(logins).toBe(1);
  });

  it("survives a restart", async () => {
    let logins = 0;
    const { make, services } = signInWith(async () => {
      logins += 1;
      return { access: `t${logins}`, refresh: "r", expiresAt: 1_700_003_600_000 };
    });
    await make().credentials(row);
    expect((await make().credentials(row)).headers).toEqual({ authorization: "Token t1" });
    expect(JSON.stringify([...services.kept.values()])).not.toContain("t1");
    services.time.now += 3_600_000;
    expect((await make().credentials(row)).headers).toEqual({ authorization: "Token t2" });
  });

  it("of another login is not used again", async () => {
    const services = createTestServices();
    const make = (email: string) =>
      tokenSignIn({
        account: "acc",
        identity: ["https://cloud.example", email],
        services,
        obtain: async () => ({ access: `token of ${email}` }),
        headers: (tokens) => ({ authorization: tokens.access }),
      });
    await make("a").credentials(row);
    expect((await make("b").credentials(row)).headers).toEqual({ authorization: "token of b" });
    expect([...services.kept.keys()].join()).not.toContain("cloud.example");
  });

  it("made by hand is used as it is, whatever was kept before", async () => {
    const services = createTestServices();
    services.kept.set("session/acc", new Secret(JSON.stringify({ access: "stale" })));
    const signIn = tokenSignIn({
      account: "acc",
      services,
      initial: { access: "by hand" },
      canRenew: false,
      obtain: () => Promise.reject(refusal()),
      headers: (tokens) => ({ authorization: tokens.access }),
    });
    expect((await signIn.credentials(row)).headers).toEqual({ authorization: "by hand" });
    expect(await signIn.renew?.("by hand")).toBe(false);
  });

  it("is renewed once when many calls learn that it was refused", async () => {
    let logins = 0;
    const { make } = signInWith(async () => {
      logins += 1;
      return { access: `t${logins}` };
    });
    const signIn = make();
    const { mark } = await signIn.credentials(row);
    await Promise.all(Array.from({ length: 20 }, () => signIn.renew?.(mark)));
    expect(logins).toBe(2);
  });

  it("that was refused is locked, and longer each time", async () => {
    let logins = 0;
    const { make, services } = signInWith(async () => {
      logins += 1;
      throw refusal();
    });
    const signIn = make();
    const attempt = async () => {
      try {
        await signIn.credentials(row);
      } catch (error) {
        return error instanceof VendorError ? error.details.retryAfterMs : undefined;
      }
      return undefined;
    };
    for (let turn = 0; turn < 50; turn += 1) await attempt();
    expect(logins).toBe(1);
    services.time.now += 60_000;
    await attempt();
    expect(logins).toBe(2);
    services.time.now += 60_000;
    expect(await attempt()).toBe(180_000);
    expect(logins).toBe(2);
  });

  it("is not locked by a cloud that cannot be reached", async () => {
    let logins = 0;
    const { make } = signInWith(async () => {
      logins += 1;
      if (logins === 1) throw new VendorError({ account: "acc", kind: "connection", outcome: "none" });
      return { access: "t" };
    });
    const signIn = make();
    await expect(Promise.resolve(signIn.credentials(row))).rejects.toThrow();
    expect((await signIn.credentials(row)).headers).toEqual({ authorization: "Token t" });
  });

  it("does not hammer when every new token is refused at once", async () => {
    let logins = 0;
    const { make } = signInWith(async () => {
      logins += 1;
      return { access: `t${logins}` };
    });
    const signIn = make();
    for (let turn = 0; turn < 30; turn += 1) {
      await Promise.resolve(signIn.credentials(row))
        .then(({ mark }) => signIn.renew?.(mark))
        .catch(() => undefined);
    }
    expect(logins).toBe(5);
  });
});

describe("basic credentials", () => {
  it("keep every letter of a password", async () => {
    const { headers } = await basicSignIn("résident", new Secret("pä:ss")).credentials(row);
    const [, encoded = ""] = headers.authorization?.split(" ") ?? [];
    expect(Buffer.from(encoded, "base64").toString("utf8")).toBe("résident:pä:ss");
  });
});

describe("Avi-on", () => {
  it("signs in once and again after a 401", async () => {
    const devices = json({ devices: [] });
    const stale = json({ error: { auth_token: ["Invalid Token"] } }, 401);
    const session = json({ credentials: { auth_token: "t", refresh_token: "r" } }, 201);
    cloud = await startScriptedCloud(inTurn(session, stale, session, devices));
    const connection = await connect("avion", cloud.url);
    const { signal } = new AbortController();
    expect(await connection.call("userDevices", {}, { signal })).toMatchObject({ ok: true, status: 200 });
    expect(cloud.received.map((request) => `${request.method} ${request.target}`)).toEqual([
      "POST /sessions",
      "GET /user/devices",
      "POST /sessions",
      "GET /user/devices",
    ]);
    await connection.close();
  });

  const ended = { auth_token: "t1", refresh_token: "month", expiration_date: "2023-11-15T00:00:00Z" };

  it("renews a token that has ended with the refresh token", async () => {
    const renewed = json({ credentials: { auth_token: "t2", refresh_token: "next" } });
    cloud = await startScriptedCloud(inTurn(json({ credentials: ended }, 201), json({}), renewed, json({})));
    const services = createTestServices(Date.UTC(2023, 10, 14));
    const connection = await connect("avion", cloud.url, services);
    const { signal } = new AbortController();
    await connection.call("userDevices", {}, { signal });
    services.time.now += 86_400_000;
    await Promise.all(Array.from({ length: 20 }, () => connection.call("userDevices", {}, { signal })));
    const sent = cloud.received.map(({ method, target, headers }) => [method, target, headers.authorization]);
    expect(sent.slice(0, 4)).toEqual([
      ["POST", "/sessions", undefined],
      ["GET", "/user/devices", "Token t1"],
      ["PUT", "/sessions", "RefreshToken month"],
      ["GET", "/user/devices", "Token t2"],
    ]);
    expect(sent.filter(([, target]) => target === "/sessions")).toHaveLength(2);
    await connection.close();
  });

  it("signs in again where the refresh token is refused", async () => {
    const refused = json({ error: { refresh_token: ["Invalid Refresh Token"] } }, 401);
    const anew = json({ credentials: { auth_token: "t2" } }, 201);
    cloud = await startScriptedCloud(inTurn(json({ credentials: ended }, 201), json({}), refused, anew, json({})));
    const services = createTestServices(Date.UTC(2023, 10, 14));
    const connection = await connect("avion", cloud.url, services);
    const { signal } = new AbortController();
    await connection.call("userDevices", {}, { signal });
    services.time.now += 86_400_000;
    expect(await connection.call("userDevices", {}, { signal })).toMatchObject({ ok: true });
    expect(cloud.received.map(({ method, target }) => `${method} ${target}`).slice(2)).toEqual([
      "PUT /sessions",
      "POST /sessions",
      "GET /user/devices",
    ]);
    await connection.close();
  });

  it("sends bad credentials once and then waits", async () => {
    cloud = await startScriptedCloud(json({ error: { auth: ["Incorrect Email or Password."] } }, 401));
    const connection = await connect("avion", cloud.url);
    const { signal } = new AbortController();
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await connection.call("userDevices", {}, { signal })).toMatchObject({
        ok: false,
        error: { kind: "sign-in" },
      });
    }
    expect(cloud.received).toHaveLength(1);
    await connection.close();
  });
});

describe("Akuvox", () => {
  const grants = { clientId: "client", clientSecret: "secret", refreshToken: "first", residenceId: "res" };
  const answer = json({ success: true, timestamp: 1, result: [] });
  const token = (access: string, refresh: string) =>
    json({ success: true, result: { access_token: access, refresh_token: refresh, expires_in: 3600 } });

  it("refreshes with the newest refresh token, and tokens outlive the process", async () => {
    cloud = await startScriptedCloud(inTurn(token("a1", "second"), answer, token("a2", "third"), answer));
    const services = createTestServices();
    const { signal } = new AbortController();
    const first = await connect("akuvox", cloud.url, services, grants);
    await first.call("devices", {}, { signal });
    await first.close();
    services.time.now += 3_600_000;
    const second = await connect("akuvox", cloud.url, services, grants);
    await second.call("devices", {}, { signal });
    await second.close();
    const forms = cloud.received.filter((request) => request.target.endsWith("/token"));
    expect(forms.map((form) => new URLSearchParams(form.body).get("refresh_token"))).toEqual(["first", "second"]);
    expect(forms[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(cloud.received.at(-1)?.headers.authorization).toBe("Bearer a2");
  });

  it("with a token made by hand asks for no other", async () => {
    cloud = await startScriptedCloud(json({}, 401));
    const connection = await connect("akuvox", cloud.url);
    const { signal } = new AbortController();
    expect(await connection.call("devices", {}, { signal })).toMatchObject({ ok: false, error: { kind: "sign-in" } });
    expect(cloud.received).toHaveLength(1);
    await connection.close();
  });
});
