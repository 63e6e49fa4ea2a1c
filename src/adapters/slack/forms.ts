import type { types } from "@slack/bolt";
import { z } from "zod";
import type { Json } from "#core/json.ts";
import type { CardField, CardForm } from "#core/reply.ts";
import type { Wire } from "#core/slots.ts";
import { limits } from "./limits.ts";
import type { Origin } from "./origin.ts";
import type { FormPayload } from "./payloads.ts";
import { shorten } from "./text.ts";

export const formCallback = "usher-form";
/** A select in a form that finds things for a slot: `usher-find:<command>:<slot>`. */
const findId = "usher-find";
const inputId = "usher-input";

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

/** Travels inside the form and comes back with it: what was known, and where the answer goes. */
const metadata = z.object({
  command: z.string(),
  token: z.string(),
  /** By slot: the text that the field showed, and the value behind it. */
  known: z.record(z.string(), z.tuple([z.string(), json])),
  origin: z.object({
    kind: z.enum(["command", "press", "direct"]),
    channel: z.string().optional(),
    responseUrl: z.string().optional(),
    ts: z.string().optional(),
    thread: z.string().optional(),
    isEphemeral: z.boolean().optional(),
  }),
});
type Metadata = z.output<typeof metadata>;

/** A form that was sent off, or closed. */
export interface FilledForm {
  readonly command: string;
  /** Answers with the form once more. */
  readonly token: string;
  readonly raw: Readonly<Record<string, Json>>;
  readonly origin: Metadata["origin"];
}

const plain = (text: string, most: number) => ({
  type: "plain_text" as const,
  text: shorten(text, most),
  emoji: false,
});

/** Whether a card is better answered in a form than on the card. */
export function wantsForm(form: CardForm | undefined, isAskedFor: boolean, choices: number): boolean {
  if (form === undefined) return false;
  const missing = form.fields.filter((field) => field.isRequired && field.known === undefined).length;
  return isAskedFor || choices === 0 || missing > 1;
}

export function formView(form: CardForm, origin: Origin): types.ModalView {
  const title = (text: string) => plain(text, limits.viewTitleChars);
  return {
    type: "modal",
    callback_id: formCallback,
    title: title(form.title),
    submit: title(form.submit),
    close: title(form.cancel),
    notify_on_close: true,
    private_metadata: metadataOf(form, origin),
    blocks: form.fields.map((field) => ({
      type: "input",
      block_id: field.slot,
      optional: !field.isRequired,
      label: plain(`${field.label.charAt(0).toLocaleUpperCase()}${field.label.slice(1)}`, limits.viewLabelChars),
      ...(field.hint === "" ? {} : { hint: plain(field.hint, limits.viewLabelChars) }),
      element: elements[field.wire](field, form.command),
    })),
  };
}

/** What was known is dropped where it does not fit, longest first: the field then stands as it was typed. */
function metadataOf({ command, token, fields }: CardForm, origin: Origin): string {
  const known = fields.flatMap((field) =>
    field.known === undefined ? [] : [[field.slot, [field.known.text, field.known.value]] as const],
  );
  const back: Metadata["origin"] =
    origin.kind === "press"
      ? { kind: "press", ...pick(origin, ["channel", "responseUrl", "ts", "thread"]), isEphemeral: origin.isEphemeral }
      : origin.kind === "command"
        ? { kind: "command", ...pick(origin, ["channel", "responseUrl"]) }
        : { kind: "direct" };
  for (;;) {
    const text = JSON.stringify({ command, token, known: Object.fromEntries(known), origin: back });
    if (text.length <= limits.privateMetadataChars || known.length === 0) return text;
    known.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).pop();
  }
}

function pick<T extends object, K extends string>(from: T, keys: readonly K[]): { readonly [P in K]?: string } {
  const found: { [P in K]?: string } = {};
  for (const key of keys) {
    const value = (from as Readonly<Record<string, unknown>>)[key];
    if (typeof value === "string") found[key] = value;
  }
  return found;
}

type Element = types.InputBlock["element"];

const typed = (field: CardField): Element => ({
  type: "plain_text_input",
  action_id: `${inputId}-${field.slot}`,
  max_length: limits.formTextChars,
  ...(field.known === undefined ? {} : { initial_value: field.known.text }),
});

const option = (text: string, value: string): types.PlainTextOption => ({
  text: plain(text, limits.optionChars),
  value,
});

/** One field for each kind of value. */
const elements: Readonly<Record<Wire, (field: CardField, command: string) => Element>> = {
  text: typed,
  bib: typed,
  duration: typed,
  window: typed,
  level: typed,
  colour: typed,
  kelvin: typed,
  boolean: typed,
  integer: (field) => ({
    type: "number_input",
    action_id: `${inputId}-${field.slot}`,
    is_decimal_allowed: false,
    ...(typeof field.known?.value === "number" ? { initial_value: String(field.known.value) } : {}),
  }),
  choice(field) {
    const options = (field.choices ?? []).slice(0, limits.optionsPerSelect).map((one) => option(one, one));
    const initial = options.find((one) => one.value === field.known?.value);
    return {
      type: "static_select",
      action_id: `${inputId}-${field.slot}`,
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    };
  },
  entity(field, command) {
    const id = onlyCandidate(field.known?.value);
    return {
      type: "external_select",
      action_id: `${findId}:${command}:${field.slot}`,
      min_query_length: 0,
      ...(id === undefined || field.known === undefined ? {} : { initial_option: option(field.known.text, id) }),
    };
  },
};

function onlyCandidate(value: Json | undefined): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { candidates } = value as { readonly candidates?: Json };
  const [id, ...others] = Array.isArray(candidates) ? candidates : [];
  const fits = typeof id === "string" && others.length === 0 && id.length <= limits.optionValueChars;
  return fits ? id : undefined;
}

/** The command and slot behind a select in a form. */
export function findOf(actionId: string): { readonly command: string; readonly slot: string } | undefined {
  const [kind, command, slot, ...rest] = actionId.split(":");
  if (kind !== findId || command === undefined || slot === undefined || rest.length > 0) return undefined;
  return { command, slot };
}

/** What came back: texts as typed, and what was known where its field was left as it stood. */
export function readForm({ view }: FormPayload): FilledForm | undefined {
  if (view.callback_id !== formCallback) return undefined;
  const parsed = metadata.safeParse(parseJson(view.private_metadata));
  if (!parsed.success) return undefined;
  const { known, ...rest } = parsed.data;
  const raw: Record<string, Json> = {};
  for (const [slot, fields] of Object.entries(view.state?.values ?? {})) {
    const [field] = Object.values(fields);
    const text = (field?.selected_option?.value ?? field?.value ?? "").trim();
    if (text === "") continue;
    const [shown, value] = known[slot] ?? [];
    const isAsShown = value !== undefined && (text === shown || (typeof value === "number" && text === String(value)));
    raw[slot] = isAsShown ? value : text;
  }
  return { ...rest, raw };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
