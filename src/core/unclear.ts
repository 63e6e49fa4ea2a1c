import { type ChoiceTools, offer, type Situation } from "#core/choices.ts";
import type { Command } from "#core/command.ts";
import type { Gate } from "#core/gate.ts";
import type { Reading } from "#core/language.ts";
import { isShowable, visibleIn } from "#core/mentions.ts";
import { message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import { askCard, noCard } from "#core/plain-cards.ts";
import type { Heard } from "#core/read.ts";
import type { Reply } from "#core/reply.ts";
import type { Raw } from "#core/resolve.ts";

interface UnclearTools extends ChoiceTools {
  readonly gate: Gate;
  readonly commands: ReadonlyMap<string, Command>;
}

interface Asking extends Situation {
  readonly who: Who;
}

/** The answer to words that could not be taken: what may have been meant, as choices that do nothing by themselves. */
export async function notUnderstood(
  heard: Extract<Heard, { kind: "nothing" }>,
  work: Asking,
  tools: UnclearTools,
): Promise<Reply> {
  const { gate, commands } = tools;
  const viewer = viewerOf(work, tools);
  const offers = heard.suggestions
    .filter((one) => {
      if (!isShowable(one.raw, viewer)) return false;
      const action = commands.get(one.command)?.action;
      return action === null || (action !== undefined && gate.rights.mayAnywhere(work.who, action));
    })
    .map((one) => ({ label: labelOf(one, work, tools), next: { kind: "command", ...one } as const }));
  const choices = offers.length > 0 ? await offer(offers, work, tools) : [];
  const text = [
    heard.reason,
    ...(choices.length > 0 ? [message("replies:choose.did-you-mean")] : [message("replies:not-understood.try")]),
  ];
  return { ...noCard, text, choices };
}

/** One choice for every reading of what was said. */
export async function whichOne(readings: readonly Reading[], work: Asking, tools: UnclearTools): Promise<Reply> {
  const offers = readings.map((one) => ({
    label: labelOf(one, work, tools),
    next: { kind: "command", command: one.command, raw: one.raw, how: one.how } as const,
  }));
  return {
    ...askCard,
    status: "choose",
    title: message("replies:choose.which"),
    choices: await offer(offers, work, tools),
  };
}

/** A suggestion in words: an example sentence that parses, with this reading's names, or the slash form. */
function labelOf(reading: { command: string; raw: Raw }, work: Asking, tools: UnclearTools): string {
  const viewer = viewerOf(work, tools);
  if (Object.keys(reading.raw).length === 0) return `/${reading.command}`;
  const names = Object.entries(reading.raw).flatMap(([slot, value]) => {
    const entity = visibleIn(value, viewer);
    return entity === undefined ? [] : [[slot, entity.name] as const];
  });
  const example = tools.language.example(reading.command, work.locale, Object.fromEntries(names));
  return example ?? [`/${reading.command}`, ...names.map(([, name]) => name)].join(" ");
}

function viewerOf({ who }: Asking, { directory, gate }: UnclearTools) {
  return { who, directory, rights: gate.rights };
}
