import { z } from "zod";
import { flag, looseNumber, number, openEnum, text } from "../schema.ts";

export const profiles = ["user", "admin", "installer"] as const;
export const doorUses = ["street", "home", "garage", "other"] as const;
export const ports = ["left", "right"] as const;

const stamps = { created: text, updated: text };

/** Answer to changes: counts of matched and changed records. */
export const Changed = z.looseObject({ n: number, nModified: number, ok: number });
export const Inserted = z.looseObject({
  insertedId: z.string(),
  result: z.looseObject({ n: number, ok: number }).nullish(),
});
export const Removed = z.looseObject({ deviceId: text, removed: flag, msg: text });
export const ScheduleRemoved = z.looseObject({ result: flag, msg: text });

/** Older accounts list bare numbers, newer ones records with the number as text. */
export const AuthorizedPhone = z.looseObject({
  _id: text,
  deviceId: text,
  phoneNumber: looseNumber,
  authorized: flag,
  owner: text,
  ...stamps,
});
export const PhoneOrNumber = z.union([z.number(), z.string(), AuthorizedPhone]);

export const Door = z.looseObject({
  _id: text,
  deviceId: text,
  name: text,
  port: openEnum(ports),
  use: openEnum(doorUses),
  sensorMode: openEnum(["bell", "openingSensor"]),
  openingValue: number,
  tolerance: number,
  maxOpenings: number,
  waitTimeFirst: number,
  twoOpenings: flag,
  mustCallBellFirst: flag,
  remainingOpenings: number,
  remainingTestOpenings: number,
  remainingPhoneCalls: number,
  remainingRaixerPhoneCalls: number,
  phoneNumber: looseNumber,
  callingEnabled: flag,
  anyCallerEnabled: flag,
  ...stamps,
});

export const Sensor = z.looseObject({
  _id: text,
  deviceId: text,
  name: text,
  use: text,
  port: openEnum(ports),
  ...stamps,
});

export const Device = z.looseObject({
  _id: z.string(),
  owner: text,
  name: text,
  online: flag,
  type: text,
  version: text,
  campaignId: text,
  ...stamps,
});

export const Connection = z.looseObject({
  _id: text,
  owner: text,
  deviceId: text,
  profile: openEnum(profiles),
  disabled: flag,
  name: text,
  ownerName: text,
  ownerEmail: text,
  device: z.looseObject({}).nullish(),
  ...stamps,
});
export const Connections = z.array(Connection);
/** Links of intercoms, then links of power devices. */
export const OrderedConnections = z.array(Connections);

export const HistoryEntry = z.looseObject({
  _id: text,
  deviceId: text,
  /** A long dotted key, or a word not known here. */
  action: text,
  error: flag,
  /** The user's name. */
  details: text,
  ...stamps,
});

export const Information = z.looseObject({
  id: text,
  name: text,
  connected: flag,
  status: text,
  last_heard: text,
  /** Name to type. */
  variables: z.record(z.string(), z.unknown()).nullish(),
  functions: z.array(z.string()).nullish(),
});

export const Variable = z.looseObject({
  name: text,
  /** Number, text or truth, by variable. */
  result: z.unknown().optional(),
  coreInfo: z.looseObject({ connected: flag, last_heard: text }).nullish(),
});

/** One door's answer to a command; anything but `success` is a failure. */
export const CommandEntry = z.looseObject({
  status: text,
  msg: text,
  deviceId: text,
  result: z.unknown().optional(),
  notifications: z.array(z.unknown()).nullish(),
});
/** A list with one entry per door that matched; a single object counts as a list of one. */
export const CommandEntries = z.preprocess(
  (answer) => (typeof answer === "object" && answer !== null && !Array.isArray(answer) ? [answer] : answer),
  z.array(CommandEntry),
);

export const Campaign = z.looseObject({
  _id: text,
  owner: text,
  name: text,
  subscriptionId: text,
  schedule: flag,
  openNow: flag,
  twoDoors: flag,
  userChangedConfig: flag,
  ...stamps,
});
export const PowerCampaign = z.looseObject({
  _id: text,
  owner: text,
  name: text,
  accumulated: number,
  mode: text,
  price: number,
  time: number,
  ...stamps,
});

export const Schedule = z.looseObject({
  _id: text,
  campaignId: text,
  /** Minutes. */
  time: number,
  /** Epoch ms; printed with a fraction at times. */
  schedule: number,
  owner: text,
  doorPort: looseNumber,
  ...stamps,
});

export const User = z.looseObject({
  _id: text,
  displayName: text,
  email: text,
  address: z.looseObject({}).nullish(),
  ...stamps,
});

export type Door = z.output<typeof Door>;
export type Device = z.output<typeof Device>;
export type Schedule = z.output<typeof Schedule>;
export type CommandEntry = z.output<typeof CommandEntry>;
export type HistoryEntry = z.output<typeof HistoryEntry>;
