import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import { openingsOf } from "#core/doors/openings.ts";
import type { KeyView } from "#core/keys.ts";
import { type Message, message, type Value } from "#core/message.ts";

interface Found {
  readonly shown: readonly { readonly label: Message; readonly value: Value }[];
  /** Whether anything of it can be ended by us. */
  readonly canEnd: boolean;
}

/** What still opens the doors of a place without us: keys, schedules and holds that their vendors keep. */
export async function remaining(
  place: string,
  { directory, reads, keys }: { readonly directory: Directory; readonly reads: Reads; readonly keys: KeyView },
): Promise<Found> {
  const doors = directory.all().filter((entity) => entity.kind === "door" && entity.place === place);
  const [running, openings] = await Promise.all([
    keys.running(doors),
    Promise.all(doors.map(async (door) => ({ door, ...(await openingsOf(door, reads)) }))),
  ]);
  const shown = openings.flatMap(({ door, schedules, hold, isUnread }) => {
    const label = message("replies:name", { thing: { kind: "entity", id: door.id } });
    const opening = running.keys.filter(({ opens }) => opens.includes(door.id));
    const count = opening.length + schedules.length + (hold === undefined ? 0 : 1);
    if (count === 0 && (isUnread || running.unread.includes(door.id))) {
      return [{ label, value: message("replies:lockdown.cannot-see") }];
    }
    return count === 0 ? [] : [{ label, value: message("replies:lockdown.still-opens", { count }) }];
  });
  const isOpening = openings.some(({ schedules, hold }) => schedules.length > 0 || hold !== undefined);
  return { shown, canEnd: isOpening || running.keys.some(({ until }) => until !== undefined) };
}
