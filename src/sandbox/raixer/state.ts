import { iso } from "../cloud.ts";

/** The login that the ready configuration carries. */
export const raixerLogin = { username: "usher-sandbox", password: "intercom-1234" };

export const raixerIds = {
  user: "65d2a10f3c9b7e0012aa4f01",
  neighbour: "65d2a10f3c9b7e0012aa4f02",
  device: "65d2a1673c9b7e0012aa5010",
  door: "65d2a1673c9b7e0012aa5011",
  sensor: "65d2a1673c9b7e0012aa5012",
  connection: "65d2a19a3c9b7e0012aa6001",
  neighbourConnection: "65d2a19a3c9b7e0012aa6002",
  campaign: "65d2a1b43c9b7e0012aa7001",
  power: "65d2a1b43c9b7e0012aa7002",
  phone: "65d2a1d03c9b7e0012aa8001",
} as const;

type Fields = Record<string, unknown>;

/** A stored record: the vendor's fields with their bookkeeping ones. */
export interface Stored extends Fields {
  _id: string;
  created: string;
  updated: string;
}

export interface Door extends Stored {
  deviceId: string;
  /** Counted from 1; the vendor's own order. */
  position: number;
  use: string | null;
  name: string;
  opened: number;
  lastOpenedAt: number | null;
  job: { startedAt: number; until: number; by: string; openings: number } | null;
}

export interface Device extends Stored {
  owner: string | null;
  online: boolean;
  campaignId: string | null;
}

export interface RaixerState {
  version: 1;
  bootedAt: number;
  devices: Device[];
  doors: Door[];
  sensors: Stored[];
  phones: Stored[];
  connections: Stored[];
  intercomCampaigns: Stored[];
  powerCampaigns: Stored[];
  schedules: Stored[];
  users: Stored[];
  history: Stored[];
  moveAlarm: Record<string, string>;
}

export const actionPrefix = "connections.detail.history.action.";

function record(id: string, at: number, fields: Fields): Stored {
  return { _id: id, created: iso(at), updated: iso(at), ...fields };
}

function address(street: string) {
  return {
    email: "",
    name: "",
    address: "",
    street2: street,
    city: "Madrid",
    zip: "28004",
    state: "Madrid",
    country: "ES",
  };
}

function door(at: number): Door {
  return {
    ...record(raixerIds.door, at, {
      openingValue: 6800,
      tolerance: 5200,
      maxOpenings: 5,
      waitTimeFirst: 1500,
      twoOpenings: false,
      mustCallBellFirst: false,
      remainingOpenings: 100_000,
      remainingTestOpenings: 0,
      remainingPhoneCalls: 500,
      remainingRaixerPhoneCalls: 50,
      sensorMode: "openingSensor",
      port: "left",
      intercomCallFirst: false,
      intercomEnableAutoAccess: true,
      callingEnabled: true,
      anyCallerEnabled: false,
    }),
    deviceId: raixerIds.device,
    position: 1,
    use: "street",
    name: "Front door",
    opened: 0,
    lastOpenedAt: null,
    job: null,
  };
}

function freshCampaigns(at: number): Pick<RaixerState, "intercomCampaigns" | "powerCampaigns"> {
  return {
    intercomCampaigns: [
      record(raixerIds.campaign, at, {
        owner: raixerIds.user,
        name: "HQ access",
        subscriptionId: "sub-hq-1",
        schedule: true,
        openNow: true,
        twoDoors: false,
        userChangedConfig: false,
      }),
    ],
    powerCampaigns: [
      record(raixerIds.power, at, {
        owner: raixerIds.user,
        name: "Heater",
        accumulated: 2.4,
        mode: "time",
        price: 0.02,
      }),
    ],
  };
}

function freshUsers(at: number): Stored[] {
  return [
    record(raixerIds.user, at, {
      displayName: "Sandbox Owner",
      email: "owner@sandbox.invalid",
      address: address("Calle Falsa 1"),
    }),
    record(raixerIds.neighbour, at, {
      displayName: "Nora Next",
      email: "nora@sandbox.invalid",
      address: address("Calle Falsa 2"),
    }),
  ];
}

/** A fresh building: one intercom with one street door, its owner and one neighbour. */
export function freshRaixer(now: number): RaixerState {
  const at = now - 90 * 86_400_000;
  const link = { deviceId: raixerIds.device, disabled: false, schedules: [] };
  return {
    version: 1,
    bootedAt: now - 3 * 86_400_000,
    devices: [
      {
        ...record(raixerIds.device, at, { name: "hq_entrance", type: "intercom", version: "v2" }),
        owner: raixerIds.user,
        online: true,
        campaignId: raixerIds.campaign,
      },
    ],
    doors: [door(at)],
    sensors: [
      record(raixerIds.sensor, at, {
        name: "Hall movement",
        use: "movement",
        port: "right",
        deviceId: raixerIds.device,
      }),
    ],
    phones: [
      record(raixerIds.phone, at, {
        deviceId: raixerIds.device,
        phoneNumber: 34600000001,
        authorized: true,
        owner: raixerIds.user,
      }),
    ],
    connections: [
      record(raixerIds.connection, at, {
        ...link,
        owner: raixerIds.user,
        profile: "admin",
        name: "HQ entrance",
        kind: "intercom",
      }),
      record(raixerIds.neighbourConnection, at, {
        ...link,
        owner: raixerIds.neighbour,
        profile: "user",
        name: "Stairs",
        kind: "intercom",
      }),
    ],
    ...freshCampaigns(at),
    schedules: [],
    users: freshUsers(at),
    history: [],
    moveAlarm: {},
  };
}
