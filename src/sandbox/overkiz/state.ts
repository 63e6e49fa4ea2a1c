import { freshDevices, type OverkizDevice } from "./home.ts";

/** The login that the ready configuration carries; the tokens are for configurations that use these. */
export const overkizLogin = {
  userId: "home@sandbox.invalid",
  userPassword: "garage-1234",
  token: "sandbox-garage-bearer-token",
  jwt: "sandbox.garage.jwt",
  ssoToken: "sandbox-garage-sso-token",
};

export const overkizIds = {
  setup: "5b0d7d51-1c1f-4f5e-9a60-6d1d6f0f2c01",
  goodNight: "5b0d7d51-1c1f-4f5e-9a60-6d1d6f0f2c10",
  comingHome: "5b0d7d51-1c1f-4f5e-9a60-6d1d6f0f2c11",
} as const;

export interface Command {
  name: string;
  parameters: unknown[];
}

export interface Action {
  deviceURL: string;
  commands: Command[];
}

export interface ActionGroup {
  oid: string;
  label: string;
  creationTime: number;
  lastUpdateTime: number;
  metadata: string;
  shortcut: boolean;
  notificationTypeMask: number;
  notificationCondition: string;
  notificationText: string;
  notificationTitle: string;
  targetEmailAddresses: string[];
  targetPhoneNumbers: string[];
  targetPushSubscriptions: string[];
  actions: Action[];
}

export type ExecutionState = "INITIALIZED" | "IN_PROGRESS" | "COMPLETED" | "FAILED";

export interface Execution {
  id: string;
  label: string;
  startTime: number;
  /** How long it runs, in ms. */
  lasts: number;
  state: ExecutionState;
  actionGroupOID: string | null;
  actions: Action[];
  isInternal: boolean;
  /** Ends as FAILED with this failure type. */
  failure: string | null;
  endTime: number | null;
}

interface Schedule {
  triggerId: string;
  label: string;
  utcTime: number;
  actionGroupOID: string;
}

interface Listener {
  id: string;
  events: Readonly<Record<string, unknown>>[];
}

export interface Session {
  lastUsedAt: number;
  listener: Listener | null;
  /** Calls that each published limit still allows, and since when it fills. */
  buckets: Record<string, { left: number; at: number }>;
}

export interface OverkizState {
  version: 1;
  devices: OverkizDevice[];
  actionGroups: ActionGroup[];
  running: Execution[];
  finished: Execution[];
  schedules: Schedule[];
  /** By cookie value, or by bearer token. */
  sessions: Record<string, Session>;
  badLogins: { count: number; lockedUntil: number };
  /** Accepted openings and runs, by device address and by scene. */
  opened: Record<string, { times: number; lastAt: number }>;
  runs: Record<string, number>;
}

/** An action group with the fields that the app fills for people. */
export function actionGroup(oid: string, label: string, actions: readonly Action[], at: number): ActionGroup {
  return {
    oid,
    label,
    creationTime: at,
    lastUpdateTime: at,
    metadata: "",
    shortcut: true,
    notificationTypeMask: 0,
    notificationCondition: "NEVER",
    notificationText: "",
    notificationTitle: "",
    targetEmailAddresses: [],
    targetPhoneNumbers: [],
    targetPushSubscriptions: [],
    actions: actions.map((action) => structuredClone(action)),
  };
}

/** A fresh house with two scenes: one that only darkens, one that opens the garage. */
export function freshOverkiz(now: number): OverkizState {
  const at = now - 60 * 86_400_000;
  const devices = freshDevices(at);
  const urlOf = (label: string) => devices.find((device) => device.label === label)?.deviceURL ?? "";
  const act = (label: string, name: string, ...parameters: unknown[]): Action => ({
    deviceURL: urlOf(label),
    commands: [{ name, parameters }],
  });
  return {
    version: 1,
    devices,
    actionGroups: [
      actionGroup(overkizIds.goodNight, "Good night", [act("Kitchen", "off"), act("Office shutter", "close")], at),
      actionGroup(
        overkizIds.comingHome,
        "Coming home",
        [act("Garage", "open"), act("Kitchen", "setIntensity", 70)],
        at,
      ),
    ],
    running: [],
    finished: [],
    schedules: [],
    sessions: {},
    badLogins: { count: 0, lockedUntil: 0 },
    opened: {},
    runs: {},
  };
}
