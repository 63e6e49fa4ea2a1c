import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { eachMeant, withoutGroups } from "#core/gather.ts";
import { message } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";
import { type StateRow, stateCard, stateTable } from "#core/state-list.ts";
import { lightInWords, whiteInWords } from "#core/state-words.ts";
import { lightStates } from "#core/thing-states.ts";

const patience = { ms: 4000, few: 24 };

export default defineCommand({
  name: "lights show",
  action: "light.view",
  slots: { light: slot.entity("light", "area", "place").optional() },
  async answer(context, { light }): Promise<Reply> {
    const lights = context.allowedNow(lightsOf(context, light));
    if (lights.length === 0) throw new InputError("nothing-usable");
    const known = await lightStates(context, lights, patience);
    const rows = lights.map((thing): StateRow => {
      const one = known.get(thing.id);
      const { isOn } = one?.state ?? {};
      const heard = one?.heardAt === undefined ? {} : { heardAt: one.heardAt };
      return { thing, state: lightInWords(one), rank: isOn === true ? 0 : isOn === undefined ? 1 : 2, ...heard };
    });
    const [only, ...others] = rows;
    if (only !== undefined && others.length === 0 && light !== undefined) {
      const white = whiteInWords(known.get(only.thing.id));
      return stateCard(
        only,
        white === undefined ? [] : [{ label: message("replies:state.white"), value: white }],
        context.now,
      );
    }
    const on = rows.filter(({ rank }) => rank === 0).length;
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:light.list", { on, all: rows.length }),
      ...(light === undefined ? {} : { facts: [named(light)] }),
      ...stateTable(rows, message("replies:fact.light"), context),
    };
  },
});

function lightsOf(context: CommandContext, light: Entity | undefined): readonly Entity[] {
  const { directory } = context;
  if (light === undefined) return withoutGroups(directory, context.allowed(["light"]));
  return eachMeant(directory, light, "light.view", (one) => context.allowedOn(one));
}

function named({ id }: Entity) {
  return { label: message("replies:fact.light"), value: { kind: "entity", id } } as const;
}
