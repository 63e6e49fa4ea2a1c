import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { eachMeant } from "#core/gather.ts";
import { message } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";
import { type StateRow, stateCard, stateTable } from "#core/state-list.ts";
import { shadeInWords } from "#core/state-words.ts";
import { shadeStates } from "#core/thing-states.ts";

const patience = { ms: 4000, few: 24 };

export default defineCommand({
  name: "shade show",
  action: "shade.view",
  slots: { shade: slot.entity("shade", "area", "place").optional() },
  async answer(context, { shade }): Promise<Reply> {
    const shades = context.allowedNow(shadesOf(context, shade));
    if (shades.length === 0) throw new InputError("nothing-usable");
    const known = await shadeStates(context, shades, patience);
    const rows = shades.map((thing): StateRow => {
      const one = known.get(thing.id);
      const { isOpen, closure } = one?.state ?? {};
      const isClosed = closure === undefined ? isOpen === false : closure >= 100;
      const heard = one?.heardAt === undefined ? {} : { heardAt: one.heardAt };
      return { thing, state: shadeInWords(one), rank: one === undefined ? 1 : isClosed ? 2 : 0, ...heard };
    });
    const [only, ...others] = rows;
    if (only !== undefined && others.length === 0 && shade !== undefined) return stateCard(only, [], context.now);
    const open = rows.filter(({ rank }) => rank === 0).length;
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:shade.list", { open, all: rows.length }),
      ...(shade === undefined ? {} : { facts: [named(shade)] }),
      ...stateTable(rows, message("replies:fact.shade"), context),
    };
  },
});

function shadesOf(context: CommandContext, shade: Entity | undefined): readonly Entity[] {
  if (shade === undefined) return context.allowed(["shade"]);
  return eachMeant(context.directory, shade, "shade.view", (one) => context.allowedOn(one));
}

function named({ id }: Entity) {
  return { label: message("replies:fact.shade"), value: { kind: "entity", id } } as const;
}
