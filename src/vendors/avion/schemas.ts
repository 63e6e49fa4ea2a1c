import { z } from "zod";
import { flag, looseNumber, openEnum, text } from "../schema.ts";

/** Ids are text in some answers and numbers in others. */
const id = z.union([z.string(), z.number()]).nullish();

export const operables = ["devices", "groups", "scenes"] as const;
export type Operables = (typeof operables)[number];
export const features = ["on_off", "dim", "white", "rgb", "action"] as const;

export const Session = z.looseObject({
  credentials: z.looseObject({
    auth_token: z.string().min(1),
    refresh_token: text,
    capabilities: z.array(z.unknown()).nullish(),
    email_verified: flag,
    phone_verified: flag,
    expiration_date: text,
  }),
});

/** `value` is JSON inside text (`"[255]"`), `humanized` what people read. */
export const StateEntry = z.looseObject({
  name: openEnum(features),
  value: z.union([z.string(), z.number()]).nullish(),
  humanized: looseNumber,
});

/** Reads answer `state`, writes `states`; the published fields would be a bare list or entry. */
function unwrapState(answer: unknown): unknown {
  if (Array.isArray(answer)) return { state: answer };
  if (typeof answer !== "object" || answer === null) return answer;
  if ("states" in answer && !("state" in answer)) return { ...answer, state: answer.states };
  return "name" in answer && !("state" in answer) ? { state: [answer] } : answer;
}

export const State = z.preprocess(unwrapState, z.looseObject({ state: z.array(StateEntry) }));
/** A write may answer nothing of the kind. */
export const WrittenState = z.preprocess(unwrapState, z.looseObject({ state: z.array(StateEntry).nullish() }));

const Named = z.looseObject({ pid: id, id, name: text });
/** No sample is published; read clients find a list under `devices`. */
export const UserDevices = z.union([z.looseObject({ devices: z.array(Named).nullish() }), z.array(Named)]);

/** The passphrase is the key of the radio mesh: dropped here, never kept. */
export const Locations = z.object({ locations: z.array(z.object({ pid: id, id, name: text })) });
export const AbstractDevices = z.looseObject({
  abstract_devices: z.array(z.looseObject({ pid: id, name: text, type: text, product_id: id })),
});
export const Groups = z.looseObject({ groups: z.array(Named) });
export const Group = z.looseObject({ group: z.looseObject({ devices: z.array(z.unknown()).nullish() }) });
export const Scenes = z.looseObject({ scenes: z.array(Named) });

export type StateEntry = z.output<typeof StateEntry>;
