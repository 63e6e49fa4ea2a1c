import { z } from "zod";
import { doorUses, ports, profiles } from "./schemas.ts";

const optionalText = z.string().optional();
const optionalNumber = z.number().optional();
const optionalFlag = z.boolean().optional();

/** A number with country code: a leading zero or plus is lost on the way. */
export const PhoneBody = z.strictObject({
  deviceId: z.string(),
  phoneNumber: z.int().positive(),
  authorized: optionalFlag,
});

export const ConnectionBody = z.strictObject({
  deviceId: z.string(),
  profile: z.enum(profiles).optional(),
  disabled: optionalFlag,
  name: optionalText,
  /** Left out, the caller becomes the owner of the device. */
  deviceOwner: optionalText,
});
export const ConnectionChange = z.strictObject({
  profile: z.enum(profiles).optional(),
  disabled: optionalFlag,
  name: optionalText,
});
export const EmailBody = z.strictObject({ email: z.string() });
/** The vendor's table asks for the profile, the vendor's sample does without. */
export const ProfileByEmail = z.strictObject({ email: z.string(), profile: z.enum(profiles).optional() });

/** Volts or millivolts, seconds or milliseconds: the vendor's own texts differ. */
export const DoorBody = z.strictObject({
  deviceId: optionalText,
  openingValue: optionalNumber,
  tolerance: optionalNumber,
  maxOpenings: optionalNumber,
  waitTimeFirst: optionalNumber,
  twoOpenings: optionalFlag,
  mustCallBellFirst: optionalFlag,
  remainingOpenings: optionalNumber,
  remainingTestOpenings: optionalNumber,
  remainingPhoneCalls: optionalNumber,
  remainingRaixerPhoneCalls: optionalNumber,
  sensorMode: z.enum(["bell", "openingSensor"]).optional(),
  name: optionalText,
  port: z.enum(ports).nullish(),
  use: z.enum(doorUses).nullish(),
});

export const SensorBody = z.strictObject({
  name: optionalText,
  use: z.enum(["movement"]).optional(),
  port: z.enum(ports).nullish(),
});

/** Everything but the minutes is left out as a rule: the device then keeps what its calibration set. */
export const JobBody = z.strictObject({
  minutes: z.number().positive(),
  openingValue: optionalNumber,
  tolerance: optionalNumber,
  maxOpenings: optionalNumber,
  waitTimeFirst: optionalNumber,
});

export const ScheduleBody = z.strictObject({
  campaignId: z.string(),
  /** Minutes. */
  time: z.number(),
  /** Epoch ms, UTC. */
  schedule: z.number(),
  doorPort: optionalText,
});

export const UserBody = z.strictObject({
  displayName: optionalText,
  email: optionalText,
  address: z
    .strictObject({
      email: optionalText,
      name: optionalText,
      address: optionalText,
      street2: optionalText,
      city: optionalText,
      zip: optionalText,
      state: optionalText,
      country: optionalText,
    })
    .optional(),
});

/** A door by number from 1, or all doors of a use. */
const isPosition = (value: number | string): boolean =>
  typeof value === "number"
    ? Number.isInteger(value) && value >= 1
    : /^([1-9]\d*|street|home|garage|other)$/.test(value);

export const PositionPath = z.object({
  id: z.string(),
  position: z.union([z.number(), z.string()]).refine(isPosition, {
    error: "must be a number from 1, or street, home, garage or other",
  }),
});

export const AlarmPath = z.object({
  id: z.string(),
  /** At most three alerts, alerts without end, or off. */
  action: z.union([z.enum(["infinite", "1", "0"]), z.literal(1), z.literal(0)]),
});
