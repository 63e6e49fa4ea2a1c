import type { Reads } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import type { KeyView } from "#core/keys.ts";
import { type Message, message, type Value } from "#core/message.ts";

interface Found {
  readonly shown: readonly { readonly label: Message; readonly value: Value }[];
  /** Whether anything of it can be ended by us. */
  readonly canEnd: boolean;
}

/** What still opens the doors of a place without us: keys and schedules that their vendors keep. */
export async function remaining(
  place: string,
  { directory, reads, keys }: { readonly directory: Directory; readonly reads: Reads; readonly keys: KeyView },
): Promise<Found> {
  const doors = directory.all().filter((entity) => entity.kind === "door" && entity.place === place);
  const [running, schedules] = await Promise.all([
    keys.running(doors),
    Promise.all(doors.map((door) => schedulesOf(door, reads))),
  ]);
  const shown = doors.flatMap((door, index) => {
    const label = message("replies:name", { thing: { kind: "entity", id: door.id } });
    const planned = schedules[index];
    if (running.unread.includes(door.id) && planned === undefined) {
      return [{ label, value: message("replies:lockdown.cannot-see") }];
    }
    const opening = running.keys.filter(({ opens }) => opens.includes(door.id));
    const count = opening.length + (planned?.length ?? 0);
    return count === 0 ? [] : [{ label, value: message("replies:lockdown.still-opens", { count }) }];
  });
  return { shown, canEnd: running.keys.some(({ until }) => until !== undefined) };
}

/** Undefined where the vendor tells nothing of the kind, or not now. */
async function schedulesOf(door: Entity, reads: Reads): Promise<readonly unknown[] | undefined> {
  try {
    return await reads.doors(door).schedules?.(door.vendorId);
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
