import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshAkuvox } from "#sandbox/akuvox/state.ts";
import { freshAvion } from "#sandbox/avion/state.ts";
import { freshOverkiz } from "#sandbox/overkiz/state.ts";
import { freshRaixer } from "#sandbox/raixer/state.ts";
import { freshRufus, type PassingRow } from "#sandbox/rufus/state.ts";
import { root } from "../imports.ts";

export const bigRace = {
  device: "0000000000000000000000000000000000000000000000000000000000000RACE",
  session: "00000000000000000000000000000000000000000000000000000000000000S1",
  passings: 100_000,
} as const;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const hex = (index: number, length: number): string => index.toString(16).padStart(length, "0");

function raixer(now: number): unknown {
  const state = freshRaixer(now);
  const [device] = state.devices;
  const [door] = state.doors;
  if (device === undefined || door === undefined) return state;
  const devices = times(499, (index) => ({ ...device, _id: hex(index, 24), name: `box ${index}` }));
  const doors = devices.flatMap(({ _id: deviceId }) =>
    [1, 2].map((position) => ({
      ...door,
      _id: `${deviceId}${position}`,
      deviceId,
      position,
      use: position === 1 ? "street" : "home",
      name: `Door ${deviceId.slice(-3)} ${position}`,
    })),
  );
  return { ...state, devices: [device, ...devices], doors: [door, ...doors] };
}

function akuvox(now: number): unknown {
  const state = freshAkuvox(now);
  const [panel] = state.devices;
  if (panel === undefined) return state;
  const panels = times(500, (index) => ({
    ...panel,
    mac: hex(index, 12).toUpperCase(),
    device_name: `Panel ${index}`,
    relays: times(4, (relay) => ({ relay_id: `r${relay}`, relay_name: `Gate ${index} ${relay}`, relay_number: "#" })),
  }));
  return { ...state, devices: [panel, ...panels] };
}

function overkiz(now: number): unknown {
  const state = freshOverkiz(now);
  const kitchen = state.devices.find(({ label }) => label === "Kitchen");
  if (kitchen === undefined) return state;
  const lamps = times(3500, (index) => ({
    ...kitchen,
    deviceURL: `io://2104-6612-0951/${9_000_000 + index}`,
    label: `Lamp ${index}`,
  }));
  return { ...state, devices: [...state.devices, ...lamps] };
}

function avion(): unknown {
  const state = freshAvion();
  const [lamp] = state.lamps;
  if (lamp === undefined) return state;
  const lamps = times(2500, (index) => ({
    ...lamp,
    pid: `big${hex(index, 9)}`,
    avid: 5000 + index,
    name: `Spot ${index}`,
  }));
  return { ...state, lamps: [...state.lamps, ...lamps] };
}

function rufus(now: number): unknown {
  const race = { seed: 1, number: 1, startedAt: now, runners: [] };
  const state = freshRufus(now, race);
  const [device] = state.devices;
  if (device === undefined) return state;
  const openedAt = now - 6 * 3_600_000;
  const rows = times(
    bigRace.passings,
    (index): PassingRow => ({
      bib: String((index % 400) + 1).padStart(3, "0"),
      num_passing: index + 1,
      at: openedAt + index * 200,
      chip: null,
    }),
  );
  const session = {
    token_session: bigRace.session,
    deviceid: bigRace.device,
    alias: "Big race",
    openedAt,
    active: true,
    rows,
  };
  const more = times(999, (index) => ({ ...device, deviceid: hex(index, 64), alias: `Timer ${index}` }));
  return {
    ...state,
    devices: [...state.devices, { ...device, deviceid: bigRace.device, alias: "Big race" }, ...more],
    sessions: [...state.sessions, session],
  };
}

export interface BigHouse {
  readonly folder: string;
  /** A ready `usher.yaml`. */
  readonly config: string;
  close(): Promise<void>;
}

/** The five clouds in a process of their own, with 10,000 things and a race of 100,000 passings. */
export async function openBigHouse(): Promise<BigHouse> {
  const folder = await mkdtemp(join(tmpdir(), "usher-big-"));
  const now = Date.now();
  const states = { raixer: raixer(now), akuvox: akuvox(now), overkiz: overkiz(now), avion: avion(), rufus: rufus(now) };
  for (const [name, state] of Object.entries(states))
    await writeFile(join(folder, `${name}.json`), JSON.stringify(state));
  const child = spawn(process.execPath, [join(root, "src/cli/usher.ts"), "sandbox", "--data", folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let config = "";
  child.stdout.on("data", (chunk: Buffer) => {
    config += chunk.toString();
  });
  // The addresses come last, and on the other channel.
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("rufus")) resolve();
    });
    child.once("exit", () => reject(new Error("the sandbox did not start")));
  });
  return {
    folder,
    config,
    async close() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
