import { createAsks } from "#core/asks.ts";
import { askBack, type ChoiceTools, deadButton, type Next, offer, type Situation, withForm } from "#core/choices.ts";
import type { Command } from "#core/command.ts";
import { type ContextTools, createContext } from "#core/context.ts";
import { createDialogue } from "#core/dialogue.ts";
import { AccessError, BotError, InputError, mendable, SlotError } from "#core/errors.ts";
import { isRemembered } from "#core/follow.ts";
import type { Answer } from "#core/gate.ts";
import type { Reading, ReadingContext } from "#core/language.ts";
import { inIds, isShowable, visibleIn } from "#core/mentions.ts";
import { message } from "#core/message.ts";
import { openOffers, openPanel } from "#core/panel.ts";
import type { Who } from "#core/person.ts";
import { askCard, failureCard, lateCard, noCard, wordFailure } from "#core/plain-cards.ts";
import type { Bot, Clock, Log, Responder, Wording } from "#core/ports.ts";
import { tellProgress } from "#core/progress.ts";
import { type Heard, nothingBefore, type ReadTools, readInput } from "#core/read.ts";
import type { Placement, Reply } from "#core/reply.ts";
import { type Gap, type Raw, resolve } from "#core/resolve.ts";
import { hasSecrets, withoutSecrets } from "#core/secrets.ts";
import type { Turn, TurnInput } from "#core/turn.ts";
import { notUnderstood, whichOne } from "#core/unclear.ts";

export interface DispatchDeps extends ChoiceTools, ContextTools {
  readonly wording: Wording;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether an error is the store's: then nothing was done. */
  isStoreFailure(error: unknown): boolean;
  /** Told of every answered turn, for figures. */
  observe?(turn: {
    readonly platform: string;
    readonly status: string;
    readonly outcome: string | null;
    readonly tookMs: number;
  }): void;
}

/** One turn as it is worked on. */
interface Work extends Situation {
  readonly who: Who;
  readonly heard: (command: string, raw: Raw) => void;
  /** Where a card belongs that tells how it goes; nowhere when what was pressed is everybody's. */
  place: Placement | undefined;
  /** What else was asked for in the same breath. */
  readonly more: (() => Promise<Answer>)[];
}

/** A command with what was said for it. */
type Said = Pick<Extract<Heard, { kind: "command" }>, "command" | "raw" | "how">;

/** What every adapter talks to. */
export interface Dispatcher extends Bot {
  /** Resolves when every running turn has ended. */
  drain(): Promise<void>;
}

/**
 * The path of one turn: admit, identify, read, resolve, then the command's answer or its plan through the gate.
 * It judges nothing itself.
 */
export function createDispatcher(deps: DispatchDeps): Dispatcher {
  const { gate, store, wording, clock, log } = deps;
  const commands = new Map(deps.commands.map((command) => [command.name, command]));
  const dialogue = createDialogue();
  const running = new Set<Promise<void>>();
  const viewer = (who: Who) => ({ who, directory: deps.directory, rights: gate.rights });
  const unclearTools = { ...deps, commands };

  async function handle(turn: Turn, responder: Responder): Promise<void> {
    const started = clock.now();
    const admitted = await gate.admit(turn);
    if (admitted === "seen") return;
    const who = gate.identify(turn);
    const { person } = who;
    const chosen = await store.preference(person.id, "locale").catch(() => undefined);
    const locale = wording.bestLocale([chosen, turn.locale, person.locale]);
    const heard = (command: string, raw: Raw) =>
      responder.heard?.(command, inIds(withoutSecrets(commands.get(command), raw), viewer(who)));
    const work: Work = { turn, who, person, locale, now: started, heard, place: "new", more: [] };
    const quiet = tellProgress(work, responder, deps);
    const answer = await caught(work, () => (admitted === "late" ? tooLate(work) : answerTo(turn.input, work)));
    quiet();
    const after = isLanguageChange(answer.reply) ? await store.preference(person.id, "locale") : undefined;
    const spoken = after === undefined ? locale : wording.bestLocale([after]);
    await show(await goingOn(answer.reply, work), spoken, turn, responder);
    const shown = [{ answer, responder }];
    for (const next of work.more) {
      const beside = responder.beside?.() ?? responder;
      const other = await caught(work, next);
      await show(await goingOn(other.reply, work), spoken, turn, beside);
      shown.push({ answer: other, responder: beside });
    }
    const { status, outcome } = answer.reply;
    const answered = { platform: turn.platform, status, outcome, tookMs: clock.now() - started };
    deps.observe?.(answered);
    log.info("turn", { turn: turn.id, input: turn.input.kind, ...answered });
    const improve = async ({ answer: { later }, responder: there }: (typeof shown)[number]) => {
      const better = await later?.();
      if (better !== undefined) await show(better, spoken, turn, there);
    };
    await Promise.all(shown.map(improve));
  }

  /** The card with what may or must be said next. */
  async function goingOn(reply: Reply, work: Work): Promise<Reply> {
    const { asks, ...rest } = await openOffers(reply, work, deps);
    const command = asks === undefined ? undefined : commands.get(asks.command);
    if (asks === undefined || command === undefined) return rest;
    const question = { command: command.name, raw: {}, slot: asks.slot, how: "exact" } as const;
    if (work.turn.conversation.kind === "direct") dialogue.ask(work.turn, work.person.id, question, work.now);
    return { ...rest, ...(await formFor({ command, raw: {}, how: "exact" }, work)) };
  }

  /** Kept for nobody: what answers a question for a secret, and what begins like a command that takes one. */
  function mayHoldSecret(turn: Turn, { person, now, locale }: Omit<Work, "turn">): boolean {
    const { input } = turn;
    const question = dialogue.take(turn, person.id, now);
    const found = input.kind === "slash" ? deps.language.findCommand(input.text, locale) : undefined;
    const said = input.kind === "command" ? commands.get(input.command) : undefined;
    const named = found !== undefined && "command" in found ? found.command : said;
    return hasSecrets(named) || hasSecrets(commands.get(question?.command ?? ""));
  }

  /** What has happened stays true when its card cannot be shown: a failed delivery is logged and says nothing else. */
  async function show(reply: Reply, locale: string, turn: Turn, responder: Responder): Promise<void> {
    try {
      await responder.show(wording.card(reply, locale));
    } catch (error) {
      log.error("card-not-shown", { turn: turn.id, status: reply.status, outcome: reply.outcome, error });
    }
  }

  /** The one catch around a command: every error becomes a card. */
  async function caught(work: Work, run: () => Promise<Answer>): Promise<Answer> {
    try {
      return await run();
    } catch (error) {
      return { reply: await replyFor(error, work) };
    }
  }

  async function replyFor(error: unknown, work: Work): Promise<Reply> {
    const { turn, who } = work;
    if (error instanceof AccessError) return gate.refuse(turn, who, "", error);
    if (error instanceof BotError) {
      log.debug("turn-failed", { turn: turn.id, code: error.code });
      return wordFailure(error);
    }
    if (deps.isStoreFailure(error)) return gone(error, turn);
    log.error("defect", { turn: turn.id, error });
    return { ...failureCard, text: [message("errors:defect", { id: turn.id })] };
  }

  /** Without the store nothing was done: what acts writes there first. */
  function gone(error: unknown, turn: Turn): Reply {
    log.error("store-failed", { turn: turn.id, error });
    return { ...failureCard, text: [message("errors:store-down")] };
  }

  async function tooLate({ turn, ...rest }: Work): Promise<Answer> {
    const why = gate.lateness(turn);
    if (why.code !== "turn-late") throw why;
    const again: Next = { kind: "restart", input: JSON.parse(JSON.stringify(turn.input)) };
    const isRepeatable = turn.input.kind !== "press" && !mayHoldSecret(turn, rest);
    const choices = isRepeatable
      ? await offer([{ label: message("replies:late.again"), next: again }], { turn, ...rest }, deps)
      : [];
    return { reply: { ...lateCard, text: [message(`errors:${why.code}`)], choices } };
  }

  async function answerTo(input: TurnInput, work: Work): Promise<Answer> {
    if (input.kind === "press") return press(input.token, work);
    const { turn, person, now } = work;
    const before = { question: dialogue.take(turn, person.id, now), last: dialogue.last(turn, person.id, now) };
    const zone = deps.zoneOf(turn);
    const heard = readInput(input, before, contextOf(work, zone), readToolsFor(work.who));
    return goOn(heard, input, work, zone);
  }

  const readToolsFor = (who: Who): ReadTools => ({
    language: deps.language,
    commands,
    directory: deps.directory,
    sees: (mention) => visibleIn(mention, viewer(who)) !== undefined,
  });
  const contextOf = ({ locale, now }: Work, zone: string): ReadingContext => ({ locale, now, zone });

  async function goOn(heard: Heard, input: TurnInput, work: Work, zone: string): Promise<Answer> {
    switch (heard.kind) {
      case "word":
        return word(heard.word, work);
      case "declined":
        return { reply: { ...noCard, title: message("replies:declined"), text: [heard.reason] } };
      case "nothing":
        return { reply: await notUnderstood(heard, work, unclearTools) };
      case "several":
        return several(heard.readings, work);
      case "requests": {
        const [first, ...others] = heard.requests.map(({ text, heard: one }) => {
          return () => goOn(one, { kind: "utterance", text }, work, zone);
        });
        if (first === undefined) throw new TypeError("no requests");
        work.more.push(...others);
        return first();
      }
      case "command":
        return runCommand(heard, work, (other) => {
          if (other === zone) return undefined;
          const again = readInput(input, nothingBefore, contextOf(work, other), readToolsFor(work.who));
          return again.kind === "command" ? again.raw : undefined;
        });
    }
  }

  async function runCommand(
    heard: Said & Pick<Extract<Heard, { kind: "command" }>, "fault">,
    work: Work,
    readIn: (zone: string) => Raw | undefined,
  ): Promise<Answer> {
    const { command } = heard;
    const { turn, who } = work;
    work.heard(command.name, heard.raw);
    // Who may do this nowhere is refused before any name is looked at.
    if (command.action !== null && !gate.rights.mayAnywhere(who, command.action)) {
      const code = who.person.isKnown ? "not-allowed" : "not-linked";
      const error = new AccessError(code, { identity: turn.identity.id });
      return { reply: await gate.refuse(turn, who, command.action, error) };
    }
    if (heard.fault !== undefined && isShowable(heard.raw, viewer(who))) {
      const text = [heard.fault, message(`commands:${command.noun}.${command.verb}.usage`)];
      return { reply: { ...askCard, text, ...(await formFor(heard, work)) } };
    }
    try {
      return await fillAndRun(heard, work, readIn);
    } catch (error) {
      if (!(error instanceof InputError) || !mendable.has(error.code)) throw error;
      return { reply: await mending(error, heard, work) };
    }
  }

  /** What was said is not lost: the form holds it, to be mended there; or the one slot is asked for. */
  async function mending(error: InputError, heard: Said, work: Work): Promise<Reply> {
    const asked = error instanceof SlotError ? await askAnew(error.slot, heard, work) : undefined;
    if (asked !== undefined && error.code === "slot-missing") return asked;
    return { ...wordFailure(error), ...(await formFor(heard, work)) };
  }

  /** The question for one slot; what was said for it before is not meant. */
  async function askAnew(name: string, heard: Said, work: Work): Promise<Reply | undefined> {
    const slot = heard.command.described.find((one) => one.name === name);
    const { [name]: _, ...raw } = heard.raw;
    return slot === undefined ? undefined : question({ kind: "missing", slot, options: [] }, { ...heard, raw }, work);
  }

  function question(gap: Gap, said: Said, work: Work): Promise<Reply> {
    const { command, raw, how } = said;
    const { turn, person, now } = work;
    dialogue.ask(turn, person.id, { command: command.name, raw, slot: gap.slot.name, how }, now);
    return askBack(command, gap, { ...said, zone: deps.zoneOf(turn) }, work, deps);
  }

  async function formFor({ command, raw, how }: Said, work: Work): Promise<Pick<Reply, "form">> {
    if (command.described.length === 0) return {};
    const { form } = await withForm(command, [], { raw, how, zone: deps.zoneOf(work.turn) }, work, deps);
    return { form };
  }

  async function fillAndRun(heard: Said, work: Work, readIn: (zone: string) => Raw | undefined): Promise<Answer> {
    const { command, how } = heard;
    const { turn, who } = work;
    const resolved = resolveInZone(command, heard.raw, who, readIn);
    if (resolved.kind === "ready") {
      work.heard(command.name, resolved.raw);
      const request = { command: command.name, raw: resolved.raw };
      if (isRemembered(command)) dialogue.remember(turn, work.person.id, request, work.now);
    }
    if (resolved.kind === "gap") return { reply: await question(resolved.gap, heard, work) };
    const context = createContext(command, work, deps);
    if (command.answer !== undefined) {
      const ids = resolved.entities.map(({ id }) => id);
      const refused = await gate.mayRead(turn, who, command.action, ids);
      return { reply: refused ?? (await live(await command.answer(context, resolved.slots), work)) };
    }
    if (command.plan === undefined) throw new TypeError(`command ${command.name} neither answers nor plans`);
    const plan = await command.plan(context, resolved.slots);
    return gate.ask({ turn, who, command: command.name, plan, how, locale: work.locale });
  }

  async function live(reply: Reply, work: Work): Promise<Reply> {
    return reply.panel === undefined ? reply : { ...reply, panel: await openPanel(reply.panel, work, deps) };
  }

  /** Times are meant in the place of the thing: where that is another zone than the first guess, the words are read again. */
  function resolveInZone(command: Command, raw: Raw, who: Who, readIn: (zone: string) => Raw | undefined) {
    const tools = { directory: deps.directory, rights: gate.rights };
    const resolved = resolve(command, raw, who, tools);
    const [first] = resolved.kind === "ready" ? resolved.entities : [];
    const zone = first === undefined ? undefined : deps.directory.place(first.place)?.timezone;
    const again = zone === undefined ? undefined : readIn(zone);
    return again === undefined ? resolved : resolve(command, again, who, tools);
  }

  async function press(token: string, work: Work): Promise<Answer> {
    const { turn, who } = work;
    work.place = "replace";
    const confirmed = await gate.press(turn, who, token);
    if (confirmed !== undefined) return confirmed;
    const hash = deps.tokens.hash(token);
    const taken = await store.takeContinuation(hash, who.person.id, work.now);
    const isHere = taken?.conversation === turn.conversation.id || taken?.conversation === "";
    if (taken !== undefined && isHere) return goOnFrom(taken.payload as unknown as Next, "replace", work);
    const known = await store.readContinuation(hash);
    // What was said to a whole conversation is asked by each for themselves, and stays for the others.
    if (known?.person === "" && known.conversation === turn.conversation.id) {
      work.place = undefined;
      if (known.expiresAt > work.now) return goOnFrom(known.payload as unknown as Next, "new", work);
      return { reply: { ...deadButton(false), visibility: "public", placement: "replace" } };
    }
    return { reply: deadButton(known !== undefined && known.person !== who.person.id) };
  }

  async function goOnFrom(next: Next, placement: Placement, work: Work): Promise<Answer> {
    const { turn, who } = work;
    if (next.kind === "cancel") return { reply: await gate.cancel(turn, who, next.confirmation) };
    if (next.kind === "restart") return answerTo(next.input as unknown as TurnInput, work);
    const command = commands.get(next.command);
    if (command === undefined || next.kind === "search")
      throw new InputError("unknown-command", { text: next.command });
    const answer = await runCommand({ command, raw: next.raw, how: next.how }, work, () => undefined);
    return { ...answer, reply: { placement, ...answer.reply } };
  }

  async function word(said: "yes" | "no" | "cancel" | "help", work: Work): Promise<Answer> {
    const { turn, who } = work;
    if (said === "help") {
      const help = commands.get("help show");
      if (help !== undefined) return runCommand({ command: help, raw: {}, how: "exact" }, work, () => undefined);
    }
    const waiting = await gate.waiting(turn, who);
    const [first, ...others] = waiting;
    if (first === undefined) throw new InputError("nothing-waiting");
    if (said === "yes") {
      // Only what harms nobody is confirmed by a typed word; a lockdown would take back a scene that opens a door.
      const isHarmless = ["light.set", "shade.move", "scene.run"].includes(first.action) && !first.places?.length;
      if (!isHarmless || others.length > 0) throw new InputError("use-the-button");
      return gate.pressRecord(turn, who, first);
    }
    const replies = await Promise.all(waiting.map((record) => gate.cancel(turn, who, record.hash)));
    return { reply: { ...(replies[0] ?? noCard), placement: "new" } };
  }

  /** What this person may not know of is no reading for them; where nothing else is left, it is an unknown name. */
  async function several(readings: readonly Reading[], work: Work): Promise<Answer> {
    const showable = readings.filter(({ raw }) => isShowable(raw, viewer(work.who)));
    if (showable.length > 1) return { reply: await whichOne(showable, work, unclearTools) };
    const only = showable[0] ?? readings[0];
    const command = only === undefined ? undefined : commands.get(only.command);
    if (only === undefined || command === undefined) throw new TypeError("several readings of nothing");
    return runCommand({ command, raw: only.raw, how: only.how }, work, () => undefined);
  }

  return {
    handle(turn, responder) {
      // Only the store can fail here, and only before anything was done: without it nothing is admitted.
      const work = handle(turn, responder).catch((error: unknown) =>
        show(gone(error, turn), wording.bestLocale([turn.locale]), turn, responder),
      );
      running.add(work);
      return work.finally(() => running.delete(work));
    },
    ...createAsks({ ...deps, commands }),
    async drain() {
      await Promise.allSettled(running);
    },
  };
}

function isLanguageChange(reply: Reply): boolean {
  return reply.title.key === "replies:me.language-set";
}
