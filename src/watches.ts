import type { Passing, RaceSession, Reads } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import type { Gate } from "#core/gate.ts";
import { type Message, message } from "#core/message.ts";
import type { Notice } from "#core/notice.ts";
import type { Clock, Log } from "#core/ports.ts";
import { lapsOf, type Race, readRace, type Standing, sameCrossingMs, standings } from "#core/race.ts";
import { lapValue, raceFacts } from "#core/race-session.ts";
import type { Reply } from "#core/reply.ts";
import type { Watch, WatchStore } from "#core/watch.ts";
import type { Events, HouseEvent } from "#src/events.ts";

export interface WatchTools {
  readonly events: Pick<Events, "on">;
  readonly store: WatchStore;
  readonly directory: Directory;
  readonly reads: Pick<Reads, "race">;
  readonly gate: Pick<Gate, "identify" | "rights">;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when something is to be delivered. */
  deliver(): Promise<void>;
}

export interface Watcher {
  /** Tells what passed while nobody listened, and ends what is over. */
  look(): Promise<void>;
  /** Resolves when everything heard so far was told. */
  settle(): Promise<void>;
  /** Hears nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

type Heard = Pick<Extract<HouseEvent, { readonly kind: "passing" }>, "entity" | "passing">;

/** A race as far as it is known, for all who follow somebody in it. */
interface Known {
  readonly session?: RaceSession;
  readonly race: Race;
  readonly board: readonly Standing[];
}

/** The first look waits until everything since the start is heard. */
const firstLookMs = 5_000;
const lookEveryMs = 30_000;
/** What passed longer ago while no process ran is history. */
const freshMs = 10 * 60_000;

/** Tells people each time a bib passes that they follow; of several processes, one tells each passing. */
export function tellFollowers(tools: WatchTools): Watcher {
  const { events, store, directory, reads, gate, clock, log } = tools;
  const heard: Heard[] = [];
  let running: Promise<void> | undefined;
  let looking: Promise<void> | undefined;
  let hasCaughtUp = false;

  /** Passings come in bursts: what came in meanwhile is worked on together. */
  function settle(): Promise<void> {
    running ??= drain()
      .catch((error: unknown) => {
        log.error("watches-failed", { error });
        // What could not be told now is told at the next look.
        hasCaughtUp = false;
      })
      .finally(() => {
        running = undefined;
        if (heard.length > 0) void settle();
      });
    return running;
  }

  async function drain(): Promise<void> {
    while (heard.length > 0) {
      const batch = heard.splice(0);
      await tell(batch, await store.watches());
    }
  }

  async function tell(batch: readonly Heard[], watches: readonly Watch[]): Promise<void> {
    const now = clock.now();
    const followed = Map.groupBy(
      watches.filter(({ until }) => until > now),
      ({ timer, bib }) => JSON.stringify([timer, bib]),
    );
    const races = new Map<string, Promise<Known | undefined>>();
    const raceOf = (entity: Entity, session: string): Promise<Known | undefined> => {
      const key = `${entity.id} ${session}`;
      const reading = races.get(key) ?? readRaceOf(entity, session);
      races.set(key, reading);
      return reading;
    };
    let told = 0;
    for (const { entity, passing } of batch.toSorted((a, b) => a.passing.at - b.passing.at)) {
      for (const watch of followed.get(JSON.stringify([entity, passing.bib])) ?? []) {
        if (await tellOne(watch, passing, raceOf)) told += 1;
      }
    }
    if (told > 0) void tools.deliver();
  }

  async function tellOne(
    watch: Watch,
    passing: Passing,
    raceOf: (entity: Entity, session: string) => Promise<Known | undefined>,
  ): Promise<boolean> {
    const { session, number, at } = passing;
    const entity = directory.entity(watch.timer);
    if (entity === undefined || session === undefined || !isMeant(watch, passing)) return false;
    if (!(await mayStill(watch, entity))) return false;
    const reply = cardFor(watch, entity, passing, await raceOf(entity, session));
    const mark = [session, number, at].join("/");
    const notice = noticeFor(watch, mark, reply);
    return store.tellWatch({ watch: watch.id, mark, at, nearMs: sameCrossingMs, session, notice });
  }

  /** Without the figures the passing is told all the same. */
  async function readRaceOf(entity: Entity, id: string): Promise<Known | undefined> {
    try {
      const found = await reads.race(entity).passings({ device: entity.vendorId, session: id });
      const race = readRace(found.passings);
      return { race, board: standings(race), ...(found.session === undefined ? {} : { session: found.session }) };
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      log.debug("watch-without-figures", { account: entity.account, code: error.code });
      return undefined;
    }
  }

  /** A right that was taken since ends the watch, without a word about what goes on there. */
  async function mayStill(watch: Watch, entity: Entity): Promise<boolean> {
    const { asker } = watch;
    const now = clock.now();
    const who = gate.identify({ ...asker, id: "", key: "", at: now, input: { kind: "utterance", text: "" } });
    if (gate.rights.decide(who, "race.view", entity, now, asker.conversation.id).isAllowed) return true;
    if (!gate.rights.mayUse(who, "race.view", entity)) await store.endWatch(watch.id);
    return false;
  }

  async function look(): Promise<void> {
    const watches = await store.watches();
    for (const [timer, own] of Map.groupBy(watches, (watch) => watch.timer)) {
      const entity = directory.entity(timer);
      for (const watch of own) if (watch.until <= clock.now()) await end(watch, "replies:race.follow.over");
      if (entity !== undefined)
        await lookAt(
          entity,
          own.filter(({ until }) => until > clock.now()),
        );
    }
    hasCaughtUp = true;
  }

  async function lookAt(entity: Entity, watches: readonly Watch[]): Promise<void> {
    if (watches.length === 0) return;
    try {
      const race = reads.race(entity);
      const sessions = await race.sessions(entity.vendorId);
      const open = new Set(sessions.filter(({ isActive }) => isActive).map(({ id }) => id));
      for (const [session, own] of Map.groupBy(watches, (watch) => watch.session ?? "")) {
        if (!hasCaughtUp && session !== "") await catchUp(entity, session, own);
        if (session === "" || open.has(session)) continue;
        for (const watch of own) await end(watch, "replies:race.follow.closed");
      }
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      log.debug("watch-not-looked", { account: entity.account, code: error.code });
    }
  }

  /** What passed while no process ran. */
  async function catchUp(entity: Entity, session: string, watches: readonly Watch[]): Promise<void> {
    const found = await reads.race(entity).passings({ device: entity.vendorId, session });
    const bibs = new Set(watches.map(({ bib }) => bib));
    const since = clock.now() - freshMs;
    const missed = found.passings.filter(({ bib, at }) => bibs.has(bib) && at > since);
    for (const passing of missed) {
      const own = watches.filter(({ createdAt }) => passing.at > createdAt);
      await tell([{ entity: entity.id, passing: { ...passing, session } }], own);
    }
  }

  async function end(watch: Watch, key: string): Promise<void> {
    const title = message(key, { bib: watch.bib });
    const reply: Reply = { status: "done", outcome: null, visibility: visibilityOf(watch), tone: "neutral", title };
    if (await store.endWatch(watch.id, noticeFor(watch, "end", reply))) void tools.deliver();
  }

  function noticeFor(watch: Watch, mark: string, reply: Reply): Notice {
    const { id, person, isPrivate, asker, locale } = watch;
    return {
      id: `watch/${id}/${mark}`,
      person,
      ...(isPrivate ? {} : { conversation: asker.conversation.id, locale }),
      due: clock.now(),
      subject: `watch:${id}`,
      reply,
      buttons: [],
    };
  }

  function cardFor(watch: Watch, entity: Entity, passing: Passing, known: Known | undefined): Reply {
    const zone = directory.place(entity.place)?.timezone ?? "UTC";
    return {
      status: "done",
      outcome: null,
      visibility: visibilityOf(watch),
      tone: "neutral",
      title: message("replies:race.follow.passed", { bib: watch.bib }),
      facts: [
        { label: message("replies:fact.time"), value: { kind: "clock", at: passing.at, zone } },
        ...(known === undefined ? [] : figuresOf(passing, known)),
        ...raceFacts(entity, known?.session),
      ],
    };
  }

  const leave = events.on("passing", ({ entity, passing }) => {
    heard.push({ entity, passing });
    void settle();
  });
  const lookAgain = () => {
    looking = look().catch((error: unknown) => log.error("watches-failed", { error }));
  };
  const first = setTimeout(lookAgain, firstLookMs).unref();
  const timer = setInterval(lookAgain, lookEveryMs).unref();

  return {
    look,
    settle,
    async stop() {
      leave();
      clearTimeout(first);
      clearInterval(timer);
      await Promise.all([running, looking]);
    },
  };
}

const visibilityOf = ({ isPrivate }: Watch): Reply["visibility"] => (isPrivate ? "private" : "public");

/** A watch ends with its session; one that was asked for before any began takes the first. */
function isMeant({ session }: Watch, passing: Passing): boolean {
  return session === undefined || session === passing.session;
}

type Fact = { readonly label: Message; readonly value: ReturnType<typeof lapValue> };

/** The lap that ended with this passing, and where that puts the runner. */
function figuresOf({ bib, at }: Passing, { race, board }: Known): readonly Fact[] {
  const runner = race.runners.get(bib);
  const lap = runner?.times.findLastIndex((time) => time <= at && at - time < sameCrossingMs) ?? -1;
  if (runner === undefined || lap < 1) return [];
  const isNewest = lap === runner.times.length - 1;
  const place = isNewest ? board.find((one) => one.runner.bib === bib)?.place : undefined;
  return [
    { label: message("replies:race.column.lap"), value: lap },
    { label: message("replies:race.column.lap-time"), value: lapValue(lapsOf(runner)[lap - 1]) },
    ...(place === undefined ? [] : [{ label: message("replies:race.column.place"), value: place }]),
  ];
}
