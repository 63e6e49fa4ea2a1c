import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { type InputCode, InputError } from "#core/errors.ts";
import { thingsMeant } from "#core/gather.ts";
import type { JsonObject } from "#core/json.ts";
import { type Message, message } from "#core/message.ts";
import { namesOf } from "#core/naming.ts";
import type { Plan } from "#core/plan.ts";

/** What is wanted of a shade: a move, or how far it shall be closed (0 open .. 100 closed). */
export type ShadeWish = { readonly to: "open" | "close" | "stop" | "my" } | { readonly closure: number };

type Cannot = Extract<InputCode, `shade-${string}`>;
type Fit = { readonly input: JsonObject } | { readonly cannot: Cannot };

/** What this shade is told, or why it cannot be told so; it has what it does not say that it lacks. */
export function fitOf({ traits }: Pick<Entity, "traits">, wish: ShadeWish): Fit {
  const { position, stop, my } = traits ?? {};
  if ("closure" in wish) {
    if (position !== false) return { input: { closure: wish.closure } };
    if (wish.closure === 0) return { input: { to: "open" } };
    return wish.closure === 100 ? { input: { to: "close" } } : { cannot: "shade-no-position" };
  }
  if (wish.to === "my" && my === false) return { cannot: "shade-no-my" };
  // Where there is no stop, the favourite button stops what moves.
  if (wish.to === "stop" && stop === false && my === false) return { cannot: "shade-no-stop" };
  return { input: { to: wish.to } };
}

/** The plan that moves a shade, or all shades of a room or a place; those that cannot do it are left out and named. */
export function planShades(context: CommandContext, target: Entity, wish: ShadeWish): Plan {
  const may = (one: Entity): boolean => context.allowedOn(one, "shade.move");
  const shades = thingsMeant(context.directory, target, "shade.move", may);
  const thing = { kind: "entity", id: target.id } as const;
  if (shades.length === 0) throw new InputError("not-offered", { thing });
  const fitted = shades.map((shade) => ({ shade, fit: fitOf(shade, wish) }));
  const acts = fitted.flatMap(({ shade, fit }): Plan["acts"] => {
    if (!("input" in fit)) return [];
    const { id, account, vendorId } = shade;
    return [{ capability: "shade.move", entity: id, account, vendorId, input: fit.input }];
  });
  const out = fitted.flatMap(({ shade, fit }) => ("cannot" in fit ? [{ id: shade.id, cannot: fit.cannot }] : []));
  const [first] = out;
  if (acts.length === 0 && first !== undefined) throw new InputError(first.cannot, { thing });
  const key = "to" in wish && wish.to === "stop" ? "replies:shade.stop" : "replies:shade.move";
  return {
    acts,
    question: message(`${key}.question`, { shade: thing }),
    resultKey: key,
    facts: [
      { label: message("replies:fact.shade"), value: thing },
      { label: message("replies:fact.position"), value: wishInWords(wish) },
      ...(out.length === 0
        ? []
        : [{ label: message("replies:shade.left-out"), value: namesOf(out.map(({ id }) => id)) }]),
    ],
  };
}

function wishInWords(wish: ShadeWish): Message {
  return "to" in wish ? message(`replies:shade.to.${wish.to}`) : closedBy(wish.closure);
}

/** How far something is closed, in words: percent alone would be read both ways. */
export function closedBy(closure: number): Message {
  if (closure <= 0) return message("replies:shade.to.open");
  if (closure >= 100) return message("replies:shade.to.close");
  return message("replies:shade.closed-by", { percent: { kind: "percent", percent: closure } });
}
