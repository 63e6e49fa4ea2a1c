import { type Chance, seededSequence } from "../chance.ts";
import { type RaceRun, type RufusState, type Runner, rufusIds, type TimingSession } from "./state.ts";

const minute = 60_000;
const raceLength = 6 * 60 * minute;
/** A new race is this old when it is first seen, so that passings are there at once. */
const headStart = 40 * minute;

const bibs: readonly string[] = [
  ...Array.from({ length: 40 }, (_, index) => String(index + 1).padStart(3, "0")),
  "101",
  "102",
  "W12",
  "W13",
];

/** Depends on seed, runner and lap alone, so that a race picked up from the disk goes on as it would have. */
function luck(seed: number, runner: number, lap: number): number {
  return seededSequence(seed + runner * 10_007 + lap * 101)();
}

function lapTime(race: RaceRun, runner: Runner, index: number): number {
  const swing = 0.94 + 0.12 * luck(race.seed, index, runner.laps + 1);
  const fatigue = 1 + Math.min(0.25, runner.laps * 0.004);
  return Math.round(runner.pace * swing * fatigue);
}

/** A field of runners at the start of their race. */
function newRace(seed: number, number: number, startedAt: number): RaceRun {
  const race: RaceRun = { seed, number, startedAt, runners: [] };
  race.runners = bibs.map((bib, index) => {
    const pace = Math.round((215 + 190 * luck(seed, index, -1)) * 1000);
    const gun = Math.round(luck(seed, index, -2) * 20_000);
    const runner = { bib, chip: `CH${(4_100_000 + index * 37).toString(16).toUpperCase()}`, pace, laps: 0, nextAt: 0 };
    runner.nextAt = startedAt + gun + lapTime(race, runner, index);
    return runner;
  });
  return race;
}

export function firstRace(now: number, chance: Chance): RaceRun {
  return newRace(Number.parseInt(chance.hex(6), 16), 1, now - headStart);
}

export function raceSession(race: RaceRun, chance: Chance): TimingSession {
  return {
    token_session: chance.hex(64).toUpperCase(),
    deviceid: rufusIds.device,
    alias: `Six hours, race ${race.number}`,
    openedAt: race.startedAt - 5 * minute,
    active: true,
    rows: [],
  };
}

export function activeSession(state: RufusState, deviceid: string): TimingSession | undefined {
  return state.sessions.find((session) => session.deviceid === deviceid && session.active);
}

/** Numbers go on from the last row that has one, whoever wrote it. */
export function addPassing(session: TimingSession, bib: string, at: number, chip: string | null): void {
  const counted = session.rows.findLast(({ num_passing }) => num_passing > 0);
  session.rows.push({ bib, num_passing: (counted?.num_passing ?? 0) + 1, at, chip });
}

/** Runners who crossed until then leave a passing in whatever session is open on the finish line's device. */
function run(state: RufusState, until: number): void {
  const { race } = state;
  const crossings: { at: number; runner: Runner }[] = [];
  for (const [index, runner] of race.runners.entries()) {
    while (runner.nextAt <= until) {
      crossings.push({ at: runner.nextAt, runner });
      runner.laps += 1;
      runner.nextAt += lapTime(race, runner, index);
    }
  }
  const session = activeSession(state, rufusIds.device);
  if (session === undefined) return;
  for (const { at, runner } of crossings.sort((a, b) => a.at - b.at)) addPassing(session, runner.bib, at, runner.chip);
}

/** Brings the race to this moment; after six hours it closes and the next one starts. */
export function settleRace(state: RufusState, now: number, chance: Chance): void {
  const end = state.race.startedAt + raceLength;
  run(state, Math.min(now, end));
  if (now <= end || !state.devices.some((device) => device.deviceid === rufusIds.device)) return;
  const open = activeSession(state, rufusIds.device);
  if (open !== undefined) open.active = false;
  state.race = newRace(state.race.seed + 1, state.race.number + 1, Math.max(end, now - headStart));
  state.sessions = [...state.sessions, raceSession(state.race, chance)];
  run(state, now);
}
