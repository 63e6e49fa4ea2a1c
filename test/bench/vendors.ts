import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Agent, request } from "undici";
import { createPermitOffice } from "#core/permit.ts";
import type { Log, VendorServices } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import { raixerIds, raixerLogin } from "#sandbox/raixer/state.ts";
import { connectAccounts } from "#src/accounts.ts";
import { type FullConfig, readFileConfig } from "#src/cli/house.ts";
import { createDirectory } from "#src/directory.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { openStore } from "#store/open.ts";
import { Client } from "#vendors/client.ts";
import { errors } from "#vendors/raixer/errors.ts";
import { operations } from "#vendors/raixer/operations.ts";
import { basicSignIn } from "#vendors/session.ts";
import { type BigHouse, bigRace, openBigHouse } from "./big-house.ts";
import { median, type Row, spreadOf } from "./row.ts";

const rounds = 7;
const calls = 2000;
const together = 16;

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

function services(): VendorServices {
  const office = createPermitOffice();
  return {
    clock: systemClock,
    random: systemRandom,
    log: silent,
    vault: { load: async () => undefined, save: async () => undefined, drop: async () => undefined },
    ledger: { load: async () => undefined, save: async () => undefined },
    redeem: (permit) => office.redeem(permit),
    giveBack: (permit, reason) => office.giveBack(permit, reason),
  };
}

/** The client layer: what a call costs beside a bare one, and what large houses and races take. */
export async function benchVendors(): Promise<readonly Row[]> {
  const house = await openBigHouse();
  try {
    const file = join(house.folder, "usher.yaml");
    await writeFile(file, house.config);
    const config = await readFileConfig(file);
    return [
      await benchCall(config),
      await benchCache(config),
      ...(await benchDirectory(config, house)),
      await benchPassings(config),
    ];
  } finally {
    await house.close();
  }
}

function addressOf(config: FullConfig, vendor: string): string {
  const settings = config.accounts.find((account) => account.vendor === vendor)?.settings as { baseUrl?: string };
  return settings.baseUrl ?? "";
}

/** CPU of this process in µs for each call. */
async function cost(call: () => Promise<unknown>): Promise<number> {
  const begun = process.cpuUsage();
  for (let done = 0; done < calls; done += together) {
    await Promise.all(Array.from({ length: together }, call));
  }
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / calls;
}

async function benchCall(config: FullConfig): Promise<Row> {
  const baseUrl = addressOf(config, "raixer");
  const { username, password } = raixerLogin;
  const signIn = basicSignIn(username, new Secret(password));
  const client = new Client({
    account: "bench",
    baseUrl,
    services: services(),
    signIn,
    errors,
    guard: { concurrency: together },
  });
  const agent = new Agent({ connections: together, pipelining: 1 });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const headers = { accept: "application/json", "user-agent": "usher", authorization };
  const bare = async () => {
    const { body } = await request(`${baseUrl}/devices/${raixerIds.device}`, { dispatcher: agent, headers });
    return body.json();
  };
  const whole = () => client.call(operations.device, { path: { id: raixerIds.device } });
  const ratios: number[] = [];
  const added: number[] = [];
  const floors: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const isWholeFirst = round % 2 === 0;
      const first = await cost(isWholeFirst ? whole : bare);
      const second = await cost(isWholeFirst ? bare : whole);
      const [own, floor] = isWholeFirst ? [first, second] : [second, first];
      if (round === 0) continue;
      ratios.push(own / floor);
      added.push(own - floor);
      floors.push(floor);
    }
  } finally {
    await Promise.all([client.close(), agent.close()]);
  }
  return {
    what: `CPU of one vendor call through the whole client, ${together} at a time`,
    floor: `bare undici.request and its JSON, ${median(floors).toFixed(0)} µs`,
    measured: `${median(ratios).toFixed(2)}x, ${median(added).toFixed(0)} µs added`,
    spread: spreadOf(ratios),
    goal: "≤ 1.15x, ≤ 10 µs added",
    isMet: median(ratios) <= 1.15 && median(added) <= 10,
  };
}

async function callsAt(baseUrl: string): Promise<number> {
  const log = `${new URL(baseUrl).origin}/_log`;
  const count = ((await (await fetch(log)).json()) as readonly unknown[]).length;
  await fetch(log, { method: "DELETE" });
  return count;
}

function open(config: FullConfig, deps: Partial<Parameters<typeof connectAccounts>[1]> = {}) {
  return connectAccounts(config.accounts, {
    store: { loadThings: async () => undefined, saveThings: async () => undefined } as never,
    directory: createDirectory(config),
    clock: systemClock,
    log: silent,
    services: services(),
    onChange: async () => undefined,
    ...deps,
  });
}

async function benchCache(config: FullConfig): Promise<Row> {
  const accounts = await open(config);
  const baseUrl = addressOf(config, "akuvox");
  try {
    await callsAt(baseUrl);
    const readers = Array.from({ length: 1000 }, () => accounts.account("akuvox")?.things());
    await Promise.all(readers);
    const made = await callsAt(baseUrl);
    return {
      what: "1,000 parallel reads of one list",
      floor: "one reader",
      measured: `${made} request${made === 1 ? "" : "s"}`,
      spread: "—",
      goal: "1 request",
      isMet: made === 1,
    };
  } finally {
    await accounts.close();
  }
}

async function benchDirectory(config: FullConfig, house: BigHouse): Promise<readonly Row[]> {
  const store = await openStore({
    url: "file:./bench.db",
    directory: house.folder,
    clock: systemClock,
    random: systemRandom,
    log: silent,
    exclusive: false,
  });
  const fromVendors: number[] = [];
  const fromStore: number[] = [];
  let count = 0;
  const load = async (patienceMs: number, taken: number[], isWarm: boolean): Promise<void> => {
    const directory = createDirectory(config);
    const accounts = await open(config, { store, directory });
    const begun = performance.now();
    await accounts.load(patienceMs, 0);
    if (isWarm) taken.push(performance.now() - begun);
    count = directory.all().length;
    await accounts.close();
  };
  try {
    for (let round = 0; round <= 3; round += 1) {
      await load(20_000, fromVendors, round > 0);
      await load(0, fromStore, round > 0);
    }
  } finally {
    await store.close();
  }
  const row = (what: string, taken: readonly number[], goalMs: number): Row => ({
    what: `directory of ${count} things, ${what}`,
    floor: "—",
    measured: `${median(taken).toFixed(0)} ms`,
    spread: `${spreadOf(taken, 0)} ms`,
    goal: `< ${goalMs} ms`,
    isMet: count >= 10_000 && median(taken) < goalMs,
  });
  return [row("from five simulated clouds", fromVendors, 2000), row("from the store", fromStore, 300)];
}

const megabyte = 2 ** 20;

async function benchPassings(config: FullConfig): Promise<Row> {
  const accounts = await open(config);
  const race = accounts.account("rufus")?.reads.race;
  if (race === undefined) throw new Error("no race to read");
  const peaks: number[] = [];
  const taken: number[] = [];
  try {
    for (let round = 0; round <= 3; round += 1) {
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
      let peak = 0;
      const watch = setInterval(() => {
        const { heapUsed, external } = process.memoryUsage();
        peak = Math.max(peak, heapUsed + external - before);
      }, 5);
      const begun = performance.now();
      const { passings } = await race.passings({ device: bigRace.device, session: bigRace.session });
      const took = performance.now() - begun;
      clearInterval(watch);
      if (passings.length !== bigRace.passings) throw new Error(`${passings.length} passings`);
      if (round === 0) continue;
      taken.push(took);
      peaks.push(peak / megabyte);
    }
  } finally {
    await accounts.close();
  }
  return {
    what: "100,000 passings paged in, memory on the way",
    floor: "20 pages of 5,000",
    measured: `${median(peaks).toFixed(0)} MB at most, ${median(taken).toFixed(0)} ms`,
    spread: `${spreadOf(peaks, 0)} MB`,
    goal: "≤ 128 MB",
    isMet: median(peaks) <= 128,
  };
}
