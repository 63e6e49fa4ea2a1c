import { type Command, defineCommand } from "#core/command.ts";
import { message, type Value } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "help show",
  action: null,
  slots: { about: slot.text().optional() },
  async answer(context, { about }) {
    const asked = about?.toLocaleLowerCase(context.locale);
    const matching = context.commands.filter((command) => asked === undefined || command.name.includes(asked));
    const commands = matching.length > 0 ? matching : context.commands;
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message(context.person.isKnown ? "replies:help.title" : "replies:help.title-guest"),
      text: [message("replies:help.how")],
      facts: commands.map((command) => ({
        label: { key: "commands:slash", values: { name: slash(command) } },
        value: helpOf(command),
      })),
    };
  },
});

function slash(command: Command): string {
  return command.verb === "show" ? `/${command.noun}` : `/${command.noun} ${command.verb}`;
}

function helpOf(command: Command): Value {
  return message(`commands:${command.noun}.${command.verb}.help`);
}
