import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { ChoiceError, InputError } from "#core/errors.ts";
import { fold } from "#core/fold.ts";
import type { RunningKey } from "#core/keys.ts";
import { message, type Value } from "#core/message.ts";
import { personThing } from "#core/own.ts";
import type { ReplyOffer } from "#core/reply.ts";

/** What was said about which keys are meant. */
export interface KeyWish {
  readonly door?: Entity | undefined;
  readonly who?: string | undefined;
  /** The number of a key, or its beginning. */
  readonly key?: string | undefined;
}

/** The same as raw slots, for what is offered next. */
export function wishAsRaw({ door, who }: KeyWish): ReplyOffer["raw"] {
  return {
    ...(who === undefined ? {} : { who }),
    ...(door === undefined ? {} : { door: { mention: door.name, candidates: [door.id] } }),
  };
}

type Tools = Pick<CommandContext, "directory" | "placeOf">;

/** The keys that the words can mean; those for a person before those that a person made. */
export function meant(keys: readonly RunningKey[], wish: KeyWish, tools: Tools): readonly RunningKey[] {
  const { door, who, key } = wish;
  const here = door === undefined ? keys : keys.filter(({ opens }) => opens.includes(door.id));
  const number = key?.trim().toLowerCase();
  const numbered = number === undefined ? here : here.filter((one) => one.number.startsWith(number));
  if (who === undefined) return numbered;
  const said = fold(who.trim());
  const ways: readonly ((one: RunningKey) => boolean)[] = [
    ({ made }) => fold(made?.name ?? "") === said,
    (one) => fold(makerOf(one, tools)) === said,
    ({ made }) => startsIn(fold(made?.name ?? ""), said),
    (one) => startsIn(fold(makerOf(one, tools)), said),
  ];
  return ways.map((isMeant) => numbered.filter(isMeant)).find((found) => found.length > 0) ?? [];
}

/** Where nobody goes by exactly these words: keys of those who nearly do ("Anny" is said of "Anna"), to be asked back. */
export function nearlyMeant(keys: readonly RunningKey[], wish: KeyWish, tools: Tools): readonly RunningKey[] {
  const { who, ...rest } = wish;
  const said = fold(who?.trim() ?? "").split(/\s+/);
  return meant(keys, rest, tools).filter((one) => {
    const words = fold(`${one.made?.name ?? ""} ${makerOf(one, tools)}`).split(/\s+/);
    return said.every((word) => words.some((name) => isNear(word, name)));
  });
}

/** The endings of a name change with what is said of it, its beginning does not. */
function isNear(a: string, b: string): boolean {
  const shared = Math.max(3, Math.max(a.length, b.length) - 2);
  return a.length >= 3 && b.length >= 3 && a.slice(0, shared) === b.slice(0, shared);
}

/** Whether all of them are for the same person, so that naming the person means all. */
export function isOnePersons(keys: readonly RunningKey[]): boolean {
  return new Set(keys.map(({ made }) => fold(made?.name ?? ""))).size === 1;
}

/** Throws the question which of them is meant. */
export function askWhich(
  keys: readonly RunningKey[],
  { command, raw }: Pick<ReplyOffer, "command" | "raw">,
  tools: Tools,
  all: readonly ReplyOffer[] = [],
): never {
  if (keys.length === 0) throw new InputError("key-unknown");
  throw new ChoiceError("key-which", [...all, ...offersOf(keys.slice(0, most - all.length), { command, raw }, tools)]);
}

/** The same request about each of these keys. */
export function offersOf(
  keys: readonly RunningKey[],
  { command, raw }: Pick<ReplyOffer, "command" | "raw">,
  tools: Tools,
): readonly ReplyOffer[] {
  return keys.map((key) => ({ label: labelOf(key, tools), command, raw: { ...raw, key: key.number } }));
}

/** Platforms show no more than this in one list. */
const most = 24;

/** For whom it is; where nobody said, who made it; else its number alone. */
export function ownerOf(key: RunningKey, tools: Pick<CommandContext, "directory">): Value {
  const maker = makerOf(key, tools);
  if (key.made?.name !== undefined) return key.made.name;
  return maker === "" ? message("replies:key.nobody") : message("replies:key.by", { person: maker });
}

/** One line that tells a key from the others. */
export function labelOf(key: RunningKey, tools: Tools): Value {
  const time = timeOf(key, tools);
  const isPlain = typeof time === "object" && "kind" in time;
  const end = isPlain ? message("replies:key.until-time", { time }) : time;
  const { number, door: id } = key;
  return message("replies:key.line", { number, person: ownerOf(key, tools), door: { kind: "entity", id }, end });
}

/** Until when it opens, and from when where that is still to come; `now` is epoch ms. */
export function timeOf({ from, until, door: id, made }: RunningKey, tools: Tools, now?: number): Value {
  if (until === undefined) return message("replies:key.endless");
  const door = tools.directory.entity(id);
  const zone = door === undefined ? "UTC" : tools.placeOf(door).timezone;
  const isToCome = now !== undefined && from !== undefined && from > now;
  const end = { kind: "instant", at: until, zone } as const;
  const time = isToCome ? ({ kind: "window", from, until, zone } as const) : end;
  if (now !== undefined && until <= now) return message("replies:key.ending", { time });
  return made !== undefined && made.state !== "running" ? message("replies:key.unsure", { time }) : time;
}

/** The name of whoever made it through us; empty for every other. */
export function makerOf({ made }: RunningKey, { directory }: Pick<CommandContext, "directory">): string {
  const maker = made?.maker ?? "";
  return maker === "" ? "" : (directory.entity(personThing(maker))?.name ?? maker);
}

/** Whether every word said begins a word of the name, so that "ana" means "Ana García". */
function startsIn(name: string, said: string): boolean {
  const words = name.split(/\s+/);
  return said !== "" && said.split(/\s+/).every((one) => words.some((word) => word.startsWith(one)));
}
