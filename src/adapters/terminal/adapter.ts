import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { saveFile } from "#adapters/terminal/file.ts";
import { draw } from "#adapters/terminal/outbound.ts";
import type { Adapter, PlatformServices, Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { Turn, TurnInput } from "#core/turn.ts";

export interface TerminalConfig {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether a person sits there: then there is a prompt and colour. */
  readonly isInteractive: boolean;
  readonly isColoured: boolean;
  /** `terminal:me` unless the composition root says otherwise. */
  readonly identity: string;
  readonly locale?: string;
  /** What the terminal says by itself, already in the person's language. */
  readonly words: {
    readonly hello: readonly string[];
    /** How to press a button, in the language of the card. */
    readonly number: (locale: string) => string;
    readonly bye: string;
  };
  /** Called when the person leaves or the input ends. */
  readonly onEnd: () => void;
}

const prompt = "> ";
const conversationId = "terminal";
/** At the end of a pipe, better outcomes are waited for this long. */
const lastWordsMs = 5_000;

/** A chat in the terminal: one line is one turn, a number presses the button that shows it. */
const terminal: Adapter<TerminalConfig> = {
  name: "terminal",

  async connect(config, services) {
    const { input, output, words } = config;
    const lookOf = ({ file, locale }: Card) => ({
      isColoured: config.isColoured,
      numberHint: words.number(locale),
      columns: "columns" in output && typeof output.columns === "number" ? output.columns : undefined,
      savedAs: file === undefined ? undefined : saveFile(file),
    });
    const write = (lines: readonly string[]) => output.write(`${lines.join("\n")}\n`);
    const lines = createInterface({
      input,
      ...(config.isInteractive ? { output } : {}),
      terminal: config.isInteractive,
      prompt,
    });
    const running = new Set<Promise<void>>();
    let tokens: readonly string[] = [];
    let isOpen = true;

    const show = async (card: Card, above: readonly string[] = []) => {
      const drawn = draw(card, { ...lookOf(card), taken: above.length });
      tokens = [...above, ...drawn.tokens];
      write(["", ...drawn.lines]);
      if (config.isInteractive && isOpen) lines.prompt(true);
    };

    /** What is better known by now, in brief: the whole card stands above already. */
    const improve = async (card: Card) => {
      const brief = { ...card, facts: [], qr: undefined, file: undefined };
      write(["", ...draw(brief, lookOf(brief)).lines]);
      if (config.isInteractive && isOpen) lines.prompt(true);
    };

    /** Starts a turn; resolves when its first card is shown, so that a late outcome never blocks the next line. */
    const take = (text: string) =>
      new Promise<void>((resolve) => {
        const responderAfter = (above: () => readonly string[]): Responder => {
          let isAnswered = false;
          return {
            show: async (card) => {
              await (isAnswered ? improve(card) : show(card, above()));
              isAnswered = true;
              resolve();
            },
            progress: async (card) => {
              if (!isAnswered) write([`… ${card.title}`]);
            },
            beside: () => responderAfter(() => tokens),
          };
        };
        const turn = turnFor(inputFor(text, tokens), config, services);
        const whole = services.bot
          .handle(
            turn,
            responderAfter(() => []),
          )
          .finally(() => {
            running.delete(whole);
            resolve();
          });
        running.add(whole);
      });

    const converse = async () => {
      for await (const line of lines) {
        const text = line.trim();
        if (text === "exit" || text === "quit") break;
        if (text === "" && config.isInteractive) lines.prompt();
        else await take(text);
      }
      isOpen = false;
      await Promise.race([Promise.allSettled(running), patience(lastWordsMs)]);
      write(["", words.bye]);
      config.onEnd();
    };

    write(words.hello);
    if (config.isInteractive) lines.prompt();
    const ended = converse();

    return {
      routes: [],
      platform: {
        name: "terminal",
        isReady: () => isOpen,
        async notify(identity, card) {
          if (identity !== config.identity) return false;
          await show(card);
          return true;
        },
        async announce(conversation, card) {
          if (conversation !== conversationId) return false;
          await show(card);
          return true;
        },
        async stop() {
          lines.close();
          await ended;
        },
      },
    };
  },
};

export default terminal;

function inputFor(text: string, tokens: readonly string[]): TurnInput {
  const token = /^\d{1,2}$/.test(text) ? tokens[Number(text) - 1] : undefined;
  if (token !== undefined) return { kind: "press", token };
  return { kind: text.startsWith("/") ? "slash" : "utterance", text };
}

function turnFor(input: TurnInput, config: TerminalConfig, { clock, newTurnId }: PlatformServices): Turn {
  const id = newTurnId();
  return {
    id,
    key: `terminal:${id}`,
    at: clock.now(),
    platform: "terminal",
    identity: { id: config.identity, platform: "terminal", standing: "member", groups: [] },
    conversation: { id: conversationId, kind: "direct" },
    ...(config.locale === undefined ? {} : { locale: config.locale }),
    input,
  };
}

function patience(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
