import { iso } from "../cloud.ts";

/** Keys by what they may do; the ready configuration carries the one that reads and writes. */
export const rufusKeys = {
  readWrite: "ror-5d1e77a0c94b28f6e301",
  read: "ror-5d1e77a0c94b28f6e302",
  write: "ror-5d1e77a0c94b28f6e303",
  unbind: "ror-5d1e77a0c94b28f6e304",
} as const;

export const rufusIds = {
  device: "7C1A90E4B2D85F63A0C7E91B48D2F6053E7A1C94D0B86F25E39A7D41C8F05B62",
  warmUp: "91D3B7F0256CA8E41B7F03D96E52AC80F4B19D7365E0C28AF7146B9D30E8C5A2",
} as const;

export interface TimingDevice {
  deviceid: string;
  type: string;
  model: string;
  alias: string | null;
  firmware: string | null;
  serial_number: string;
  /** Epoch ms. */
  boundAt: number;
}

export interface PassingRow {
  bib: string;
  num_passing: number;
  /** Epoch ms. */
  at: number;
  chip: string | null;
  /** What an inserted passing brought besides. */
  more?: Readonly<Record<string, unknown>>;
}

export interface TimingSession {
  token_session: string;
  deviceid: string;
  alias: string | null;
  openedAt: number;
  active: boolean;
  rows: PassingRow[];
}

export interface Runner {
  bib: string;
  chip: string;
  /** A lap without luck and fatigue, in ms. */
  pace: number;
  laps: number;
  /** Epoch ms of the next crossing. */
  nextAt: number;
}

export interface RaceRun {
  seed: number;
  number: number;
  startedAt: number;
  runners: Runner[];
}

export interface RufusState {
  version: 1;
  devices: TimingDevice[];
  sessions: TimingSession[];
  race: RaceRun;
  inserted: number;
}

/** A fresh company: one timing device at the finish line and a finished warm-up; the race itself comes from `race.ts`. */
export function freshRufus(now: number, race: RaceRun): RufusState {
  const openedAt = now - 26 * 3_600_000;
  const rows = Array.from({ length: 24 }, (_, index) => ({
    bib: String((index % 8) + 1).padStart(3, "0"),
    num_passing: index + 1,
    at: openedAt + 120_000 + index * 31_000,
    chip: null,
  }));
  return {
    version: 1,
    devices: [
      {
        deviceid: rufusIds.device,
        type: "One4All",
        model: "One4All 5 PRO",
        alias: "Finish line",
        firmware: "2.3.0",
        serial_number: "O4A-04417",
        boundAt: now - 200 * 86_400_000,
      },
    ],
    sessions: [
      { token_session: rufusIds.warmUp, deviceid: rufusIds.device, alias: "Warm-up", openedAt, active: false, rows },
    ],
    race,
    inserted: 0,
  };
}

const place = { latitude: "40.4169", longitude: "-3.7034" };

/** A passing as the session and device lists show it. */
export function wholeRow(session: TimingSession, row: PassingRow) {
  return {
    token_session: session.token_session,
    timestamp: iso(row.at),
    num_passing: row.num_passing,
    ...place,
    status: "Sent",
    participant_id: null,
    chip: row.chip,
    bib: row.bib,
    timezone: "CET",
    gender: null,
    deviceid: session.deviceid,
    ...row.more,
  };
}

/** A passing as live polling shows it: fewer fields, no session. */
export function liveRow(row: PassingRow) {
  return { bib: row.bib, timestamp: iso(row.at), num_passing: row.num_passing, ...place, chip: row.chip };
}
