import type { Action } from "#core/actions.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity, EntityKind } from "#core/directory.ts";
import { labelOf, ownerOf } from "#core/key-choice.ts";
import type { RunningKey } from "#core/keys.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { personThing } from "#core/own.ts";
import type { Reply, ReplyOffer, ReplyPanel } from "#core/reply.ts";
import { ago } from "#core/state-list.ts";

/** More of a kind than this are found by searching. */
const mostLines = 12;
const mostOpenings = 5;

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
    const [keys, waiting, openings, vendors] = await Promise.all([
      running(context),
      waitingFor(context),
      latest(context),
      healthOf(context),
    ]);
    const hint = person.isKnown
      ? []
      : [message("replies:me.guest-how", { identity: person.identities[0] ?? person.id })];
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: person.isKnown ? message("replies:home.title") : message("replies:me.title-guest"),
      text: mine.length > 0 ? [message("replies:home.how")] : [message("replies:home.nothing"), ...hint],
      facts: [
        ...mine.map(({ part, things }) => ({ label: message(part.title), value: named(things) })),
        ...(keys.length === 0 ? [] : [{ label: message("replies:home.keys"), value: inWords(keys, context) }]),
        ...(waiting.length === 0 ? [] : [{ label: message("replies:home.waiting"), value: waiting.length }]),
        ...locked(context),
      ],
      panel: [
        ...part("replies:home.waiting", waiting),
        ...mine.map(({ part, things }) => drawn(part, things, context)),
        ...keyPart(keys, context),
        ...part("replies:home.openings", openings),
        ...part("replies:home.vendors", vendors),
        ...safety(context),
        language(context),
      ],
    };
  },
});

type Lines = ReplyPanel["lines"];

function part(title: string, lines: Lines): readonly ReplyPanel[] {
  return lines.length === 0 ? [] : [{ title: message(title), lines: lines.slice(0, mostLines) }];
}

const isOffered = ({ commands }: CommandContext, name: string) => commands.some((one) => one.name === name);

/** What waits for this person's word: requests of others, and people who ask to be let in. */
async function waitingFor(context: CommandContext): Promise<Lines> {
  const decline = (request: string): ReplyOffer => {
    return { label: message("replies:approve.no"), command: "access decline", raw: { request } };
  };
  const requests = (await context.access.requests()).map(({ request, question, asker }) => {
    const approve = { label: message("replies:approve.yes"), command: "access approve", raw: { request } };
    return { label: question, detail: asker, offers: [approve, decline(request)] };
  });
  if (!isOffered(context, "access grant")) return requests;
  const asking = context.access.asking().map(({ person, name, number }) => {
    const raw = { person: { mention: person, candidates: [personThing(person)] } };
    const give = { label: message("replies:guest.give"), command: "access grant", raw };
    return { label: name, detail: person, offers: [give, decline(number)] };
  });
  return [...requests, ...asking];
}

/** The last doors that were opened through us, for those who may look into the record of them. */
async function latest(context: CommandContext): Promise<Lines> {
  if (!isOffered(context, "audit show")) return [];
  const rows = await context.records.list({ actions: ["door.open"], results: ["acted"], limit: mostOpenings });
  return rows.flatMap(({ thing, person, at }) => {
    const entity = context.directory.entity(thing);
    if (entity === undefined || !context.allowedOn(entity, "audit.view")) return [];
    const who: Value = person === "" ? message("replies:audit.forgotten") : { kind: "entity", id: personThing(person) };
    const time: Value = { kind: "instant", at, zone: context.placeOf(entity).timezone };
    return [
      { label: { kind: "entity", id: thing }, detail: message("replies:home.opened", { who, time }), offers: [] },
    ];
  });
}

/** Which vendors answer, for those who look after the house. */
async function healthOf(context: CommandContext): Promise<Lines> {
  if (!isOffered(context, "audit show") || !isOffered(context, "status show")) return [];
  const accounts = new Set(context.directory.all().map(({ account }) => account));
  const health = await context.health([...accounts]);
  return health.map(({ account, isWell, downSince }) => {
    const since = ago(downSince ?? context.now, context.now);
    const detail = message(isWell ? "replies:status.well" : "replies:status.down", isWell ? {} : { since });
    return { label: account, detail, offers: [] };
  });
}

function locked(context: CommandContext): NonNullable<Reply["facts"]> {
  if (!isOffered(context, "access list")) return [];
  const of = context.access.lockdowns().map(({ place }): Value => ({ kind: "place", id: place }));
  return of.length === 0 ? [] : [{ label: message("replies:lockdown.now"), value: { kind: "list", style: "and", of } }];
}

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

/** Keys made through us that this person may see, without asking a vendor: a panel opens at once. */
async function running({ keys, directory, allowedOn }: CommandContext): Promise<readonly RunningKey[]> {
  const made = await keys.made();
  return made.filter(({ door }) => {
    const entity = directory.entity(door);
    return entity !== undefined && allowedOn(entity, "key.view");
  });
}

function inWords(keys: readonly RunningKey[], context: CommandContext) {
  const of = keys.slice(0, mostLines).map((key) => ownerOf(key, context));
  return { kind: "list", style: "and", of: keys.length > mostLines ? [...of, "…"] : of } as const;
}

function keyPart(keys: readonly RunningKey[], context: CommandContext): readonly ReplyPanel[] {
  if (keys.length === 0) return [];
  const lines = keys.slice(0, mostLines).map((key) => {
    const entity = context.directory.entity(key.door);
    const mayRevoke = entity !== undefined && context.allowedOn(entity, "key.revoke");
    const revoke = { label: message("replies:key.revoke.yes"), command: "key revoke", raw: { key: key.number } };
    return { label: labelOf(key, context), offers: mayRevoke ? [revoke] : [] };
  });
  const all = { label: message("replies:home.show"), command: "key list", raw: {} };
  const rest = keys.length > mostLines ? [{ label: message("replies:home.more"), offers: [all] }] : [];
  return [{ title: message("replies:home.keys"), lines: [...lines, ...rest] }];
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
