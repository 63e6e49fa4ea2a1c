import type { DoorHold, DoorReads } from "#core/capabilities.ts";
import type { Attempted, CommandContext } from "#core/command.ts";
import type { Entity, EntityState } from "#core/directory.ts";
import { holdsByUs } from "#core/doors/holds.ts";
import { type BotError, InputError } from "#core/errors.ts";

/** What is known of a door at this moment. */
export interface Look {
  readonly door: Entity;
  readonly state: EntityState;
  /** Epoch ms up to which this is known to hold; undefined when nothing was ever heard. */
  readonly at?: number;
  /** Every ring opens it. */
  readonly hold?: DoorHold;
  /** Why the vendor was not heard just now. */
  readonly failure?: BotError;
}

/** So many doors are asked for anew; of more than these it is told what was last heard. */
const mostAsked = 10;

type Tools = Pick<CommandContext, "reads" | "attempt" | "directory" | "records" | "now">;

/** Looks at doors: asks the vendors where that is quick enough, and takes what was heard before where it is not. */
export async function lookAt(doors: readonly Entity[], tools: Tools): Promise<readonly Look[]> {
  const isAsked = doors.length <= mostAsked;
  const ours = await holdsByUs(doors, tools);
  return Promise.all(
    doors.map(async (door) => {
      if (!isAsked) return known(door, ours.get(door.id), tools);
      const [state, hold] = await Promise.all([
        ask(door, tools, (reads) => reads.state(door.vendorId)),
        ask(door, tools, async (reads) => ({
          hold: await reads.hold?.(door.vendorId),
          isTold: reads.hold !== undefined,
        })),
      ]);
      const before = known(door, holdNow(hold, ours.get(door.id)), tools);
      if (state?.ok === true) return { ...before, state: { ...door.state, ...state.value }, at: tools.now };
      return state === undefined ? before : { ...before, failure: state.error };
    }),
  );
}

function known(door: Entity, hold: DoorHold | undefined, { directory }: Tools): Look {
  const heard = [door.state?.at, directory.heardAt(door.account)].filter((one) => one !== undefined);
  return {
    door,
    state: door.state ?? {},
    ...(heard.length === 0 ? {} : { at: Math.max(...heard) }),
    ...(hold === undefined ? {} : { hold }),
  };
}

/** The vendor knows whether it listens, we know until when: where only one of the two speaks, that one is believed. */
function holdNow(
  told: Attempted<{ readonly hold: DoorHold | undefined; readonly isTold: boolean }> | undefined,
  ours: DoorHold | undefined,
): DoorHold | undefined {
  if (told?.ok !== true || !told.value.isTold) return ours;
  return told.value.hold === undefined ? undefined : { ...ours, ...told.value.hold };
}

/** What the vendor of the door says; undefined where it has nothing of the kind. */
export async function ask<T>(
  door: Entity,
  { reads, attempt }: Pick<CommandContext, "reads" | "attempt">,
  read: (reads: DoorReads) => Promise<T>,
): Promise<Attempted<T> | undefined> {
  const asked = await attempt(door.account, (async () => read(reads.doors(door)))());
  return asked.ok || !(asked.error instanceof InputError) ? asked : undefined;
}

/** One failure of each account: its doors fail alike. */
export function failuresOf(
  looks: readonly { readonly door: Entity; readonly failure?: BotError }[],
): readonly BotError[] {
  const byAccount = new Map(
    looks.flatMap(({ door, failure }) => (failure === undefined ? [] : [[door.account, failure] as const])),
  );
  return [...byAccount.values()];
}
