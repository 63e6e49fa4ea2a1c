import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { CardField, CardForm } from "#core/reply.ts";
import type { Wire } from "#core/slots.ts";
import type { Words } from "./definitions.ts";
import { limits } from "./limits.ts";
import { shortened } from "./text.ts";

/** A form that is being filled in: `fill:<command>#<key>`, the key telling what was known. */
const fillPrefix = "fill:";
/** A search: its token, in a form with one field. */
const findPrefix = "find:";

interface Option {
  readonly label: string;
  readonly value: string;
}

/** What a select or radio group of a form offers, by slot. */
export type Offered = Readonly<Record<string, readonly Option[]>>;

interface Component {
  readonly type: number;
  readonly custom_id: string;
  readonly [key: string]: unknown;
}

/** Discord's numbers for what stands in a form. */
const kinds = { select: 3, text: 4, label: 18, radio: 21, checkbox: 23 } as const;
const oneLine = 1;

/** The form as Discord draws it. Faults stand where the hints were. */
export function modalOf(
  { form, key }: { readonly form: CardForm; readonly key: string },
  offered: Offered,
  faults: Readonly<Record<string, string>> = {},
): object {
  return {
    custom_id: `${fillPrefix}${form.command}#${key}`.slice(0, limits.customId),
    title: shortened(form.title, limits.formTitle),
    components: fieldsShown(form).map((field) => {
      const about = faults[field.slot] ?? field.hint;
      return {
        type: kinds.label,
        label: shortened(field.label, limits.formLabel),
        ...(about === "" ? {} : { description: shortened(about, limits.formDescription) }),
        component: drawn[field.wire](field, offered[field.slot] ?? []),
      };
    }),
  };
}

/** The form of a search: what it finds is shown once it was sent off. */
export function searchModal(token: string, label: string): object {
  const component = { ...typedOf("text", true), max_length: limits.formText };
  return {
    custom_id: `${findPrefix}${token}`,
    title: shortened(label, limits.formTitle),
    components: [{ type: kinds.label, label: shortened(label, limits.formLabel), component }],
  };
}

/** What is missing comes first where not all fields fit. */
function fieldsShown({ fields }: CardForm): readonly CardField[] {
  const isMissing = (field: CardField): boolean => field.isRequired && field.known === undefined;
  const first = fields.toSorted((a, b) => Number(isMissing(b)) - Number(isMissing(a))).slice(0, limits.formFields);
  return fields.filter((field) => first.includes(field));
}

const typedOf = (id: string, isRequired: boolean): Component => ({
  type: kinds.text,
  custom_id: id,
  style: oneLine,
  required: isRequired,
});

const typed = (field: CardField): Component => ({
  ...typedOf(field.slot, field.isRequired),
  max_length: limits.formText,
  ...(field.known === undefined ? {} : { value: field.known.text.slice(0, limits.formText) }),
});

/** Options of which what was known is chosen; typed in where they do not fit or what was known is not among them. */
function picked(field: CardField, options: readonly Option[], known: string | undefined): Component {
  const fits = options.length > 0 && options.length <= limits.selectOptions;
  const word = field.known?.text.toLowerCase();
  const chosen =
    options.find(({ value }) => value === known) ?? options.find(({ label }) => label.toLowerCase() === word);
  if (!fits || (field.known !== undefined && chosen === undefined)) return typed(field);
  const isShort = options.length >= limits.fewestRadios && options.length <= limits.mostRadios;
  return {
    type: isShort && field.wire === "choice" ? kinds.radio : kinds.select,
    custom_id: field.slot,
    required: field.isRequired,
    options: options.map(({ label, value }) => ({
      label: shortened(label, limits.optionLabel),
      value,
      ...(value === chosen?.value ? { default: true } : {}),
    })),
  };
}

/** One field for each kind of value. */
const drawn = {
  text: typed,
  bib: typed,
  integer: typed,
  duration: typed,
  window: typed,
  level: typed,
  colour: typed,
  kelvin: typed,
  boolean: (field) => ({ type: kinds.checkbox, custom_id: field.slot, default: field.known?.value === true }),
  choice: (field, options) => picked(field, options, field.known?.text),
  entity: (field, options) => picked(field, options, onlyCandidate(field.known?.value)),
} as const satisfies Record<Wire, (field: CardField, options: readonly Option[]) => Component>;

function onlyCandidate(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { candidates } = value as { readonly candidates?: Json };
  const [id, ...others] = Array.isArray(candidates) ? candidates : [];
  return typeof id === "string" && others.length === 0 ? id : undefined;
}

/** What a submitted form is: a search, or a command with what stands in its fields by slot. */
export type Submitted =
  | { readonly kind: "search"; readonly token: string; readonly text: string }
  | { readonly kind: "command"; readonly command: string; readonly key: string; readonly typed: Typed };

type Typed = Readonly<Record<string, string | boolean>>;

/** Undefined when the form is none of ours. */
export function readModal(customId: string, components: readonly unknown[]): Submitted | undefined {
  const found: Record<string, string | boolean> = {};
  for (const node of components) collect(node, found);
  if (customId.startsWith(findPrefix)) {
    return { kind: "search", token: customId.slice(findPrefix.length), text: String(found.text ?? "") };
  }
  if (!customId.startsWith(fillPrefix)) return undefined;
  const [command = "", key = ""] = customId.slice(fillPrefix.length).split("#");
  return { kind: "command", command, key, typed: found };
}

/** The field within a label, or fields within a row as older clients send them. */
function collect(node: unknown, found: Record<string, string | boolean>): void {
  if (typeof node !== "object" || node === null) return;
  if ("component" in node) collect(node.component, found);
  if ("components" in node && Array.isArray(node.components)) for (const one of node.components) collect(one, found);
  if (!("custom_id" in node) || typeof node.custom_id !== "string") return;
  const value = "values" in node && Array.isArray(node.values) ? node.values[0] : "value" in node ? node.value : "";
  if (typeof value === "boolean") found[node.custom_id] = value;
  else if (typeof value === "string" && value.trim() !== "") found[node.custom_id] = value.trim();
}

/** Values by slot: what was known where its field was left as it stood, or not shown at all; else as typed. */
export function valuesOf(form: CardForm, filled: Typed): Readonly<Record<string, Json>> {
  const shown = new Set(fieldsShown(form).map(({ slot }) => slot));
  const raw: Record<string, Json> = {};
  for (const { slot, known } of form.fields) {
    const value = filled[slot];
    const isUntouched = known !== undefined && (!shown.has(slot) || value === known.text);
    if (isUntouched) raw[slot] = known.value;
    else if (value !== undefined) raw[slot] = value;
  }
  return raw;
}

/** The form with what was filled in, to be mended. */
export function refilled(form: CardForm, raw: Readonly<Record<string, Json>>): CardForm {
  return {
    ...form,
    fields: form.fields.map(({ known, ...field }) => {
      const value = raw[field.slot];
      if (value === undefined) return field;
      const isKept = known !== undefined && known.value === value;
      return { ...field, known: isKept ? known : { text: String(value), value } };
    }),
  };
}

/** A command's form before the bot was asked anything, with the options that were given. */
export function formOf(
  command: Command,
  given: Readonly<Record<string, Json>>,
  key: string,
  say: (key: string) => string | undefined,
): CardForm {
  const base = `commands:${command.noun}.${command.verb}`;
  const form: CardForm = {
    command: command.name,
    token: key,
    title: say(`${base}.title`) ?? command.name,
    label: say("replies:form.open") ?? command.name,
    submit: say("replies:form.submit") ?? "",
    cancel: say("replies:button.cancel") ?? "",
    fields: command.described.map((slot) => ({
      slot: slot.name,
      label: say(`${base}.slots.${slot.name}.name`) ?? slot.name,
      hint: say(`${base}.slots.${slot.name}.description`) ?? "",
      wire: slot.wire,
      isRequired: slot.isRequired,
      ...(slot.choices === undefined ? {} : { choices: slot.choices }),
    })),
  };
  return refilled(form, given);
}

/** The words of a slot's choices. */
export function choicesOf(command: string, field: CardField, words: Words, locale: string): readonly Option[] {
  const base = `commands:${command.replace(" ", ".")}.slots.${field.slot}.choices`;
  return (field.choices ?? []).map((value) => ({ label: words(`${base}.${value}`, locale) ?? value, value }));
}

/** Slots that a form asks for rather than a card: what can be picked is picked on the card. */
export function openSlots(command: Command, given: Readonly<Record<string, Json>>): readonly string[] {
  return command.described
    .filter((slot) => slot.isRequired && slot.wire !== "entity" && slot.wire !== "choice")
    .map(({ name }) => name)
    .filter((name) => given[name] === undefined);
}
