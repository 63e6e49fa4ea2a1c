import type { Clock, Log, Membership, Platform } from "#core/ports.ts";

const freshMs = 60_000;
/** What is only looked at (names to choose from) may be a little older; a turn asks anew. */
const usableMs = 5 * 60_000;
const patienceMs = 800;
const sweepMs = 10 * 60_000;

export interface MemberTools {
  readonly clock: Clock;
  readonly log: Log;
  /** Accounts of people who have links. */
  watched(): readonly string[];
  /** An account was deactivated or has left everything that is served. */
  onGone(identity: string): Promise<void>;
  onBack(identity: string): Promise<void>;
}

/** What platforms know of people's further accounts: their groups, and whether they are still there. */
export interface Members {
  attach(platforms: readonly Platform[]): void;
  /** Asks for these accounts where nothing fresh is known; waits a moment and no longer. */
  refresh(identities: readonly string[]): Promise<void>;
  /** As last heard; none when that is too long ago, or the account is not in good standing. */
  groupsOf(identity: string): readonly string[];
  /** The platform says so itself. */
  left(identity: string): void;
  /** Looks at all watched accounts; resolves when each was asked for. */
  sweep(): Promise<void>;
  stop(): void;
}

interface Heard {
  readonly at: number;
  readonly groups: readonly string[];
}

export function createMembers(tools: MemberTools): Members {
  const { clock, log } = tools;
  const heard = new Map<string, Heard>();
  const asking = new Map<string, Promise<void>>();
  let platforms: readonly Platform[] = [];
  let timer: NodeJS.Timeout | undefined;

  const tell = (event: Promise<void>): Promise<void> =>
    event.catch((error: unknown) => log.error("membership-not-recorded", { error }));

  async function ask(identity: string): Promise<void> {
    const said = await firstWord(identity);
    if (said === undefined) {
      heard.delete(identity);
      return;
    }
    const isGone = said === "gone" || said.standing === "deactivated";
    const groups = said === "gone" || said.standing !== "member" ? [] : said.groups;
    heard.set(identity, { at: clock.now(), groups });
    await tell(isGone ? tools.onGone(identity) : tools.onBack(identity));
  }

  /** What the platform that knows the account says; undefined where none can be asked. */
  async function firstWord(identity: string): Promise<Membership | "gone" | undefined> {
    for (const platform of platforms) {
      if (!identity.startsWith(`${platform.name}:`)) continue;
      const said = await platform.member?.(identity).catch(() => undefined);
      if (said !== undefined) return said;
    }
    return undefined;
  }

  function askOnce(identity: string): Promise<void> {
    const running = asking.get(identity);
    if (running !== undefined) return running;
    const fresh = ask(identity).finally(() => asking.delete(identity));
    asking.set(identity, fresh);
    return fresh;
  }

  async function sweep(): Promise<void> {
    for (const identity of tools.watched()) await askOnce(identity);
    const before = clock.now() - usableMs;
    for (const [identity, { at }] of heard) if (at < before) heard.delete(identity);
  }

  return {
    attach(connected) {
      platforms = connected;
      clearInterval(timer);
      timer = setInterval(() => void sweep(), sweepMs).unref();
      void sweep();
    },
    async refresh(identities) {
      if (platforms.length === 0 || identities.length === 0) return;
      const since = clock.now() - freshMs;
      const isStale = (identity: string) => (heard.get(identity)?.at ?? 0) <= since;
      const stale = identities.filter(isStale);
      if (stale.length === 0) return;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(resolve, patienceMs);
      await Promise.race([Promise.all(stale.map(askOnce)), late]);
      clearTimeout(patience);
      for (const identity of stale.filter(isStale)) heard.delete(identity);
    },
    groupsOf(identity) {
      const known = heard.get(identity);
      return known !== undefined && known.at > clock.now() - usableMs ? known.groups : [];
    },
    left(identity) {
      heard.delete(identity);
      void tell(tools.onGone(identity));
    },
    sweep,
    stop: () => clearInterval(timer),
  };
}
