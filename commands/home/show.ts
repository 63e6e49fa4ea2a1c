import type { Action } from "#core/actions.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity, EntityKind } from "#core/directory.ts";
import { type Message, message } from "#core/message.ts";
import type { ReplyOffer, ReplyPanel } from "#core/reply.ts";

/** More of a kind than this are found by searching. */
const mostLines = 12;

interface Part {
  readonly title: string;
  readonly kind: EntityKind;
  readonly action: Action;
  readonly command: string;
  readonly slot: string;
  /** What can be asked of one thing: its words, and what is said besides the thing. */
  readonly offers: readonly { readonly label: string; readonly raw: ReplyOffer["raw"] }[];
}

const parts: readonly Part[] = [
  {
    title: "replies:home.doors",
    kind: "door",
    action: "door.open",
    command: "door open",
    slot: "door",
    offers: [{ label: "replies:door.open.yes", raw: {} }],
  },
  {
    title: "replies:home.lights",
    kind: "light",
    action: "light.set",
    command: "lights dim",
    slot: "light",
    offers: [
      { label: "replies:light.on", raw: { level: { state: "on" } } },
      { label: "replies:light.off", raw: { level: { state: "off" } } },
    ],
  },
  {
    title: "replies:home.scenes",
    kind: "scene",
    action: "scene.run",
    command: "scene run",
    slot: "scene",
    offers: [{ label: "replies:scene.run.yes", raw: {} }],
  },
];

export default defineCommand({
  name: "home show",
  action: null,
  slots: {},
  async answer(context) {
    const { person } = context;
    const mine = parts
      .map((part) => ({ part, things: context.allowed([part.kind], part.action) }))
      .filter(({ part, things }) => things.length > 0 && context.commands.some((one) => one.name === part.command));
    const hint = person.isKnown
      ? []
      : [message("replies:me.guest-how", { identity: person.identities[0] ?? person.id })];
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: person.isKnown ? message("replies:home.title") : message("replies:me.title-guest"),
      text: mine.length > 0 ? [message("replies:home.how")] : [message("replies:home.nothing"), ...hint],
      facts: mine.map(({ part, things }) => ({ label: message(part.title), value: named(things) })),
      panel: [...mine.map(({ part, things }) => drawn(part, things, context)), ...safety(context), language(context)],
    };
  },
});

function named(things: readonly Entity[]) {
  return { kind: "list", style: "and", of: things.map(({ id }) => ({ kind: "entity", id }) as const) } as const;
}

function drawn(part: Part, things: readonly Entity[], context: CommandContext): ReplyPanel {
  const { title, command, slot } = part;
  return {
    title: message(title),
    lines: things.slice(0, mostLines).map((thing) => ({
      label: { kind: "entity", id: thing.id },
      detail: { kind: "place", id: context.placeOf(thing).id },
      offers: part.offers.map(({ label, raw }) => ({
        label: message(label),
        command,
        raw: { ...raw, [slot]: { mention: thing.name, candidates: [thing.id] } },
      })),
    })),
    ...(things.length > mostLines ? { search: { command, slot } } : {}),
  };
}

/** For those who look after others: who may do what, and the switch that stops all openings. */
function safety({ commands }: CommandContext): readonly ReplyPanel[] {
  const line = (command: string, offers: readonly ReplyOffer[]): ReplyPanel["lines"] => {
    const known = commands.find((one) => one.name === command);
    return known === undefined ? [] : [{ label: message(`commands:${known.noun}.${known.verb}.title`), offers }];
  };
  const list = { label: message("replies:home.show"), command: "access list", raw: {} };
  const lockdown = ["on", "off"].map((state) => ({
    label: message(`replies:light.${state}`),
    command: "access lockdown",
    raw: { state },
  }));
  const lines = [...line("access list", [list]), ...line("access lockdown", lockdown)];
  return lines.length === 0 ? [] : [{ title: message("replies:home.rights"), lines }];
}

function language({ preferences }: CommandContext): ReplyPanel {
  const label: Message = message("replies:language-name");
  const offers = preferences.known.map((tag) => ({
    label: new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag,
    command: "me language",
    raw: { language: tag },
  }));
  return { title: message("replies:me.language"), lines: [{ label, offers }] };
}
