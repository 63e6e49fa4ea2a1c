import type { Action } from "#core/actions.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity, EntityKind } from "#core/directory.ts";
import { withoutGroups } from "#core/gather.ts";
import type { AccountHealth } from "#core/health.ts";
import { message, type Value } from "#core/message.ts";
import { namesOf } from "#core/naming.ts";
import type { Reply } from "#core/reply.ts";
import { ago } from "#core/state-list.ts";
import { doorStates, lightStates, shadeStates } from "#core/thing-states.ts";

const patience = { ms: 3000, few: 8 };
/** Per cent at which a battery is worth a word. */
const lowBattery = 20;
/** What makes a thing one that this person may look at. */
const views = {
  door: "door.view",
  light: "light.view",
  shade: "shade.view",
  scene: "scene.view",
  timer: "race.view",
  sensor: "energy.view",
} as const satisfies Readonly<Partial<Record<EntityKind, Action>>>;

type Fact = NonNullable<Reply["facts"]>[number];

export default defineCommand({
  name: "status show",
  action: null,
  slots: {},
  async answer(context): Promise<Reply> {
    const mine = mineOf(context);
    if (mine.length === 0) return { ...common, title: message("replies:status.nothing") };
    const of = (kind: EntityKind) => mine.filter((one) => one.kind === kind);
    const lights = withoutGroups(context.directory, of("light"));
    const doors = of("door");
    const shades = of("shade");
    const [lit, open, moved, health] = await Promise.all([
      lightStates(context, lights, patience),
      doorStates(context, doors, patience),
      shadeStates(context, shades, patience),
      context.health([...new Set(mine.map(({ account }) => account))]),
    ]);
    const inState = (things: readonly Entity[], test: (one: Entity) => boolean | undefined) =>
      things.filter((one) => test(one) === true).map(({ id }) => id);
    const state = (one: Entity) => ({
      ...one.state,
      ...(open.get(one.id) ?? moved.get(one.id) ?? lit.get(one.id))?.state,
    });
    const facts: readonly Fact[] = [
      ...listed(
        "on",
        inState(lights, (one) => state(one).isOn),
      ),
      ...listed(
        "open",
        inState(doors, (one) => state(one).isOpen),
      ),
      ...listed(
        "unlocked",
        inState(doors, (one) => state(one).isLocked === false),
      ),
      ...listed(
        "shades-open",
        inState(shades, (one) => state(one).isOpen),
      ),
      ...listed(
        "offline",
        inState(mine, (one) => state(one).isOnline === false),
      ),
      ...batteries(mine),
      ...listed("not-known", notKnown([...lights, ...doors, ...shades], [lit, open, moved])),
    ];
    const down = health.filter(({ isWell }) => !isWell);
    return {
      ...common,
      tone: down.length > 0 ? "warning" : "neutral",
      title: down.length > 0 ? message("replies:status.trouble") : message("replies:status.title"),
      text: [
        ...down.map(({ account, problem }) => message(`errors:${problem ?? "vendor-unavailable"}`, { account })),
        ...(facts.length === 0 ? [message("replies:status.calm")] : []),
      ],
      facts,
      table: accountTable(health, context),
    };
  },
});

const common = { status: "done", outcome: null, visibility: "private" } as const;

/** Everything that this person may look at now. */
function mineOf(context: CommandContext): readonly Entity[] {
  const all = Object.entries(views) as readonly (readonly [EntityKind, Action])[];
  return all.flatMap(([kind, action]) => context.allowedNow(context.allowed([kind], action), action));
}

function listed(what: string, ids: readonly string[]): readonly Fact[] {
  return ids.length === 0 ? [] : [{ label: message(`replies:status.${what}`), value: namesOf(ids) }];
}

function batteries(things: readonly Entity[]): readonly Fact[] {
  const low = things
    .flatMap(({ id, state }) =>
      state?.battery !== undefined && state.battery <= lowBattery ? [{ id, battery: state.battery }] : [],
    )
    .sort((a, b) => a.battery - b.battery);
  const [first] = low;
  if (first === undefined) return [];
  const names = namesOf(low.map(({ id }) => id));
  const percent = { kind: "percent", percent: first.battery } as const;
  const value = low.length === 1 ? message("replies:status.battery", { thing: names, percent }) : names;
  return [{ label: message("replies:status.low"), value }];
}

/** What nobody could tell anything about. */
function notKnown(things: readonly Entity[], known: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  return things.filter(({ id }) => known.every((one) => !one.has(id))).map(({ id }) => id);
}

function accountTable(health: readonly AccountHealth[], { now }: CommandContext): Reply["table"] {
  return {
    columns: [
      { label: message("replies:fact.account"), align: "left" },
      { label: message("replies:fact.state"), align: "left" },
      { label: message("replies:status.data"), align: "left" },
    ],
    rows: health.map(({ account, isWell, downSince, heardAt }): readonly Value[] => [
      account,
      isWell ? message("replies:status.well") : message("replies:status.down", { since: ago(downSince ?? now, now) }),
      heardAt === undefined ? message("replies:status.never") : ago(heardAt, now),
    ]),
  };
}
