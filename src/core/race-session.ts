import type { Passing, RaceReads, RaceSession } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Race } from "#core/race.ts";

/** The session that a person named by its label or id, the newest of that name; undefined when they named none. */
export async function namedSession(
  reads: RaceReads,
  device: string,
  session: string | undefined,
): Promise<RaceSession | undefined> {
  if (session === undefined) return undefined;
  const asked = session.toLocaleLowerCase();
  const sessions = await reads.sessions(device);
  const found = sessions.find(({ id, label }) => id === session || label.toLocaleLowerCase() === asked);
  if (found === undefined) throw new InputError("session-unknown", { session });
  return found;
}

/** All passings of the session named, else of the running one, else of the newest. */
export async function passingsOf(
  reads: RaceReads,
  device: string,
  named: string | undefined,
): Promise<{ readonly session?: RaceSession; readonly passings: readonly Passing[] }> {
  const session = await namedSession(reads, device, named);
  return reads.passings({ device, ...(session === undefined ? {} : { session: session.id }) });
}

type Fact = { readonly label: Message; readonly value: Value };

export function raceFacts(timer: Entity, session: Pick<RaceSession, "label"> | undefined): readonly Fact[] {
  const label = session?.label ?? "";
  return [
    { label: message("replies:fact.timer"), value: { kind: "entity", id: timer.id } },
    ...(label === "" ? [] : [{ label: message("replies:fact.session"), value: label }]),
  ];
}

/** What must be known of the clock before the figures are believed. */
export function clockNotes({ jumps, isWild }: Race): readonly Message[] {
  if (isWild) return [message("replies:race.clock-wild")];
  return jumps === 0 ? [] : [message("replies:race.clock-jumped", { count: jumps })];
}

/** A time on a result sheet. */
export function lapValue(ms: number | null | undefined): Value {
  return ms === null || ms === undefined ? "–" : { kind: "lap", seconds: ms / 1000 };
}

/**
 * The bib that is meant among those that passed: the very text, else the only one that differs by zeros in front
 * ("7" for "007"); the text as said when there is none or more than one.
 */
export function meantBib(said: string, passed: Iterable<string>): string {
  const all = new Set(passed);
  if (all.has(said)) return said;
  const [only, ...others] = [...all].filter((bib) => withoutZeros(bib) === withoutZeros(said));
  return only === undefined || others.length > 0 ? said : only;
}

function withoutZeros(bib: string): string {
  return bib.replace(/^0+(?=.)/, "").toLowerCase();
}
