import type { Situation } from "#core/choices.ts";
import type { AccessLookup, Attempted, Command, CommandContext } from "#core/command.ts";
import type { Directory } from "#core/directory.ts";
import { AccessError, BotError, InputError, VendorError } from "#core/errors.ts";
import type { Gate } from "#core/gate.ts";
import type { Identities } from "#core/identities.ts";
import type { KeyView } from "#core/keys.ts";
import type { Language } from "#core/language.ts";
import type { Who } from "#core/person.ts";
import type { Tokens, Wording } from "#core/ports.ts";
import { createRecords } from "#core/records.ts";
import type { Reply } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { changesOf } from "#core/undo.ts";
import { createWatches } from "#core/watch.ts";

export interface ContextTools {
  readonly gate: Gate;
  readonly commands: readonly Command[];
  readonly directory: Directory;
  readonly reads: CommandContext["reads"];
  readonly language: Language;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly access: AccessLookup;
  readonly wording: Wording;
  readonly health: CommandContext["health"];
  /** Time zone in which a turn's words are read before a place is known. */
  zoneOf(turn: Turn): string;
  readonly keys: KeyView;
  /** Waits no longer than people do; undefined when that was too short. The work itself goes on. */
  patience<T>(work: Promise<T>): Promise<{ readonly value: T } | undefined>;
  readonly identities: Identities;
}

/** All that a command may reach, for one turn. */
export function createContext(
  command: Command,
  at: Situation & { readonly who: Who },
  tools: ContextTools,
): CommandContext {
  const { directory, gate, store, identities } = tools;
  const { who, person, now, locale } = at;
  return {
    person,
    now,
    locale,
    directory,
    reads: tools.reads,
    health: tools.health,
    commands: tools.commands.filter((one) => one.action === null || gate.rights.mayAnywhere(who, one.action)),
    allowed(kinds, action = command.action ?? undefined) {
      return action === undefined ? [] : gate.rights.usable(who, kinds, action);
    },
    allowedOn(entity, action = command.action ?? undefined) {
      return action !== undefined && gate.rights.mayUse(who, action, entity);
    },
    allowedNow(entities, action = command.action ?? undefined) {
      if (action === undefined) return [];
      const channel = at.turn.conversation.id;
      return entities.filter((one) => gate.rights.decide(who, action, one, now, channel).isAllowed);
    },
    async change(id) {
      const changes = await changesOf(store, person.id, now);
      return id === undefined ? changes[0] : changes.find((one) => one.id === id);
    },
    placeOf(entity) {
      const place = directory.place(entity.place);
      if (place === undefined) throw new InputError("not-offered", { thing: { kind: "entity", id: entity.id } });
      return place;
    },
    zone: tools.zoneOf(at.turn),
    say: (one) => tools.wording.say(one, locale),
    explain: (text) => tools.language.explain(text, { locale, now, zone: tools.zoneOf(at.turn) }),
    keys: tools.keys,
    decide: (entity, action) => gate.rights.decide(who, action, entity, now, at.turn.conversation.id),
    access: {
      ...tools.access,
      prove: (code) => prove(at.turn, who, code, gate),
      setPin: (words) => gate.setPin(at.turn, who, words),
      setTotp: (code) => gate.setTotp(at.turn, who, code),
      requests: () => gate.requests(who),
      link: (code) => identities.link(at.turn, who, code),
      unlink: () => identities.unlink(at.turn, who),
      askToEnter: (reason) => identities.askForAccess(at.turn, who, reason),
      async vote(request, isFor, reason) {
        const mayGive = gate.rights.mayAnywhere(who, "access.grant");
        const word = { request, isFor, reason, mayGive };
        return (await identities.answer(at.turn, who, word)) ?? gate.vote(at.turn, who, request, isFor, reason);
      },
      decide: (one, action, entity) => gate.rights.decide(one, action, entity, now, at.turn.conversation.id),
    },
    attempt: (account, work) => attempt(account, work, tools),
    records: createRecords(store),
    watches: createWatches(store, tools.tokens, at),
    preferences: {
      locale,
      known: tools.language.locales,
      setLocale: (chosen) => store.setPreference(person.id, "locale", chosen),
    },
  };
}

async function attempt<T>(
  account: string,
  work: Promise<T>,
  { patience }: Pick<ContextTools, "patience">,
): Promise<Attempted<T>> {
  try {
    const waited = await patience(work);
    if (waited !== undefined) return { ok: true, value: waited.value };
    return { ok: false, error: new VendorError({ account, kind: "timeout", outcome: "none" }) };
  } catch (error) {
    if (error instanceof BotError) return { ok: false, error };
    throw error;
  }
}

/** The refusal of a wrong one comes with the way to try once more, as long as that is possible. */
async function prove(turn: Turn, who: Who, code: string, gate: Gate): Promise<Reply> {
  try {
    return (await gate.prove(turn, who, code)).reply;
  } catch (error) {
    if (!(error instanceof AccessError) || !["proof-wrong", "proof-wait"].includes(error.code)) throw error;
    return { ...(await gate.refuse(turn, who, "", error)), asks: { command: "access prove", slot: "code" } };
  }
}
