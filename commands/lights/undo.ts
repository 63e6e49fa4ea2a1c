import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { lightActs } from "#core/light-plan.ts";
import { message } from "#core/message.ts";
import { namesOf } from "#core/naming.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "lights undo",
  action: "light.set",
  slots: { change: slot.text().optional() },
  async plan(context, { change: id }) {
    const change = await context.change(id);
    const acts = (change?.restores ?? []).flatMap(({ entity, input }) => {
      const light = context.directory.entity(entity);
      return light === undefined ? [] : lightActs(light, input, context);
    });
    if (change === undefined || acts.length === 0) throw new InputError("nothing-to-undo");
    const { unknown } = change;
    return {
      acts,
      question: message("replies:light.undo.question"),
      resultKey: "replies:light.undo",
      facts: [
        { label: message("replies:fact.light"), value: namesOf([...new Set(acts.map(({ entity }) => entity))]) },
        ...(unknown.length === 0 ? [] : [{ label: message("replies:light.undo.not-known"), value: namesOf(unknown) }]),
      ],
      undoes: change.id,
    };
  },
});
