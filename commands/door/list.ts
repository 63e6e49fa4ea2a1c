import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { isLockable } from "#core/doors/closing.ts";
import { failuresOf, type Look, lookAt } from "#core/doors/looks.ts";
import { InputError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

/** Platforms show no more choices than these in one list. */
const mostOffers = 20;
const minute = 60;

export default defineCommand({
  name: "door list",
  action: "door.view",
  slots: { door: slot.entity("door").optional() },
  async answer(context, { door }): Promise<Reply> {
    const doors = door === undefined ? context.allowedNow(context.allowed(["door"])) : [door];
    if (doors.length === 0) throw new InputError("nothing-usable");
    const looks = await lookAt(doors, context);
    const failures = failuresOf(looks).map(({ code, values }) => message(`errors:${code}`, values));
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    const [only, ...others] = looks;
    if (only !== undefined && others.length === 0) {
      return {
        ...common,
        title: message("replies:name", { thing: { kind: "entity", id: only.door.id } }),
        text: failures,
        facts: factsOf(only, context),
        offers: offersFor(only, context),
      };
    }
    const ends = looks.filter((look) => look.hold !== undefined && mayHold(look, context));
    const isClipped = ends.length > mostOffers;
    return {
      ...common,
      title: message("replies:door.list.title", { count: looks.length }),
      text: [...summary(looks), ...failures, ...(isClipped ? [message("replies:door.list.clipped")] : [])],
      facts: agesOf(looks, context),
      table: tableOf(looks, context.now),
      offers: ends.slice(0, mostOffers).map(({ door: held }) => ending(held)),
    };
  },
});

/** What stands open, or that nothing does where that is known of every door. */
function summary(looks: readonly Look[]): readonly Message[] {
  const open = looks.filter(({ state, hold }) => isOpen(state) || hold !== undefined);
  if (open.length > 0) return [message("replies:door.list.open", { doors: named(open) })];
  const isSure = looks.every(({ state }) => state.isOpen === false || state.isLocked === true);
  return isSure ? [message("replies:door.list.closed")] : [];
}

function isOpen({ isOpen: stands, isLocked }: Look["state"]): boolean {
  return stands === true || isLocked === false;
}

const mostNamed = 10;

function named(looks: readonly Look[]): Value {
  const names = looks.slice(0, mostNamed).map(({ door }): Value => ({ kind: "entity", id: door.id }));
  const more = looks.length - names.length;
  const rest = more === 0 ? [] : [message("replies:door.list.more", { count: more })];
  return { kind: "list", style: "and", of: [...names, ...rest] };
}

function stateOf({ state: { isOpen: stands, isLocked }, hold }: Look, now: number): Value {
  const said = [
    ...(stands === undefined ? [] : [message(stands ? "replies:door.state.open" : "replies:door.state.closed")]),
    ...(isLocked === undefined
      ? []
      : [message(isLocked ? "replies:door.state.locked" : "replies:door.state.unlocked")]),
    ...(hold === undefined ? [] : [heldFor(hold.until, now)]),
  ];
  const [only, ...others] = said;
  if (only === undefined) return message("replies:door.state.unsaid");
  return others.length === 0 ? only : { kind: "list", style: "and", of: said };
}

function heldFor(until: number | undefined, now: number): Message {
  if (until === undefined || until <= now) return message("replies:door.state.held");
  return message("replies:door.state.held-for", { left: roughly(until - now, Math.ceil) });
}

/** Whole minutes where it is more than one. */
function roughly(ms: number, round: (value: number) => number): Value {
  const seconds = Math.max(0, round(ms / 1000));
  return { kind: "duration", seconds: seconds < minute ? seconds : round(seconds / minute) * minute };
}

function online({ state: { isOnline } }: Look): Value {
  if (isOnline === undefined) return message("replies:door.state.unsaid");
  return message(isOnline ? "replies:door.online.yes" : "replies:door.online.no");
}

function battery({ state }: Look): Value | undefined {
  return state.battery === undefined ? undefined : { kind: "percent", percent: state.battery };
}

function age(at: number | undefined, now: number): Value {
  if (at === undefined) return message("replies:door.state.unsaid");
  return at >= now
    ? message("replies:door.age.now")
    : message("replies:door.age.old", { age: roughly(Math.max(now - at, 1_000), Math.floor) });
}

function factsOf(look: Look, { now, placeOf }: CommandContext): NonNullable<Reply["facts"]> {
  const { door, hold } = look;
  const charge = battery(look);
  const { id, timezone: zone } = placeOf(door);
  return [
    { label: message("replies:door.column.state"), value: stateOf(look, now) },
    { label: message("replies:door.column.online"), value: online(look) },
    ...(charge === undefined ? [] : [{ label: message("replies:door.column.battery"), value: charge }]),
    ...(hold?.until === undefined
      ? []
      : [{ label: message("replies:fact.until"), value: { kind: "instant", at: hold.until, zone } as const }]),
    ...(hold?.openings === undefined ? [] : [{ label: message("replies:door.fact.openings"), value: hold.openings }]),
    { label: message("replies:fact.place"), value: { kind: "place", id } },
    { label: message("replies:door.fact.age"), value: age(look.at, now) },
  ];
}

/** How old the oldest of it is, place by place. */
function agesOf(looks: readonly Look[], { now, placeOf }: CommandContext): NonNullable<Reply["facts"]> {
  const places = Map.groupBy(looks, ({ door }) => placeOf(door).id);
  return [...places].map(([id, there]) => {
    const times = there.map(({ at }) => at);
    const oldest = times.includes(undefined) ? undefined : Math.min(...times.filter((one) => one !== undefined));
    return { label: message("replies:name", { thing: { kind: "place", id } }), value: age(oldest, now) };
  });
}

function tableOf(looks: readonly Look[], now: number): NonNullable<Reply["table"]> {
  const hasBattery = looks.some((look) => battery(look) !== undefined);
  const hasPlaces = new Set(looks.map(({ door }) => door.place)).size > 1;
  const column = (label: string, align: "left" | "right" = "left") => ({ label: message(label), align });
  const sorted = hasPlaces ? looks.toSorted((a, b) => a.door.place.localeCompare(b.door.place)) : looks;
  return {
    columns: [
      ...(hasPlaces ? [column("replies:fact.place")] : []),
      column("replies:fact.door"),
      column("replies:door.column.state"),
      column("replies:door.column.online"),
      ...(hasBattery ? [column("replies:door.column.battery", "right")] : []),
    ],
    rows: sorted.map((look): readonly Value[] => [
      ...(hasPlaces ? [{ kind: "place", id: look.door.place } as const] : []),
      { kind: "entity", id: look.door.id },
      stateOf(look, now),
      online(look),
      ...(hasBattery ? [battery(look) ?? ""] : []),
    ]),
  };
}

function mayHold({ door }: Look, { allowedOn }: CommandContext): boolean {
  return allowedOn(door, "door.hold");
}

function ending(door: Entity): ReplyOffer {
  const label = message("replies:door.end", { door: { kind: "entity", id: door.id } });
  return { label, command: "door unhold", raw: about(door) };
}

function about(door: Entity): ReplyOffer["raw"] {
  return { door: { mention: door.name, candidates: [door.id] } };
}

/** What people who look at one door may want next. */
function offersFor(look: Look, context: CommandContext): readonly ReplyOffer[] {
  const { door, state, hold } = look;
  const may = (action: Parameters<CommandContext["allowedOn"]>[1]) => context.allowedOn(door, action);
  const isShut = state.isOpen === false || state.isLocked === true;
  const raw = about(door);
  return [
    ...(hold !== undefined && may("door.hold") ? [ending(door)] : []),
    ...(may("door.close") && !isShut
      ? [
          isLockable(door)
            ? { label: message("replies:door.lock.yes"), command: "door lock", raw }
            : { label: message("replies:door.close.yes"), command: "door close", raw },
        ]
      : []),
    ...(may("door.open") ? [{ label: message("replies:door.open.yes"), command: "door open", raw }] : []),
    ...(may("door.history") ? [{ label: message("replies:door.history.show"), command: "door history", raw }] : []),
  ];
}
