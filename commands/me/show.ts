import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";

export default defineCommand({
  name: "me show",
  action: null,
  slots: {},
  async answer(context) {
    const { person } = context;
    const rights = context.commands
      .filter((command) => command.action !== null)
      .map((command) => message(`commands:${command.noun}.${command.verb}.can`));
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
        {
          label: message("replies:me.may"),
          value: rights.length > 0 ? { kind: "list", style: "and", of: rights } : message("replies:me.nothing"),
        },
      ],
    };
  },
});
