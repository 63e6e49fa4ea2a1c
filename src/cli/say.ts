import { userInfo } from "node:os";
import { saveFile } from "#adapters/terminal/file.ts";
import { draw } from "#adapters/terminal/outbound.ts";
import type { Outcome, Status } from "#core/outcome.ts";
import type { Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { Turn, TurnInput } from "#core/turn.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { withUsher } from "#src/cli/house.ts";
import type { Usher } from "#src/main.ts";

/** A better outcome is waited for this long. */
const betterWithinMs = 5_000;
const defaultPerson = "owner";

const say: CliCommand = {
  help: `usage: usher say "<text>" [--as <person>] [--locale <tag>] [--confirm] [--json] [--config <file>]

  <text>           a sentence, or the slash form: "/door open front"
  --as <person>    the person who says it (default: ${defaultPerson})
  --locale <tag>   the language it is answered in
  --confirm        press the asker's own button
  --json           print {status, outcome, command, slots, text, buttons, card}

exit code: 0 done, 2 refused, 3 not understood or waiting for more, 4 vendor failed, 5 outcome unknown, 1 anything else`,

  async run(args) {
    const { values, positionals } = readArgs(args, {
      as: { type: "string", default: defaultPerson },
      locale: { type: "string" },
      confirm: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      config: { type: "string" },
    });
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0)
      throw new UsageError('say takes one text: usher say "open the front door"');
    return withUsher(values.config, async (usher) => {
      const person = usher.config.people.find(({ id }) => id === values.as);
      if (person === undefined) throw new UsageError(`there is no person "${values.as}" in the configuration`);
      const speak = (input: TurnInput) => speakAs(values.as, values.locale, input, usher);
      const kind = text.trimStart().startsWith("/") ? "slash" : "utterance";
      const codes: number[] = [];
      for (const { card, heard } of await speak({ kind, text: text.trim() })) {
        const yes = card.buttons.find(({ role }) => role === "yes");
        const isPressed = values.confirm && card.status === "confirm" && yes !== undefined;
        const said = isPressed ? await speak({ kind: "press", token: yes.token }) : [{ card, heard }];
        for (const { card: shown } of said) {
          process.stdout.write(`${values.json ? asJson({ card: shown, heard }) : asText(shown)}\n`);
          codes.push(exitCode(shown.status, shown.outcome));
        }
      }
      return Math.max(...codes);
    });
  },
};

export default say;

interface Said {
  readonly card: Card;
  readonly heard: { readonly command: string | null; readonly slots: Readonly<Record<string, unknown>> };
}

/** One turn, and the best card that arrives in time, for each thing that was asked for. */
async function speakAs(
  person: string,
  locale: string | undefined,
  input: TurnInput,
  usher: Usher,
): Promise<readonly Said[]> {
  const id = usher.newTurnId();
  const identity = { id: `cli:${person}`, platform: "cli", standing: "member", groups: [] } as const;
  const turn: Turn = {
    id,
    key: `cli:${id}`,
    at: usher.clock.now(),
    platform: "cli",
    identity,
    conversation: { id: `cli:${person}`, kind: "direct" },
    ...(locale === undefined ? {} : { locale }),
    operator: userInfo().username,
    input,
  };
  const said: Said[] = [];
  let heard: Said["heard"] = { command: null, slots: {} };
  const responderAt = (at: number): Responder => ({
    show: async (card) => {
      said[at] = { card, heard: said[at]?.heard ?? heard };
    },
    heard: (command, slots) => {
      heard = { command, slots };
    },
    beside: () => responderAt(said.length),
  });
  await Promise.race([usher.bot.handle(turn, responderAt(0)), patience(betterWithinMs)]);
  if (said.length === 0) throw new Error("the turn ended without an answer");
  return said;
}

function patience(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function asJson({ card, heard }: Said): string {
  const { status, outcome, title, text, chart, picture, file } = card;
  return JSON.stringify({
    status,
    outcome,
    command: heard.command,
    slots: heard.slots,
    text: [title, ...text].join("\n"),
    buttons: card.buttons,
    card: {
      ...card,
      ...(picture === undefined ? {} : { picture: { name: picture.name, alt: picture.alt } }),
      ...(chart === undefined ? {} : { chart: { kind: chart.kind, title: chart.title, alt: chart.alt } }),
      ...(file === undefined ? {} : { file: { name: file.name, type: file.type, path: saveFile(file) ?? null } }),
    },
  });
}

function asText(card: Card): string {
  const { isTTY, columns } = process.stdout;
  const savedAs = card.file === undefined ? undefined : saveFile(card.file);
  return draw(card, { isColoured: isTTY === true, numberHint: undefined, columns, savedAs }).lines.join("\n");
}

function exitCode(status: Status, outcome: Outcome | null): number {
  if (outcome === "unknown") return 5;
  const codes: Record<Status, number> = {
    done: 0,
    refused: 2,
    "not-understood": 3,
    confirm: 3,
    approve: 3,
    choose: 3,
    ask: 3,
    failed: 4,
    unknown: 5,
  };
  return codes[status];
}
