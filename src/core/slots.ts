import { z } from "zod";
import { rgbOf } from "#core/colours.ts";
import type { Entity, EntityKind } from "#core/directory.ts";

/** How a value arrives over the wire of a platform; each adapter has one row per wire in its option table. */
export const wires = [
  "text",
  "integer",
  "boolean",
  "choice",
  "entity",
  "duration",
  "window",
  "level",
  "colour",
  "kelvin",
  "bib",
] as const;
export type Wire = (typeof wires)[number];

/** What a slot is, beyond its schema; stands in the registry and is read by `describeSlots` alone. */
export interface SlotForm {
  readonly wire: Wire;
  /** For `entity`: the kinds that fit. */
  readonly kinds?: readonly EntityKind[];
  readonly choices?: readonly string[];
  /** For `window`: `future` times are resolved forward from now (keys), `past` ones backward (histories). */
  readonly direction?: "future" | "past";
  /** Never echoed, logged or kept. */
  readonly isSecret?: true;
}

const forms = z.registry<{ form: SlotForm }>();

/** The text a person used for a thing, and the entities that go by it (directory ids; empty when unknown). */
export interface Mention {
  readonly mention: string;
  readonly candidates: readonly string[];
}

/** What is wanted of a light: how bright, on or off, which colour or which white. Exactly one of them. */
export type Level =
  /** Percent. */
  | { readonly level: number }
  /** Signed percent points. */
  | { readonly delta: number }
  | { readonly state: "on" | "off" }
  /** A name of `colourNames`, or `#rrggbb`. */
  | { readonly colour: string }
  /** White temperature. */
  | { readonly kelvin: number };

/**
 * When something holds, as understood from words, resolved in the place's time zone: epoch ms.
 * `from` absent means "from now".
 */
export interface Window {
  readonly from?: number;
  readonly until: number;
}

const mention = z.strictObject({ mention: z.string(), candidates: z.array(z.string()) });
const colour = z.string().refine((text) => rgbOf(text) !== undefined);
const kelvin = z.number().min(1000).max(10_000);
const level = z.union([
  z.strictObject({ level: z.number().min(0).max(100) }),
  z.strictObject({ delta: z.number().min(-100).max(100) }),
  z.strictObject({ state: z.enum(["on", "off"]) }),
  z.strictObject({ colour }),
  z.strictObject({ kelvin }),
]);
const window = z.strictObject({ from: z.number().int().optional(), until: z.number().int() });

type EntitySchema = z.ZodType<Entity, Mention>;

/** Slot factories: each returns an ordinary zod schema, so `.optional()`, `.default()`, `.max()` work as usual. */
export const slot = {
  /** Parses to a mention; the command's handler gets the entity itself in its place. */
  entity(...kinds: readonly EntityKind[]): EntitySchema {
    const schema = mention as unknown as EntitySchema;
    const own = schema.clone();
    forms.add(own, { form: { wire: "entity", kinds } });
    return own;
  },
  text() {
    return z
      .string()
      .min(1)
      .max(200)
      .register(forms, { form: { wire: "text" } });
  },
  /** What only the person knows; any text fits, so that no fault ever repeats it. */
  secret() {
    return z
      .string()
      .max(200)
      .register(forms, { form: { wire: "text", isSecret: true } });
  },
  integer(min: number, max: number) {
    return z
      .number()
      .int()
      .min(min)
      .max(max)
      .register(forms, { form: { wire: "integer" } });
  },
  boolean() {
    return z.boolean().register(forms, { form: { wire: "boolean" } });
  },
  choice<const C extends readonly [string, ...string[]]>(choices: C) {
    return z.enum(choices).register(forms, { form: { wire: "choice", choices } });
  },
  /** Seconds. */
  duration() {
    return z
      .number()
      .int()
      .min(1)
      .max(366 * 86_400)
      .register(forms, { form: { wire: "duration" } });
  },
  window() {
    return window.clone().register(forms, { form: { wire: "window", direction: "future" } }) as z.ZodType<
      Window,
      Window
    >;
  },
  /** A stretch of time that has been: "between 10 and 11", "since noon", "the last hour". */
  period() {
    return window.clone().register(forms, { form: { wire: "window", direction: "past" } }) as z.ZodType<Window, Window>;
  },
  level() {
    return level.clone().register(forms, { form: { wire: "level" } }) as z.ZodType<Level, Level>;
  },
  /** A name of `colourNames`, or `#rrggbb`. */
  colour() {
    return colour.clone().register(forms, { form: { wire: "colour" } });
  },
  /** White temperature, 1000..10000. */
  kelvin() {
    return kelvin.clone().register(forms, { form: { wire: "kelvin" } });
  },
  /** Text that keeps its zeros: "007". */
  bib() {
    return z
      .string()
      .regex(/^[\p{L}\p{N}-]{1,16}$/u)
      .register(forms, { form: { wire: "bib" } });
  },
};

export type Slots = Readonly<Record<string, z.ZodType>>;
/** Values as a command's handler sees them: entities in place of mentions. */
export type Filled<S extends Slots> = { [K in keyof S]: z.output<S[K]> };

/** One slot as everything derived from it sees it. */
export interface SlotDescription extends SlotForm {
  readonly name: string;
  readonly isRequired: boolean;
  readonly min?: number;
  readonly max?: number;
}

interface JsonSchemaView {
  readonly properties?: Readonly<
    Record<string, { readonly form?: SlotForm; readonly minimum?: number; readonly maximum?: number }>
  >;
  readonly required?: readonly string[];
}

/** Reads the slots of a command, in the order declared. The only code that looks inside the schemas. */
export function describeSlots(slots: Slots): readonly SlotDescription[] {
  const view = z.toJSONSchema(z.object(slots), {
    io: "input",
    metadata: forms,
    unrepresentable: "any",
  }) as JsonSchemaView;
  const required = new Set(view.required ?? []);
  return Object.keys(slots).map((name) => {
    const property = view.properties?.[name];
    if (property?.form === undefined) throw new TypeError(`slot "${name}" was not made by a slot factory`);
    const limits = property.form.wire === "integer" ? { min: property.minimum, max: property.maximum } : {};
    return { name, ...property.form, isRequired: required.has(name), ...limits };
  });
}

export type ParsedSlots =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  /** The slot at fault and what was given for it. */
  | { readonly ok: false; readonly slot: string; readonly text: string };

/** The one parse in which every way in ends. */
export function parseSlots(slots: Slots, raw: Readonly<Record<string, unknown>>): ParsedSlots {
  const parsed = z.strictObject(slots).safeParse(raw);
  if (parsed.success) return { ok: true, values: parsed.data };
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const slot = String(unknown ?? issue?.path[0] ?? "");
  const given = raw[slot];
  return { ok: false, slot, text: typeof given === "string" || typeof given === "number" ? String(given) : "" };
}
