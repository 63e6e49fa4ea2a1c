import type { LightState } from "#core/capabilities.ts";
import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { membersOf, thingsMeant } from "#core/gather.ts";
import type { JsonObject } from "#core/json.ts";
import { type Fit, fitOf, type Nearest, requestsOf, restoring } from "#core/lights.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { labelOf, namesOf } from "#core/naming.ts";
import type { Act, Plan } from "#core/plan.ts";
import type { Level } from "#core/slots.ts";
import { lightStates } from "#core/thing-states.ts";
import type { Restore, Undo } from "#core/undo.ts";

/** The lights wait no longer than this to be read before they are told anything. */
const patience = { ms: 1500, few: 8 };
/** Different whites of one room that are told one by one. */
const mostNotes = 3;

type States = ReadonlyMap<string, LightState | undefined>;
type Fitted = { readonly light: Entity; readonly fit: Fit };
type Fitting = { readonly light: Entity; readonly fit: Extract<Fit, { input: unknown }> };

/**
 * The plan that does what is wanted to a light, a group, a room or a place. Lights that cannot do it are left out and
 * named; when none can, throws the `InputError` that says so. Reads how the lights are before, for the way back.
 */
export async function planLights(context: CommandContext, target: Entity, wish: Level): Promise<Plan> {
  const { directory } = context;
  const may = (one: Entity): boolean => context.allowedOn(one, "light.set");
  const meant = thingsMeant(directory, target, "light.set", may);
  const thing = { kind: "entity", id: target.id } as const;
  if (meant.length === 0) throw new InputError("not-offered", { thing });
  // What not every lamp can do is told to each lamp of a group by itself.
  const isColour = "kelvin" in wish || "colour" in wish;
  const lights = isColour ? distinct(meant.flatMap((one) => singles(context, one))) : meant;
  const known = await lightStates(context, distinct(lights.flatMap((one) => singles(context, one))), patience);
  const states: States = new Map([...known].map(([id, { state }]) => [id, state]));
  const fitted = lights.map((light): Fitted => ({ light, fit: fitOf(light, wish, states.get(light.id)) }));
  const fitting = fitted.filter((one): one is Fitting => "input" in one.fit);
  const [first] = fitted;
  if (fitting.length === 0 && first !== undefined && "cannot" in first.fit) {
    throw new InputError(first.fit.cannot, { thing });
  }
  return {
    acts: fitting.flatMap(({ light, fit }) => lightActs(light, fit.input, context)),
    question: message("replies:light.set.question", { light: thing }),
    resultKey: "replies:light.set",
    facts: [
      { label: message("replies:fact.light"), value: thing },
      { label: message("replies:fact.level"), value: levelInWords(wish) },
      ...nearestFacts(fitting),
      ...leftOut(fitted),
    ],
    undo: undoOf(context, fitting, wish, states),
  };
}

function distinct(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map((one) => [one.id, one])).values()];
}

/** The lamps of a group as far as they are known, else the light itself. */
function singles({ directory }: CommandContext, light: Entity): readonly Entity[] {
  const members = membersOf(directory, light).filter((one) => one.capabilities.includes("light.set"));
  return members.length === 0 ? [light] : members;
}

/** Tells one light something, in as many acts as it has features in it. */
export function lightActs(light: Entity, input: JsonObject, { directory }: Pick<CommandContext, "directory">): Act[] {
  const members = (light.members ?? []).map((member) => `${light.account}:${member}`);
  const known = members.filter((id) => directory.entity(id) !== undefined);
  return requestsOf(input).map((one) => ({
    capability: "light.set",
    entity: light.id,
    account: light.account,
    vendorId: light.vendorId,
    input: one,
    ...(known.length > 0 ? { alsoJudged: known } : {}),
  }));
}

function undoOf(context: CommandContext, fitting: readonly Fitting[], wish: Level, states: States): Undo {
  const restores: Restore[] = [];
  const unknown: string[] = [];
  for (const { light } of fitting) {
    for (const one of singles(context, light)) {
      const back = restoring(wish, states.get(one.id));
      if (back !== undefined) restores.push({ of: light.id, entity: one.id, input: back.input });
      if (back === undefined || back.isPart) unknown.push(one.id);
    }
  }
  return { restores, unknown };
}

/** What is wanted, in words. */
export function levelInWords(wish: Level): Value | Message {
  if ("level" in wish) return { kind: "percent", percent: wish.level };
  if ("state" in wish) return message(`replies:light.${wish.state}`);
  if ("kelvin" in wish) return { kind: "amount", amount: Math.round(wish.kelvin), unit: "K" };
  if ("colour" in wish) return colourInWords(wish.colour);
  const percent = { kind: "percent", percent: Math.abs(wish.delta) } as const;
  return message(wish.delta > 0 ? "replies:light.brighter" : "replies:light.darker", { percent });
}

function colourInWords(colour: string): Value {
  return colour.startsWith("#") ? colour : message(`replies:colour.${colour}`);
}

/** Where the white wanted is out of range: what it becomes, and the range. */
function nearestFacts(fitting: readonly Fitting[]): Plan["facts"] {
  const clamped = fitting.flatMap(({ light, fit }) =>
    fit.nearest === undefined ? [] : [{ light, near: fit.nearest }],
  );
  const byRange = Map.groupBy(clamped, ({ near }) => JSON.stringify(near));
  return [...byRange.values()].slice(0, mostNotes).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ids = group.map(({ light }) => light.id);
    return [{ label: labelOf(ids), value: message("replies:light.nearest", { ...first.near } satisfies Nearest) }];
  });
}

function leftOut(fitted: readonly Fitted[]): Plan["facts"] {
  const out = fitted.flatMap(({ light, fit }) => ("cannot" in fit ? [{ id: light.id, cannot: fit.cannot }] : []));
  return [...Map.groupBy(out, ({ cannot }) => cannot)].map(([cannot, group]) => ({
    label: message(`replies:light.left-out.${cannot}`),
    value: namesOf(group.map(({ id }) => id)),
  }));
}
