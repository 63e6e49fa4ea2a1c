import { z } from "zod";
import { anything, flag, list, number, record, text } from "./fields.ts";

/** A list of which the readable items are taken: one odd item must not hide all others. */
function readable<S extends z.ZodType>(item: S) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((each) => {
      const parsed = item.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

const textOrNothing = text.catch(undefined);
const numberOrNothing = number.catch(undefined);
const flagOrNothing = flag.catch(undefined);

/** A state or an attribute. `type` says how `value` is to be read where it comes as text (see `values.ts`). */
export const DeviceState = z.looseObject({
  name: z.string(),
  type: numberOrNothing,
  value: anything,
  lastUpdateTime: numberOrNothing,
});
export type DeviceState = z.output<typeof DeviceState>;
export const DeviceStates = readable(DeviceState);

const CommandDefinition = z.looseObject({ commandName: z.string(), nparams: numberOrNothing });

/** What a device type can do. The device's own list of commands is the only truth; classes and widgets are hints. */
export const Controllable = z.looseObject({
  commands: readable(CommandDefinition).nullish().catch(undefined),
  states: anything,
  uiClass: textOrNothing,
  widgetName: textOrNothing,
  type: textOrNothing,
});

/** Cloud devices carry `uiClass` and `widget` themselves, those of a local gateway in their definition only. */
export const Device = z.looseObject({
  deviceURL: z.string(),
  label: textOrNothing,
  controllableName: textOrNothing,
  uiClass: textOrNothing,
  widget: textOrNothing,
  available: flagOrNothing,
  enabled: flagOrNothing,
  placeOID: textOrNothing,
  definition: Controllable.nullish().catch(undefined),
  states: DeviceStates.nullish().catch(undefined),
  attributes: DeviceStates.nullish().catch(undefined),
});
export type Device = z.output<typeof Device>;
export const Devices = readable(Device);

const PlaceNode = z.looseObject({
  oid: textOrNothing,
  label: textOrNothing,
  type: numberOrNothing,
  metadata: anything,
});
/** A room and the rooms in it; the tree may be of any depth. */
export interface Place extends z.output<typeof PlaceNode> {
  readonly subPlaces?: readonly Place[] | null | undefined;
}
export const Place: z.ZodType<Place> = PlaceNode.extend({
  get subPlaces(): z.ZodType<readonly Place[] | null | undefined> {
    return readable(Place).nullish().catch(undefined);
  },
});

export const Gateway = z.looseObject({
  gatewayId: text,
  type: number,
  placeOID: text,
  alive: flag,
  upToDate: flag,
  connectivity: record,
});
export const Gateways = z.array(Gateway);

/** The whole home. A local gateway answers `gateways` and `devices` alone. */
export const Setup = z.looseObject({
  id: textOrNothing,
  oid: textOrNothing,
  gateways: Gateways.nullish().catch(undefined),
  devices: Devices.nullish(),
  rootPlace: Place.nullish().catch(undefined),
  location: anything,
  zones: anything,
  features: anything,
});
export type Setup = z.output<typeof Setup>;

const SceneCommand = z.looseObject({ name: text, parameters: list });
const SceneAction = z.looseObject({ deviceURL: text, commands: z.array(SceneCommand).nullish() });
/** A saved scene. The list names its id `oid`. */
export const ActionGroup = z.looseObject({
  oid: textOrNothing,
  label: textOrNothing,
  // A list that cannot be read as a whole is not read at all: what a scene does is judged by it.
  actions: z.array(SceneAction).nullish().catch(undefined),
});
export type ActionGroup = z.output<typeof ActionGroup>;
export const ActionGroups = readable(ActionGroup);

const ActionBody = z.looseObject({
  deviceURL: z.string().min(1),
  commands: z.array(z.looseObject({ name: z.string().min(1), parameters: z.array(z.unknown()).optional() })),
});
/** Commands to run or to save: at most one action per device, with its commands in order. */
export const ActionGroupBody = z.looseObject({
  oid: z.string().optional(),
  label: z.string().optional(),
  actions: z.array(ActionBody),
});

/** Queued, no more: the end comes as an event. */
export const Started = z.looseObject({ execId: z.string() });

/** Set-up calls that may run something. */
export const PerhapsStarted = z.looseObject({ execId: text });

export const Execution = z.looseObject({
  id: text,
  owner: text,
  description: text,
  state: text,
  startTime: number,
  actionGroup: record,
  executionType: text,
  executionSubType: text,
});
export type Execution = z.output<typeof Execution>;
/** Idle gateways answer `{}` instead of an empty list. */
export const Executions = z.union([z.array(Execution), z.strictObject({}).transform((): Execution[] => [])]);

const PastExecution = z.looseObject({
  id: text,
  label: text,
  state: text,
  failureType: text,
  endTime: number,
  eventTime: number,
  duration: number,
  source: text,
  owner: text,
  commands: list,
});
export const PastExecutions = z.array(PastExecution);
export const PastExecutionAnswer = z.looseObject({ execution: PastExecution.nullish() });

export const LoginBody = z.strictObject({
  userId: z.string().optional(),
  userPassword: z.string().optional(),
  ssoToken: z.string().optional(),
  accessToken: z.string().optional(),
  jwt: z.string().optional(),
  applicationId: z.string().optional(),
  apiKey: z.string().optional(),
  setupOID: z.string().optional(),
});
/** `success` may be false on status 200. */
export const LoginAnswer = z.looseObject({ success: flag, roles: list });
export const AuthenticationUrl = z.looseObject({ authenticationURL: text });

export const Registered = z.looseObject({ id: z.string() });

/** An event of any name, known or not; the parts that the bot reads are checked. */
export const Event = z.looseObject({
  name: z.string(),
  timestamp: numberOrNothing,
  deviceURL: textOrNothing,
  deviceStates: DeviceStates.nullish().catch(undefined),
  execId: textOrNothing,
  newState: textOrNothing,
  oldState: textOrNothing,
  timeToNextState: numberOrNothing,
  failureType: textOrNothing,
  failureTypeCode: numberOrNothing,
  failedCommands: list.catch(undefined),
});
export type Event = z.output<typeof Event>;
/** Events that cannot be read at all are left out: what was fetched is gone at the vendor. */
export const Events = readable(Event);
