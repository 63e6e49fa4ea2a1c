import { type CommandContext, defineCommand } from "#core/command.ts";
import { ChoiceError, InputError } from "#core/errors.ts";
import { askWhich, meant, nearlyMeant, ownerOf, wishAsRaw } from "#core/key-choice.ts";
import type { RunningKey } from "#core/keys.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** Moves the end of a key where that is ours to keep; where the vendor keeps it, a new key takes its place. */
export default defineCommand({
  name: "key extend",
  action: "key.create",
  slots: {
    window: slot.window(),
    who: slot.text().optional(),
    door: slot.entity("door").optional(),
    key: slot.text().optional(),
  },
  positional: ["door", "window", "who"],
  async plan(context, { window, who, door, key }) {
    if (window.until <= context.now) throw new InputError("window-past");
    const { keys } = await context.keys.running(door === undefined ? context.allowed(["door"]) : [door]);
    const open = keys.filter(({ until }) => until !== undefined && until > context.now);
    const found = meant(open, { who, door, key }, context);
    const [only, ...others] = found;
    if (only === undefined || others.length > 0) {
      const raw = { ...wishAsRaw({ door }), window: { until: window.until } };
      const asked = only === undefined ? nearlyMeant(open, { who, door, key }, context) : found;
      askWhich(asked, { command: "key extend", raw }, context);
    }
    const { made, until = 0 } = only;
    if (made?.isEndedByUs !== true || made.state === "making") throw anotherInstead(only, window.until, context);
    const entity = context.directory.entity(only.door);
    if (entity === undefined) throw new InputError("key-unknown");
    const zone = context.placeOf(entity).timezone;
    const end = (at: number) => ({ kind: "instant", at, zone }) as const;
    if (window.until <= until) throw new InputError("key-not-longer", { until: end(until) });
    return {
      acts: [
        {
          capability: "key.create",
          entity: only.door,
          account: only.account,
          vendorId: only.vendorId,
          // From its first day on: a key that is made longer lasts no longer than one made so long.
          input: { extend: made.id, from: made.from, until: window.until },
          alsoJudged: only.opens.filter((id) => id !== only.door && context.directory.entity(id) !== undefined),
        },
      ],
      question: message("replies:key.extend.question"),
      resultKey: "replies:key.extend",
      facts: [
        { label: message("replies:fact.for"), value: ownerOf(only, context) },
        { label: message("replies:fact.door"), value: { kind: "entity", id: only.door } },
        { label: message("replies:key.until-now"), value: end(until) },
        { label: message("replies:fact.until"), value: end(window.until) },
      ],
      isPrivate: true,
    };
  },
});

/** The vendor cannot change it: a new key until then, with a code of its own. */
function anotherInstead(key: RunningKey, until: number, { directory }: CommandContext): ChoiceError {
  const door = { mention: directory.entity(key.door)?.name ?? "", candidates: [key.door] };
  const { uses } = key;
  const name = key.made?.name;
  const raw = {
    door,
    window: { until },
    ...(uses === undefined ? {} : { uses }),
    ...(name === undefined ? {} : { name }),
  };
  return new ChoiceError("key-fixed-end", [{ label: message("replies:key.instead"), command: "key create", raw }]);
}
