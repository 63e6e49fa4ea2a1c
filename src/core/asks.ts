import type { ChoiceTools, Next } from "#core/choices.ts";
import { offer } from "#core/choices.ts";
import type { Command } from "#core/command.ts";
import { asTurn, complete } from "#core/complete.ts";
import { checkForm } from "#core/form.ts";
import type { Gate } from "#core/gate.ts";
import type { Asker, Bot, Clock, Wording } from "#core/ports.ts";
import { suggest } from "#core/suggest.ts";
import type { Turn } from "#core/turn.ts";

export interface AskTools extends ChoiceTools {
  readonly gate: Gate;
  readonly commands: ReadonlyMap<string, Command>;
  readonly wording: Wording;
  readonly clock: Clock;
  zoneOf(turn: Turn): string;
}

/** What platforms ask while a person types or fills in: answered from memory, without a turn, acting on nothing. */
export function createAsks(tools: AskTools): Pick<Bot, "complete" | "search" | "check" | "suggest"> {
  const { gate, commands, wording, store, tokens, clock, directory, language } = tools;

  async function asking(asker: Asker) {
    const turn = asTurn(asker, clock.now());
    const who = gate.identify(turn);
    const chosen = await store.preference(who.person.id, "locale").catch(() => undefined);
    return { turn, who, locale: wording.bestLocale([chosen, asker.locale, who.person.locale]) };
  }

  return {
    complete: (request) => complete(request, tools),

    async search({ token, text, ...asker }) {
      const { turn, who, locale } = await asking(asker);
      const { person } = who;
      const now = clock.now();
      const kept = await store.readContinuation(tokens.hash(token));
      const next = kept?.payload as Next | undefined;
      const isOwn = kept?.person === person.id && kept.conversation === turn.conversation.id && kept.expiresAt > now;
      if (!isOwn || next?.kind !== "search") return [];
      const { command, slot, raw } = next;
      const found = await complete({ ...asker, command, slot, text }, tools);
      const offers = found.map(({ label, value }) => ({
        label,
        next: {
          kind: "command" as const,
          command,
          raw: { ...raw, [slot]: { mention: label, candidates: [value] } },
          how: "exact" as const,
        },
      }));
      const choices = await offer(offers, { turn, person, locale, now }, tools);
      return choices.map((choice, index) => ({ label: found[index]?.label ?? "", token: choice.token }));
    },

    async check({ command: name, raw, ...asker }) {
      const command = commands.get(name);
      if (command === undefined) return {};
      const { turn, who, locale } = await asking(asker);
      const context = { locale, now: clock.now(), zone: tools.zoneOf(turn) };
      const faults = checkForm(command, raw, who, context, { gate, directory, language });
      return Object.fromEntries([...faults].map(([slot, fault]) => [slot, wording.say(fault, locale)]));
    },

    async suggest(asker) {
      const { who, locale } = await asking(asker);
      return suggest(who, locale, { ...tools, commands: commands.values() }).map(({ command, text }) => ({
        title: wording.say({ key: `commands:${command.noun}.${command.verb}.title` }, locale),
        text,
      }));
    },
  };
}
