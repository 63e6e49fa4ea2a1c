import type { DoorHold, DoorReads, DoorSchedule, Reads } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import { BotError, InputError } from "#core/errors.ts";
import type { Act } from "#core/plan.ts";

/** What makes every ring open a door, now or later. */
export interface Openings {
  readonly schedules: readonly DoorSchedule[];
  readonly hold?: DoorHold;
  /** The vendor did not tell: there may be more. */
  readonly isUnread: boolean;
}

/** What the vendor of a door keeps that opens it at every ring; nothing where it has nothing of the kind. */
export async function openingsOf(door: Entity, reads: Reads): Promise<Openings> {
  const [schedules, hold] = await Promise.all([
    read(door, reads, async (doors) => doors.schedules?.(door.vendorId)),
    read(door, reads, async (doors) => doors.hold?.(door.vendorId)),
  ]);
  return {
    schedules: schedules === "unread" ? [] : (schedules ?? []),
    ...(hold === "unread" || hold === undefined ? {} : { hold }),
    isUnread: schedules === "unread" || hold === "unread",
  };
}

/** Ends each of them. */
export function endingsOf({ id, account, vendorId }: Entity, { schedules, hold }: Openings): readonly Act[] {
  const common = { entity: id, account, vendorId };
  return [
    ...schedules.map(
      (one): Act => ({
        ...common,
        capability: "door.schedule",
        input: { off: one.id },
        noted: { from: one.from, until: one.until },
      }),
    ),
    ...(hold === undefined ? [] : [{ ...common, capability: "door.hold", input: { off: true } } as const]),
  ];
}

async function read<T>(
  door: Entity,
  reads: Reads,
  ask: (doors: DoorReads) => Promise<T | undefined>,
): Promise<T | undefined | "unread"> {
  try {
    return await ask(reads.doors(door));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    if (error instanceof BotError) return "unread";
    throw error;
  }
}
