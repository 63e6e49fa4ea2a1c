import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";

export default defineCommand({
  name: "me show",
  action: null,
  slots: {},
  async answer(context) {
    const { person } = context;
    // Several commands may come to the same in words.
    const rights = new Map(
      context.commands
        .filter((command) => command.action !== null)
        .map((command) => message(`commands:${command.noun}.${command.verb}.can`))
        .map((right) => [context.say(right), right] as const),
    );
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: person.isKnown ? message("replies:me.title", { name: person.name }) : message("replies:me.title-guest"),
      ...(person.isKnown
        ? {}
        : {
            text: [message("replies:me.guest-how", { identity: person.identities[0] ?? person.id })],
            offers: [{ label: message("replies:guest.button"), command: "access ask", raw: {} }],
          }),
      facts: [
        {
          label: message("replies:me.roles"),
          value:
            person.roles.length > 0 ? { kind: "list", style: "and", of: person.roles } : message("replies:me.none"),
        },
        ...(person.isKnown && person.identities.length > 0
          ? [
              {
                label: message("replies:me.accounts"),
                value: { kind: "list", style: "and", of: person.identities } as const,
              },
            ]
          : []),
        { label: message("replies:me.language"), value: message("replies:language-name") },
        { label: message("replies:me.zone"), value: context.zone },
        {
          label: message("replies:me.may"),
          value:
            rights.size > 0 ? { kind: "list", style: "and", of: [...rights.values()] } : message("replies:me.nothing"),
        },
      ],
    };
  },
});
