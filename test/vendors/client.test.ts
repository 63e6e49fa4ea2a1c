import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { AccessError, VendorError } from "#core/errors.ts";
import { createPermitOffice, Permit } from "#core/permit.ts";
import { Client, type ClientOptions } from "#vendors/client.ts";
import type { ErrorTable } from "#vendors/errors.ts";
import { operation } from "#vendors/operation.ts";
import { noSignIn } from "#vendors/session.ts";
import { hang, inTurn, json, raw, reset, type Script, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices, type TestServices } from "./services.ts";

const read = operation("GET /things/{id}", {
  name: "thing",
  effect: "read",
  response: z.looseObject({ n: z.number() }),
});
const once = operation("GET /fetch", { name: "fetch", effect: "read", repeat: false });
const open = operation("POST /doors/{id}/open", { name: "open", effect: "actuate", response: z.looseObject({}) });
const store = operation("PUT /doors/{id}", { name: "store", effect: "write", body: z.strictObject({ a: z.string() }) });

const table: ErrorTable = { rules: [{ status: [401], kind: "sign-in", again: "sign-in" }] };
const closing: (() => Promise<void>)[] = [];

async function start(script: Script, more: Partial<ClientOptions> = {}) {
  const cloud = await startScriptedCloud(script);
  const services = createTestServices();
  const client = new Client({
    account: "acc",
    baseUrl: `${cloud.url}/api/v1/`,
    services,
    signIn: noSignIn,
    errors: table,
    retry: { baseMs: 1 },
    ...more,
  });
  closing.push(
    () => client.close(),
    () => cloud.close(),
  );
  return { cloud, services, client };
}

function one(services: TestServices) {
  return { permit: services.office.issue(1) };
}

async function failure(work: Promise<unknown>): Promise<VendorError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe("a request", () => {
  it("arrives under the whole prefix with its path values encoded", async () => {
    const { cloud, client } = await start(json({ n: 1 }));
    expect(await client.call(read, { path: { id: "io://1-2/3#4" } })).toEqual({ n: 1 });
    expect(cloud.received[0]?.target).toBe("/api/v1/things/io%3A%2F%2F1-2%2F3%234");
    expect(cloud.received[0]?.headers.accept).toBe("application/json");
  });

  it("tells how far the vendor's clock is ahead", async () => {
    const { client, services } = await start(json({ n: 1 }, 200, { date: "Tue, 14 Nov 2023 22:15:20 GMT" }));
    expect(client.skewMs()).toBeUndefined();
    await client.call(read, { path: { id: 1 } });
    expect(client.skewMs()).toBe(Date.UTC(2023, 10, 14, 22, 15, 20) - services.clock.now());
  });

  it("never follows a redirect", async () => {
    const elsewhere = await startScriptedCloud(json({ n: 1 }));
    closing.push(() => elsewhere.close());
    const { client } = await start((_request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/stolen` });
      response.end();
    });
    expect((await failure(client.call(read, { path: { id: 1 } }))).details.kind).toBe("shape");
    expect(elsewhere.received).toHaveLength(0);
  });

  it("with a wrong parameter never leaves", async () => {
    const { cloud, client } = await start(json({ n: 1 }));
    const error = await failure(client.call(read, { path: { id: ".." } }));
    expect(error.details).toMatchObject({ kind: "input", parameter: "id", outcome: "none" });
    expect(cloud.received).toHaveLength(0);
  });
});

describe("what acts", () => {
  it("is refused without a permit before anything leaves, every time", async () => {
    const { cloud, client } = await start(json({}));
    const tries = Array.from({ length: 50 }, () => client.attempt(store, { path: { id: 1 }, body: { a: "b" } }));
    const results = await Promise.allSettled(tries);
    expect(results.every((result) => result.status === "rejected" && result.reason instanceof AccessError)).toBe(true);
    expect(cloud.received).toHaveLength(0);
  });

  it("is refused with a forged, a foreign and a spent permit", async () => {
    const { cloud, services, client } = await start(json({}));
    const spent = services.office.issue(1);
    services.office.redeem(spent);
    const forged = Object.create(Permit.prototype) as Permit;
    for (const permit of [forged, new Permit(), createPermitOffice().issue(5), spent]) {
      await expect(client.attempt(open, { path: { id: 1 } }, { permit })).rejects.toBeInstanceOf(AccessError);
    }
    expect(cloud.received).toHaveLength(0);
  });

  it("leaves once for each request of its permit", async () => {
    const { cloud, services, client } = await start(json({}));
    const permit = services.office.issue(2);
    await client.call(open, { path: { id: 1 } }, { permit });
    await client.call(open, { path: { id: 1 } }, { permit });
    await expect(client.call(open, { path: { id: 1 } }, { permit })).rejects.toBeInstanceOf(AccessError);
    expect(cloud.received).toHaveLength(2);
  });

  it("is sent once more after a refused sign-in, and only once", async () => {
    let token = 0;
    const renewing = {
      credentials: () => ({ headers: { authorization: `Bearer ${token}` }, mark: token }),
      renew: async () => {
        token += 1;
        return true;
      },
    };
    const { cloud, services, client } = await start(inTurn(json({}, 401), json({})), { signIn: renewing });
    const result = await client.attempt(open, { path: { id: 1 } }, one(services));
    expect(result).toMatchObject({ ok: true, sends: 2 });
    expect(cloud.received.map((request) => request.headers.authorization)).toEqual(["Bearer 0", "Bearer 1"]);

    cloud.script = json({}, 401);
    const refused = await client.attempt(open, { path: { id: 1 } }, one(services));
    expect(refused).toMatchObject({ ok: false, sends: 2, error: { details: { kind: "sign-in", outcome: "none" } } });
  });

  it("ends within its deadline with an outcome that is not known", async () => {
    const { cloud, services, client } = await start(hang);
    const result = await client.attempt(open, { path: { id: 1 } }, { ...one(services), deadlineMs: 60 });
    expect(result).toMatchObject({ ok: false, sends: 1, error: { details: { kind: "timeout", outcome: "unknown" } } });
    expect(cloud.received).toHaveLength(1);
  });

  it("did not happen when the connection never stood", async () => {
    const { cloud, services, client } = await start(json({}));
    await cloud.close();
    const result = await client.attempt(open, { path: { id: 1 } }, one(services));
    expect(result).toMatchObject({ ok: false, sends: 0, error: { details: { kind: "connection", outcome: "none" } } });
  });

  it("did not happen when the host is unknown", async () => {
    const { services, client } = await start(json({}), { baseUrl: "http://nowhere.invalid" });
    const result = await client.attempt(open, { path: { id: 1 } }, one(services));
    expect(result).toMatchObject({ ok: false, sends: 0, error: { details: { outcome: "none" } } });
  });

  it("does not happen once the caller has given up", async () => {
    const { cloud, services, client } = await start(json({}));
    const result = await client.attempt(open, { path: { id: 1 } }, { ...one(services), signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, sends: 0, error: { details: { outcome: "none" } } });
    expect(cloud.received).toHaveLength(0);
  });
});

describe("a read", () => {
  it("is tried again after trouble that may pass", async () => {
    const { cloud, client } = await start(inTurn(reset, json({}, 503), json({ n: 7 })));
    expect(await client.call(read, { path: { id: 1 } })).toEqual({ n: 7 });
    expect(cloud.received).toHaveLength(3);
  });

  it("is given up after three tries", async () => {
    const { cloud, client } = await start(json({}, 500));
    expect((await failure(client.call(read, { path: { id: 1 } }))).details.kind).toBe("unavailable");
    expect(cloud.received).toHaveLength(3);
  });

  it("waits as long as Retry-After asks, and fails at once when that is too long", async () => {
    const { cloud, client } = await start(inTurn(json({}, 429, { "retry-after": "0" }), json({ n: 1 })));
    await client.call(read, { path: { id: 1 } });
    cloud.script = json({}, 429, { "retry-after": "120" });
    const error = await failure(client.call(read, { path: { id: 1 } }));
    expect(error.details).toMatchObject({ kind: "rate-limit", retryAfterMs: 120_000 });
    expect(cloud.received).toHaveLength(3);
  });

  it("that loses what it fetched is never tried again", async () => {
    const { cloud, client } = await start(reset);
    expect((await failure(client.call(once, {}))).details.kind).toBe("connection");
    expect(cloud.received).toHaveLength(1);
  });

  it("is refused for a while after many failures in a row, while what acts still goes through", async () => {
    const { cloud, services, client } = await start(json({}, 500), { guard: { breakAfter: 2 }, retry: { tries: 1 } });
    for (let turn = 0; turn < 4; turn += 1) await failure(client.call(read, { path: { id: 1 } }));
    expect(cloud.received).toHaveLength(2);
    await client.attempt(open, { path: { id: 1 } }, one(services));
    expect(cloud.received).toHaveLength(3);
  });

  it("runs beside no more others than the account allows", async () => {
    let running = 0;
    let most = 0;
    const { client } = await start(
      (_request, response) => {
        running += 1;
        most = Math.max(most, running);
        setImmediate(() => {
          running -= 1;
          json({ n: 1 })(_request, response);
        });
      },
      { guard: { concurrency: 3 } },
    );
    await Promise.all(Array.from({ length: 40 }, (_, id) => client.call(read, { path: { id } })));
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe("a hostile answer", () => {
  const flood: Script = (_request, response) => {
    const cookies = Array.from({ length: 4000 }, (_, index) => `c${index}=${"x".repeat(40)}`);
    response.writeHead(200, { "content-type": "application/json", "set-cookie": cookies });
    response.end('{"n":1}');
  };
  const trickle: Script = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(timer));
  };

  it.each([
    ["truncated JSON", raw('{"n": 1', "application/json"), "shape"],
    ["HTML with 200", raw("<html><body>Sign in</body></html>", "text/html"), "shape"],
    ["HTML that calls itself JSON", raw("<!doctype html><p>", "application/json"), "shape"],
    ["an empty body", raw("", "application/json"), "shape"],
    ["a wrong content type", raw('{"n":1}', "text/plain"), "shape"],
    ["another shape", json({ n: "one" }), "shape"],
    ["a body beyond all measure", raw(`{"n":1,"x":"${"x".repeat(200_000)}"}`, "application/json"), "shape"],
    ["a flood of cookies", flood, "shape"],
    ["a body that trickles for ever", trickle, "timeout"],
  ] as const)("%s is a clear error, and leaves open what an opening did", async (_name, script, kind) => {
    const { services, client } = await start(script, { maxBodyBytes: 100_000 });
    // Only what never ends is waited for.
    const deadlineMs = kind === "timeout" ? 400 : 5000;
    const error = await failure(client.call(read, { path: { id: 1 } }, { deadlineMs }));
    expect(error.details).toMatchObject({ kind, outcome: "none" });
    const strict = operation("POST /open", {
      name: "o",
      effect: "actuate",
      response: z.looseObject({ n: z.number() }),
    });
    const opened = await client.attempt(strict, {}, { ...one(services), deadlineMs });
    expect(opened).toMatchObject({ ok: false, sends: 1, error: { details: { kind, outcome: "unknown" } } });
  });

  it("never stands in a log or in an error", async () => {
    const { services, client } = await start(raw('{"secret": "canary-4711"', "application/json", 500));
    const error = await failure(client.call(read, { path: { id: "canary-id" } }));
    const told = JSON.stringify([services.lines, error, error.values, error.details]);
    expect(told).not.toContain("canary");
  });
});
