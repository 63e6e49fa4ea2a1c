import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditRow, Store } from "#core/store.ts";
import { startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { systemClock, systemRandom, type UsherConfig } from "#src/main.ts";
import { openStore } from "#store/open.ts";
import { silent } from "../house.ts";
import { type Chance, createChance } from "./chance.ts";
import { type Instance, newSpoken, type Spoken, speak, startInstance, yesOf } from "./instance.ts";
import { createTruth, type Truth } from "./truth.ts";

export interface RunsReport {
  readonly runs: number;
  readonly turns: number;
  readonly opened: number;
  readonly kills: number;
  /** Openings that the record has begun, and of those the ones whose outcome nobody knows. */
  readonly begun: number;
  readonly unknown: number;
  /** What must be empty: each with the seed that shows it again. */
  readonly faults: readonly string[];
}

/** Everything that stands for all runs of one engine. */
interface World {
  readonly config: UsherConfig;
  readonly cloud: string;
  readonly store: Store;
  readonly instances: [Instance, Instance];
  readonly tally: { turns: number; kills: number };
}

const actors = ["staff", "guest"] as const;
type Actor = (typeof actors)[number];

/** One run as it goes on. */
interface Run extends World {
  readonly chance: Chance;
  readonly truth: Truth;
  readonly actor: Actor;
  readonly questions: string[];
  /** What instances are configured with now. */
  current: UsherConfig;
}

const faults: readonly [object, ...object[]] = [
  { status: 500, after: true },
  { status: 503 },
  { status: 502 },
  { reset: true },
  { reset: true, after: true },
  { malformed: "truncated" },
  { unauthorized: true },
  { refuse: true },
  { status: 429 },
  { latencyMs: 30 },
];

/** Opens doors in seeded, disorderly ways on two instances, and says what went wrong; the seeds are `from`, `from + 1` … */
export async function randomRuns(url: string, count: number, from = 1): Promise<RunsReport> {
  const { world, close } = await openWorld(url);
  const wrong: string[] = [];
  const total = { opened: 0, begun: 0, accepted: 0, unknown: 0 };
  try {
    for (let seed = from; seed < from + count; seed += 1) {
      const rows = await oneRun(world, seed, wrong);
      addUp(total, rows);
      total.opened = await openings(world.cloud);
      wrong.push(...unlike(total).map((fault) => `seed ${seed}: ${fault}`));
      if (seed % 100 !== 0 && seed !== from + count - 1) continue;
      const verdict = await world.store.verifyAudit();
      if (!verdict.ok) wrong.push(`seed ${seed}: the chain is broken at row ${verdict.row} (${verdict.problem})`);
    }
  } finally {
    await close();
  }
  const { opened, begun, unknown } = total;
  return { runs: count, ...world.tally, opened, begun, unknown, faults: wrong };
}

async function openWorld(url: string): Promise<{ world: World; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "usher-runs-"));
  const sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
  const file = join(folder, "usher.yaml");
  await writeFile(file, `${sandbox.config}store: { url: "${url}" }\n`);
  const config = await readFileConfig(file);
  const base = { directory: folder, clock: systemClock, random: systemRandom, log: silent, exclusive: false };
  const store = await openStore({ ...config.store, ...base });
  const instances: World["instances"] = [await startInstance(config), await startInstance(config)];
  const world: World = { config, cloud: sandbox.clouds.raixer.url, store, instances, tally: { turns: 0, kills: 0 } };
  const close = async () => {
    await Promise.allSettled(instances.map((one) => one.close()));
    await store.close();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { world, close };
}

interface Total {
  opened: number;
  begun: number;
  accepted: number;
  unknown: number;
}

function addUp(total: Total, rows: readonly AuditRow[]): void {
  for (const { action, result, outcome } of rows) {
    if (action !== "door.open" || result === "improved") continue;
    if (result === "acting") total.begun += 1;
    if (outcome === "accepted" || outcome === "done") total.accepted += 1;
    if (outcome === "unknown") total.unknown += 1;
  }
}

/** The vendor's own count must be what the record says, but for what nobody knows. */
function unlike({ opened, accepted, unknown }: Total): readonly string[] {
  if (opened < accepted) return ["said to be opened, and was not"];
  return opened > accepted + unknown ? ["opened more often than the record says"] : [];
}

async function oneRun(world: World, seed: number, wrong: string[]): Promise<readonly AuditRow[]> {
  const chance = createChance(seed);
  const truth = createTruth();
  const actor = chance.pick(actors);
  const run: Run = { ...world, chance, truth, actor, questions: [], current: world.config };
  const first = await newest(world.store);
  if (actor === "guest") truth.forbid(actor, "no-right", first);
  if (actor === "guest" && chance.isLucky(0.9)) await grant(run);
  await ask(run, any(run));
  const steps = chance.between(4, 9);
  for (let step = 0; step < steps; step += 1) await Promise.all(stepsAtOnce(run));
  await tidy(run);
  const rows = await world.store.auditRows({ afterId: first });
  wrong.push(...truth.faults(rows).map((fault) => `seed ${seed}: ${fault}`));
  return rows;
}

/** One thing, or two at the same moment. */
function stepsAtOnce(run: Run): readonly Promise<void>[] {
  const { chance } = run;
  const steps: [Step, ...Step[]] = [
    press,
    ...[press, press, press, doublePress, doublePress],
    ...[ask, ask, ask, ask, fault, fault],
    ...[takeAway, lock, dismiss, jump, kill],
  ];
  const one = chance.pick(steps);
  const also = chance.isLucky(0.5) ? [chance.pick([press, doublePress, takeAway, lock, kill] as const)] : [];
  return [one, ...also.filter((other) => other !== one)].map((step) => step(run, any(run)));
}

type Step = (run: Run, instance: Instance) => Promise<void>;

const any = ({ chance, instances }: Run): Instance => chance.pick(instances);

async function ask(run: Run, instance: Instance): Promise<void> {
  run.tally.turns += 1;
  const { card } = await speak(instance, run.actor, { kind: "slash", text: "door open front door" });
  const token = card?.status === "confirm" ? yesOf(card) : undefined;
  if (token !== undefined) run.questions.push(token);
}

async function pressOn(run: Run, instance: Instance, token: string, again?: Spoken): Promise<void> {
  const as = again ?? newSpoken(instance);
  run.tally.turns += 1;
  run.truth.pressed(token, as.id);
  const isOff = () => Math.abs(instance.offset) > 61_000;
  const wasOff = isOff();
  await speak(instance, run.actor, { kind: "press", token }, as);
  // Of one delivery that comes to both, the other instance may have been first.
  if (wasOff && isOff() && again === undefined) run.truth.clockOff(as.id);
}

async function press(run: Run, instance: Instance): Promise<void> {
  const { questions, chance } = run;
  const token = chance.isLucky(0.8) ? questions.at(-1) : questions[chance.between(0, questions.length - 1)];
  if (token !== undefined) await pressOn(run, instance, token);
}

/** Twice on the same instance, on both, and the same delivery once more. */
async function doublePress(run: Run): Promise<void> {
  const token = run.questions.at(-1);
  if (token === undefined) return;
  const [one, other] = run.instances;
  const again = newSpoken(one);
  await Promise.all([
    pressOn(run, one, token, again),
    pressOn(run, other, token),
    pressOn(run, other, token, again),
    pressOn(run, one, token),
  ]);
}

async function fault({ cloud, chance }: Run): Promise<void> {
  const isHanging = chance.isLucky(0.01);
  const chosen = isHanging ? { hangAfterAccepting: true } : chance.pick(faults);
  await setFaults(cloud, [{ ...chosen, match: "open-door", times: chance.between(1, 2) }]);
}

async function grant(run: Run): Promise<void> {
  const { chance, actor, truth, store } = run;
  const uses = chance.isLucky(0.5) ? chance.between(1, 3) : undefined;
  const before = await newest(store);
  const words = `access grant gwen front door for 2 hours${uses === undefined ? "" : ` uses=${uses}`}`;
  truth.allow(actor, "no-right", before);
  await byOwner(run, words);
  if (uses !== undefined) truth.limit(actor, uses, before);
}

/** The owner says something and presses yes; whether it is done. */
async function byOwner(run: Run, text: string): Promise<boolean> {
  const instance = any(run);
  run.tally.turns += 2;
  const { card } = await speak(instance, "owner", { kind: "slash", text });
  const token = yesOf(card);
  if (token === undefined) return card?.outcome === "done";
  const done = await speak(any(run), "owner", { kind: "press", token });
  return done.card?.outcome === "done";
}

/** Takes the guest's right back, between the ask and the click if need be. */
async function takeAway(run: Run): Promise<void> {
  if (run.actor !== "guest") return;
  if (await byOwner(run, "access revoke gwen")) run.truth.forbid("guest", "no-right", await newest(run.store));
}

async function lock(run: Run): Promise<void> {
  const { chance, truth, actor, store } = run;
  if (!(await byOwner(run, "access lockdown on"))) return;
  truth.forbid(actor, "lockdown", await newest(store));
  if (chance.isLucky(0.5)) return;
  // Once somebody tries to lift it, nobody knows before the end whether that went through.
  truth.allow(actor, "lockdown", await newest(store));
  await byOwner(run, "access lockdown off");
}

/** The person is taken out of the configuration of both instances. */
async function dismiss(run: Run): Promise<void> {
  const { config, actor, instances, truth, chance, store } = run;
  if (!chance.isLucky(0.3)) return;
  run.current = { ...config, people: config.people.filter(({ id }) => id !== actor) };
  for (const { usher } of instances) usher.reload(run.current);
  truth.forbid(actor, "dismissed", await newest(store));
}

async function jump({ chance }: Run, instance: Instance): Promise<void> {
  instance.offset = chance.pick([0, 0, 0, 30_000, -30_000, 90_000, -90_000, 3_600_000, -86_400_000] as const);
}

async function kill(run: Run, instance: Instance): Promise<void> {
  const { chance, instances, tally } = run;
  if (instance.isDead || !chance.isLucky(0.12)) return;
  tally.kills += 1;
  await new Promise((resolve) => {
    setTimeout(resolve, chance.between(0, 15));
  });
  if (instance.isDead) return;
  await instance.kill();
  const fresh = await startInstance(run.current);
  await fresh.usher.store.settleInterrupted(fresh.usher.clock.now());
  instances[instances.indexOf(instance)] = fresh;
}

/** As before the run: rights, clocks, faults, and every record ended. */
async function tidy({ instances, config, cloud, store }: Run): Promise<void> {
  await setFaults(cloud, []);
  for (const instance of instances) {
    instance.offset = 0;
    instance.usher.reload(config);
  }
  const now = Date.now();
  await store.changeLockdown({ place: "hq", isOn: false, now });
  for (const { id } of (await store.rightsSnapshot(now)).grants) await store.revokeGrant(id, now);
  await store.settleInterrupted(now);
}

async function newest(store: Store): Promise<number> {
  return (await store.auditNewest({ limit: 1 }))[0]?.id ?? 0;
}

async function setFaults(cloud: string, list: readonly object[]): Promise<void> {
  await fetch(`${cloud}/_faults`, { method: "POST", body: JSON.stringify(list) });
}

async function openings(cloud: string): Promise<number> {
  const state = (await (await fetch(`${cloud}/_state`)).json()) as { doors: Record<string, { opened: number }> };
  return Object.values(state.doors).reduce((sum, { opened }) => sum + opened, 0);
}
