import type { KeyRecord, Reads } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";

interface Found {
  readonly shown: readonly { readonly label: Message; readonly value: Value }[];
  /** Whether anything of it can be ended by us. */
  readonly canEnd: boolean;
}

/** What still opens the doors of a place without us: keys and schedules that their vendors keep. */
export async function remaining(
  place: string,
  { directory, reads }: { readonly directory: Directory; readonly reads: Reads },
): Promise<Found> {
  const doors = directory.all().filter((entity) => entity.kind === "door" && entity.place === place);
  const found = await Promise.all(
    doors.map(async (door) => {
      const [keys, schedules] = await Promise.all([keysOf(door, reads), schedulesOf(door, reads)]);
      return { door, keys, schedules };
    }),
  );
  const shown = found.flatMap(({ door, keys, schedules }) => {
    const label = message("replies:name", { thing: { kind: "entity", id: door.id } });
    const known = [keys, schedules].filter((one) => one !== undefined);
    if (known.length === 0) return [{ label, value: message("replies:lockdown.cannot-see") }];
    const count = (keys?.length ?? 0) + (schedules?.length ?? 0);
    return count === 0 ? [] : [{ label, value: message("replies:lockdown.still-opens", { count }) }];
  });
  return { shown, canEnd: found.some(({ keys }) => keys?.some(({ until }) => until !== undefined)) };
}

async function keysOf(door: Entity, reads: Reads): Promise<readonly KeyRecord[] | undefined> {
  return told(() => reads.keys(door).list?.(door.vendorId));
}

async function schedulesOf(door: Entity, reads: Reads): Promise<readonly unknown[] | undefined> {
  return told(() => reads.doors(door).schedules?.(door.vendorId));
}

/** Undefined where the vendor tells nothing of the kind, or not now. */
async function told<T>(read: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
