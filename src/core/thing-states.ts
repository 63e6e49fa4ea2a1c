import type { DoorState, LightState, Reads, ShadeState } from "#core/capabilities.ts";
import type { Directory, Entity, EntityState } from "#core/directory.ts";

/** What is known of a thing, and whether it was read just now. */
export interface Known<S> {
  readonly state: S;
  /** Epoch ms of the word on it, when it is not of this moment; absent too when nobody knows. */
  readonly heardAt?: number;
}

export interface Patience {
  /** How long all of them are waited for. */
  readonly ms: number;
  /** Up to so many are read now; of more, only those of which nothing was heard, and never more than ten times as many. */
  readonly few: number;
}

type Context = { readonly reads: Reads; readonly directory: Directory };
type Read<S> = (entity: Entity) => Promise<S>;

/** How lights are, by entity id; absent where nothing is known. */
export function lightStates(context: Context, lights: readonly Entity[], patience: Patience) {
  const read = (light: Entity): Promise<LightState> => context.reads.lights(light).state(light.vendorId);
  return statesOf(context, lights, read, ({ isOn }) => isOn !== undefined, patience);
}

/** How shades are, by entity id; absent where nothing is known. */
export function shadeStates(context: Context, shades: readonly Entity[], patience: Patience) {
  const read = (shade: Entity): Promise<ShadeState> => context.reads.shades(shade).state(shade.vendorId);
  const tells = ({ isOpen, closure }: EntityState): boolean => isOpen !== undefined || closure !== undefined;
  return statesOf(context, shades, read, tells, patience);
}

/** How doors are, by entity id; absent where nothing is known. */
export function doorStates(context: Context, doors: readonly Entity[], patience: Patience) {
  const read = (door: Entity): Promise<DoorState> => context.reads.doors(door).state(door.vendorId);
  const tells = ({ isOpen, isLocked }: EntityState): boolean => isOpen !== undefined || isLocked !== undefined;
  return statesOf(context, doors, read, tells, patience);
}

/** Read now where that can be had in time, else as last heard. */
async function statesOf<S extends object>(
  { directory }: Pick<Context, "directory">,
  things: readonly Entity[],
  read: Read<S>,
  tells: (state: EntityState) => boolean,
  { ms, few }: Patience,
): Promise<ReadonlyMap<string, Known<S | EntityState>>> {
  const { promise: isLate, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  const unheard = things.filter(({ state }) => state === undefined || !tells(state));
  const toRead = new Set(things.length <= few ? things : unheard.slice(0, 10 * few));
  const found = await Promise.all(
    things.map(async (thing): Promise<readonly (readonly [string, Known<S | EntityState>])[]> => {
      const fresh = toRead.has(thing) ? await Promise.race([quietly(() => read(thing)), isLate]) : undefined;
      if (fresh !== undefined) return [[thing.id, { state: fresh }]];
      const { state } = thing;
      if (state === undefined || !tells(state)) return [];
      const heardAt = state.at ?? directory.heardAt(thing.account);
      return [[thing.id, { state, ...(heardAt === undefined ? {} : { heardAt }) }]];
    }),
  );
  clearTimeout(timer);
  return new Map(found.flat());
}

/** Looking is not worth failing for: what cannot be read is not known. */
async function quietly<S>(read: () => Promise<S>): Promise<S | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
