import type { Directory, Entity } from "#core/directory.ts";
import { message } from "#core/message.ts";
import type { NoticeButton, Notices } from "#core/notice.ts";
import type { Clock, Log } from "#core/ports.ts";
import type { Store } from "#core/store.ts";
import type { Events, HouseEvent } from "#src/events.ts";

type Ring = Extract<HouseEvent, { readonly kind: "ring" }>;

export interface RingTools {
  readonly events: Pick<Events, "on">;
  readonly directory: Directory;
  readonly notices: Pick<Notices, "post">;
  readonly store: Pick<Store, "seeTurn">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever rings does not wait longer. */
const holdsMs = 3 * 60_000;
/** What is heard of later than this is history. */
const freshMs = 2 * 60_000;
/** Impatient fingers, and several processes that hear the same ring, make one card. */
const onceMs = 20_000;
const mostDoors = 5;

/** Posts every ring into the channel of its place, with a button that asks to open, for whoever presses it. */
export function announceRings(tools: RingTools): () => void {
  return tools.events.on("ring", (ring) => {
    void announce(ring, tools).catch((error: unknown) => tools.log.error("ring-not-announced", { error }));
  });
}

async function announce(ring: Ring, { directory, notices, store, clock }: RingTools): Promise<void> {
  const now = clock.now();
  if (ring.isVendorTime === undefined && now - ring.at > freshMs) return;
  for (const [place, doors] of byPlace(doorsOf(ring, directory))) {
    const { channel, locale } = directory.place(place) ?? {};
    if (channel === undefined) continue;
    const at = ring.isVendorTime === undefined ? ring.at : now;
    const names = doors.map(({ id }) => id).join(" ");
    if (!(await store.seeTurn(`ring:${names}:${Math.floor(at / onceMs)}`, now))) continue;
    const [only, ...others] = doors;
    await notices.post(channel, locale, {
      subject: `ring:${place}`,
      holdsMs,
      buttons: doors.slice(0, mostDoors).map(buttonFor),
      reply: {
        status: "done",
        outcome: null,
        visibility: "public",
        tone: "neutral",
        title:
          only === undefined || others.length > 0
            ? message("replies:ring.at-place", { place: { kind: "place", id: place } })
            : message("replies:ring.at-door", { door: { kind: "entity", id: only.id } }),
        text: [message("replies:ring.how")],
        until: now + holdsMs,
      },
    });
  }
}

/** The doors that the vendor names, else every door of the account that can be opened from here. */
function doorsOf({ entities, account }: Ring, directory: Directory): readonly Entity[] {
  const named = entities.map((id) => directory.entity(id)).filter((one) => one !== undefined);
  const known = named.length > 0 ? named : directory.all().filter((one) => one.account === account);
  return known.filter(({ kind, isHidden, capabilities }) => {
    return kind === "door" && !isHidden && capabilities.includes("door.open");
  });
}

function byPlace(doors: readonly Entity[]): ReadonlyMap<string, readonly Entity[]> {
  return Map.groupBy(doors, ({ place }) => place);
}

function buttonFor(door: Entity): NoticeButton {
  return {
    label: message("replies:ring.open", { door: { kind: "entity", id: door.id } }),
    role: "plain",
    next: {
      kind: "command",
      command: "door open",
      raw: { door: { mention: door.name, candidates: [door.id] } },
      how: "exact",
    },
  };
}
