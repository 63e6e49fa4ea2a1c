import type { Command } from "#core/command.ts";
import type { Directory } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { formOf } from "#core/form.ts";
import type { JsonObject } from "#core/json.ts";
import type { Language } from "#core/language.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Person } from "#core/person.ts";
import type { Tokens } from "#core/ports.ts";
import type { Reply, ReplyForm } from "#core/reply.ts";
import type { Gap, Raw } from "#core/resolve.ts";
import { slotName } from "#core/resolve.ts";
import type { Continuation, Store } from "#core/store.ts";
import type { HowRead, Turn } from "#core/turn.ts";

const livesMs = 15 * 60_000;
/** Platforms show at most 25 in one list. */
const most = 25;

/** What goes on when an offered choice is taken. */
export type Next =
  | { readonly kind: "command"; readonly command: string; readonly raw: Raw; readonly how: HowRead }
  | { readonly kind: "cancel"; readonly confirmation: string }
  /** Things to be found for this slot, for a platform's type-ahead; never pressed itself. */
  | { readonly kind: "search"; readonly command: string; readonly slot: string; readonly raw: Raw }
  /** A turn that came late, started anew by its person. */
  | { readonly kind: "restart"; readonly input: JsonObject };

export interface Offer {
  readonly label: Value;
  readonly detail?: Value;
  readonly next: Next;
}

export interface ChoiceTools {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly language: Language;
  readonly directory: Directory;
}

export interface Situation {
  readonly turn: Turn;
  readonly person: Person;
  readonly locale: string;
  readonly now: number;
}

/** Stores what stands behind each offer and gives the choices with their tokens. */
export async function offer(
  offers: readonly Offer[],
  at: Situation,
  tools: ChoiceTools,
): Promise<NonNullable<Reply["choices"]>> {
  const minted = offers.slice(0, most + 1).map((one) => ({ one, ...tools.tokens.mint() }));
  const group = tools.tokens.mint().hash;
  const kept = minted.map(({ one, hash }) => ({ hash, group, next: one.next }));
  await keep(kept, at, livesMs, tools.store);
  return minted.map(({ one, token }) => ({
    label: one.label,
    token,
    ...(one.detail === undefined ? {} : { detail: one.detail }),
  }));
}

/** Keeps what stands behind tokens, bound to the person and the conversation. Tokens of one group are used up together. */
export function keep(
  tokens: readonly { readonly hash: string; readonly group: string; readonly next: Next }[],
  at: Situation,
  ms: number,
  store: Store,
): Promise<void> {
  const bound = { person: at.person.id, identity: at.turn.identity.id, conversation: at.turn.conversation.id };
  return keepFor(tokens, bound, at.now + ms, store);
}

/** Without a conversation the person may press them anywhere: they were written to them alone. */
export function keepFor(
  tokens: readonly { readonly hash: string; readonly group: string; readonly next: Next }[],
  bound: Pick<Continuation, "person" | "identity" | "conversation">,
  expiresAt: number,
  store: Store,
): Promise<void> {
  return store.keepContinuations(
    tokens.map(({ hash, group, next }) => ({
      ...bound,
      hash,
      group,
      payload: JSON.parse(JSON.stringify(next)) as JsonObject,
      expiresAt,
    })),
  );
}

/** The question back for a gap: choices of what this person may use, or words to type. */
export async function askBack(
  command: Command,
  gap: Gap,
  said: { readonly raw: Raw; readonly how: HowRead; readonly zone: string },
  at: Situation,
  tools: ChoiceTools,
): Promise<Reply> {
  const { slot } = gap;
  const name = slotName(command, slot.name);
  const common = { outcome: null, visibility: "private", tone: "neutral" } as const;
  const withValue = (value: Raw[string]): Next => ({
    kind: "command",
    command: command.name,
    raw: { ...said.raw, [slot.name]: value },
    how: "exact",
  });
  if (slot.wire !== "entity") {
    const ask: Message = message(`commands:${command.noun}.${command.verb}.slots.${slot.name}.ask`);
    const offers = (slot.choices ?? []).map((one): Offer => ({ label: one, next: withValue(one) }));
    const { choices, form } = await withForm(command, offers, said, at, tools);
    return { ...common, status: "ask", title: ask, choices, form };
  }
  if (gap.options.length === 0) throw new InputError("nothing-usable");
  const near = gap.kind === "unknown" ? tools.language.nearest(gap.mention, slot.kinds ?? [], at.locale, most) : [];
  const rank = (id: string) => (near.includes(id) ? near.indexOf(id) : near.length);
  const options = gap.options.toSorted((a, b) => rank(a.id) - rank(b.id));
  const offers = options.map(
    (entity): Offer => ({
      label: { kind: "entity", id: entity.id },
      detail: { kind: "place", id: entity.place },
      next: withValue({ mention: entity.name, candidates: [entity.id] }),
    }),
  );
  const title =
    gap.kind === "missing"
      ? message(`commands:${command.noun}.${command.verb}.slots.${slot.name}.ask`)
      : message(`replies:choose.${gap.kind}`, { slot: name, text: gap.mention });
  const hint = near.length > 0 && rank(options[0]?.id ?? "") < near.length;
  return {
    ...common,
    status: "choose",
    title,
    ...(gap.kind === "unknown"
      ? { text: [message(hint ? "replies:choose.did-you-mean" : "replies:choose.yours")] }
      : {}),
    ...(await withForm(command, offers, said, at, tools)),
    ...(await searchFor(command, slot.name, offers.length, said.raw, at, tools)),
  };
}

/** The choices, and the form for those who rather fill in everything at once. */
export async function withForm(
  command: Command,
  offers: readonly Offer[],
  { raw, how, zone }: { readonly raw: Raw; readonly how: HowRead; readonly zone: string },
  at: Situation,
  tools: ChoiceTools,
): Promise<{ readonly choices: NonNullable<Reply["choices"]>; readonly form: ReplyForm }> {
  const again: Offer = { label: "", next: { kind: "command", command: command.name, raw, how } };
  const [form, ...choices] = await offer([again, ...offers.slice(0, most)], at, tools);
  return { choices, form: formOf(command, raw, form?.token ?? "", tools.directory, zone) };
}

/** Where there are more things than can be shown, they can be searched. */
async function searchFor(
  command: Command,
  slot: string,
  count: number,
  raw: Raw,
  at: Situation,
  { store, tokens }: ChoiceTools,
): Promise<Pick<Reply, "search">> {
  if (count <= most) return {};
  const { token, hash } = tokens.mint();
  const next: Next = { kind: "search", command: command.name, slot, raw };
  await keep([{ hash, group: hash, next }], at, livesMs, store);
  return { search: { token } };
}

/** What a button says that does nothing for this person here: another's, or one that is used up. */
export function deadButton(isForeign: boolean): Reply {
  const common = { outcome: null, visibility: "private", tone: "neutral" } as const;
  if (isForeign) {
    const text = [message("replies:confirm.not-yours-how")];
    return { ...common, status: "refused", title: message("replies:confirm.not-yours"), text };
  }
  return {
    ...common,
    status: "not-understood",
    title: message("replies:choose.gone"),
    text: [message("replies:choose.gone-how")],
  };
}
