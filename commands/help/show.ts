import { type Command, type CommandContext, defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

/** Without a word what there is, by what it is about; with one everything that has to do with it. Only what is allowed. */
export default defineCommand({
  name: "help show",
  action: null,
  slots: { about: slot.text().optional() },
  async answer(context, { about }) {
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    if (about === undefined) return { ...common, ...overview(context) };
    const noun = about.replace(/^\//, "").trim().toLowerCase();
    const own = context.commands.filter((command) => command.noun === noun);
    const found = own.length > 0 ? own : context.commands.filter((command) => isAbout(command, about, context));
    if (found.length === 0) throw new InputError("help-unknown", { text: about });
    return {
      ...common,
      title: message("replies:help.about", { text: about }),
      facts: found.map((command) => ({ label: slash(command), value: helpOf(command) })),
    };
  },
});

function overview({ commands, person }: CommandContext): Pick<Reply, "title" | "text" | "facts" | "offers"> {
  const areas = [...Map.groupBy(commands, ({ noun }) => noun)];
  return {
    title: message(person.isKnown ? "replies:help.title" : "replies:help.title-guest"),
    text: [message("replies:help.how"), message("replies:help.more")],
    facts: areas.map(([noun, own]) => ({ label: message("commands:slash", { name: `/${noun}` }), value: areaOf(own) })),
    offers: areas
      .filter(([, own]) => own.length > 1)
      .map(
        ([noun]): ReplyOffer => ({
          label: message(`commands:${noun}.description`),
          command: "help show",
          raw: { about: noun },
        }),
      ),
  };
}

function areaOf(commands: readonly Command[]): Value {
  const [only, ...others] = commands;
  if (only !== undefined && others.length === 0) return helpOf(only);
  const verbs = commands.map(({ verb }) => verb).join(", ");
  return message("replies:help.area", { area: message(`commands:${only?.noun ?? ""}.description`), verbs });
}

/** Whether the word stands in the command's name, or in what is said of it in the reader's language. */
function isAbout(command: Command, about: string, { say, locale }: CommandContext): boolean {
  const { noun, verb, name } = command;
  const words = about.toLocaleLowerCase(locale).replace(/^\//, "").trim();
  if (words === "") return false;
  const own = `commands:${noun}.${verb}`;
  const texts = [`commands:${noun}.name`, `commands:${noun}.description`, `${own}.name`, `${own}.title`, `${own}.help`];
  return [name, ...texts.map((key) => say(message(key)))].some((text) => {
    return text.toLocaleLowerCase(locale).includes(words);
  });
}

function slash({ noun, verb }: Command) {
  return message("commands:slash", { name: verb === "show" ? `/${noun}` : `/${noun} ${verb}` });
}

function helpOf({ noun, verb }: Command): Value {
  return message(`commands:${noun}.${verb}.help`);
}
