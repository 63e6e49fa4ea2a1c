import { afterEach, describe, expect, it } from "vitest";
import { createReadCache } from "#vendors/cache.ts";
import { Client } from "#vendors/client.ts";
import { errors } from "#vendors/rufus/errors.ts";
import { createLive } from "#vendors/rufus/live.ts";
import { noSignIn } from "#vendors/session.ts";
import { inTurn, json, type Script, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud;
let client: Client;
afterEach(async () => {
  await client.close();
  await cloud.close();
});

async function follow(...scripts: readonly Script[]) {
  cloud = await startScriptedCloud(inTurn(...scripts));
  const services = createTestServices();
  client = new Client({ account: "acc", baseUrl: cloud.url, services, signIn: noSignIn, errors });
  const live = createLive({ account: "acc", client, cache: createReadCache(), services, told: { tell() {} } }, "D");
  return () => live(new AbortController().signal);
}

const page = (session: string, ...numbers: readonly number[]) =>
  json({
    session_used: session,
    passings: numbers.map((number) => ({ bib: "007", num_passing: number, timestamp: "2026-05-10T08:00:00.000Z" })),
  });

describe("reading a race live", () => {
  it("tells only what passed since the first look, and asks on from there", async () => {
    const look = await follow(page("s1", 1, 2), page("s1", 3), page("s1"), page("s1", 4));
    expect(await look()).toEqual([]);
    expect((await look()).map(({ number }) => number)).toEqual([3]);
    expect(await look()).toEqual([]);
    expect((await look()).map(({ number, session }) => [number, session])).toEqual([[4, "s1"]]);
    expect(cloud.received.map((request) => request.target)).toEqual([
      "/passings/device2/D",
      "/passings/device2/D?token_session=s1&last=2",
      "/passings/device2/D?token_session=s1&last=3",
      "/passings/device2/D?token_session=s1&last=3",
    ]);
  });

  it("jumps to a newer session, whose numbers begin anew", async () => {
    const look = await follow(page("s1", 8, 9), page("s2", 0, 1), page("s2", 2));
    await look();
    expect((await look()).map(({ number, session }) => [number, session])).toEqual([
      [0, "s2"],
      [1, "s2"],
    ]);
    await look();
    expect(cloud.received.at(-1)?.target).toBe("/passings/device2/D?token_session=s2&last=1");
  });

  it("hears the first passing of a race that had not begun", async () => {
    const nothing = json({ description: "Sessions not found", deviceid: "D" }, 404);
    const look = await follow(nothing, page("s1", 1));
    expect(await look()).toEqual([]);
    expect((await look()).map(({ number }) => number)).toEqual([1]);
  });

  it("tells nothing twice when the server ignores where it was asked to go on", async () => {
    const look = await follow(page("s1", 1), page("s1", 1, 2), page("s1", 1, 2));
    await look();
    expect((await look()).map(({ number }) => number)).toEqual([2]);
    expect(await look()).toEqual([]);
  });
});
