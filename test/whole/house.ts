import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { Turn, TurnInput } from "#core/turn.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

export interface Fault {
  readonly [key: string]: unknown;
}

interface TurnOptions {
  readonly locale?: string;
  readonly at?: number;
  readonly key?: string;
  /** Does not wait for better outcomes. */
  readonly isFirstEnough?: boolean;
}

/** The whole of Usher on its own sandbox, spoken to as any of its people. */
export async function openWholeHouse(
  edit: (config: string) => string = (config) => config,
  files: Readonly<Record<string, string>> = {},
  shared?: Sandbox,
) {
  const folder = await mkdtemp(join(tmpdir(), "usher-whole-"));
  const sandbox: Sandbox = shared ?? (await startSandbox({ clock: systemClock, random: systemRandom }));
  const file = join(folder, "usher.yaml");
  await writeFile(file, edit(sandbox.config));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const usher: Usher = await createUsher({
    config: await readFileConfig(file),
    log: silent,
    isExclusive: false,
    patienceMs: 10_000,
    freshForMs: 0,
  });

  function turnOf(person: string, input: TurnInput, options: TurnOptions = {}): Turn {
    const id = usher.newTurnId();
    return {
      id,
      key: options.key ?? `cli:${id}`,
      at: options.at ?? usher.clock.now(),
      platform: "cli",
      identity: { id: `cli:${person}`, platform: "cli", standing: "member", groups: [] },
      conversation: { id: `cli:${person}`, kind: "direct" },
      ...(options.locale === undefined ? {} : { locale: options.locale }),
      operator: "tester",
      input,
    };
  }

  /** One turn; gives every card in the order shown, better outcomes included. */
  async function turn(person: string, input: TurnInput, options: TurnOptions = {}) {
    const cards: Card[] = [];
    const given = turnOf(person, input, options);
    const { promise: isAnswered, resolve: answered } = Promise.withResolvers<void>();
    const whole = usher.bot.handle(given, {
      show: async (card) => {
        cards.push(card);
        answered();
      },
    });
    await (options.isFirstEnough === true ? Promise.race([isAnswered, whole]) : whole);
    return cards;
  }

  async function say(person: string, text: string, locale?: string): Promise<Card> {
    const kind = text.startsWith("/") ? "slash" : "utterance";
    return last(await turn(person, { kind, text }, locale === undefined ? {} : { locale }));
  }

  async function press(person: string, card: Card, role: "yes" | "plain" = "yes"): Promise<Card> {
    const token = card.buttons.find((one) => one.role === role)?.token;
    if (token === undefined) throw new Error(`no ${role} button on "${card.title}"`);
    return last(await turn(person, { kind: "press", token }));
  }

  /** As `say`, without waiting for a better outcome. */
  async function sayBriefly(person: string, text: string, locale?: string): Promise<Card> {
    const kind = text.startsWith("/") ? "slash" : "utterance";
    const brief = { isFirstEnough: true, ...(locale === undefined ? {} : { locale }) };
    return last(await turn(person, { kind, text }, brief));
  }

  /** As `press` on yes, without waiting for a better outcome. */
  async function pressBriefly(person: string, card: Card): Promise<Card> {
    const token = card.buttons.find((one) => one.role === "yes")?.token ?? "";
    return last(await turn(person, { kind: "press", token }, { isFirstEnough: true }));
  }

  async function choose(person: string, card: Card, label: string): Promise<Card> {
    const token = card.choices.find((one) => one.label === label)?.token;
    if (token === undefined) throw new Error(`"${label}" is not offered on "${card.title}"`);
    return last(await turn(person, { kind: "press", token }));
  }

  async function control(vendor: keyof Sandbox["clouds"], path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`${sandbox.clouds[vendor].url}${path}`, init)).json();
  }

  return {
    usher,
    sandbox,
    folder,
    file,
    turn,
    turnOf,
    say,
    press,
    sayBriefly,
    pressBriefly,
    choose,
    control,
    setFaults: (vendor: keyof Sandbox["clouds"], ...faults: readonly Fault[]) => control(vendor, "/_faults", faults),
    /** Calls to a vendor whose operation contains the text and that the cloud carried out. */
    async carriedOut(vendor: keyof Sandbox["clouds"], operation: string): Promise<number> {
      const log = (await control(vendor, "/_log")) as { path: string; operation?: string; hasActed: boolean }[];
      return log.filter((one) => one.hasActed && (one.operation ?? one.path).includes(operation)).length;
    },
    async close() {
      await usher.close();
      if (shared === undefined) await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type WholeHouse = Awaited<ReturnType<typeof openWholeHouse>>;

function last(cards: readonly Card[]): Card {
  const card = cards.at(-1);
  if (card === undefined) throw new Error("no card was shown");
  return card;
}
