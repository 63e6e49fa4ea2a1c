import type { Gate } from "#core/gate.ts";
import { type KeyView, type OverdueKey, revocationOf } from "#core/keys.ts";
import { message } from "#core/message.ts";
import type { Notices } from "#core/notice.ts";
import type { Clock, Log } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Store } from "#core/store.ts";

export interface ExpiryTools {
  readonly store: Pick<Store, "claimOverdueKeys" | "retryKey">;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate: Pick<Gate, "removeExpired">;
  readonly keys: KeyView;
  readonly notices: Pick<Notices, "tellOwners" | "drop">;
  newTurnId(): string;
  zoneOf(thing: string): string;
}

/** Takes keys away whose end has come and that their vendor would keep for ever. */
export interface Expiry {
  /** From now on, until stopped. */
  watch(): void;
  /** Takes away what is due; resolves when all of it was tried. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

const everyMs = 1_000;
/** Longer than a removal and the look that follows it may take. */
const leaseMs = 60_000;
const atOnce = 20;
const minuteMs = 60_000;
/** Taking away twice harms nobody, so a failure is tried again: soon at first, then every hour. */
const pausesMs = [minuteMs / 2, 2 * minuteMs, 10 * minuteMs];
const laterMs = 60 * minuteMs;
/** Owners hear of it after so many failures, and then about once a day. */
const tellAfter = 3;
const tellEvery = 24;

export function createExpiry(tools: ExpiryTools): Expiry {
  const { store, clock, log } = tools;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  async function removeDue(): Promise<void> {
    for (;;) {
      const due = await store.claimOverdueKeys(clock.now(), leaseMs, atOnce);
      await Promise.all(due.map(removeOne));
      if (due.length < atOnce || isStopped) return;
    }
  }

  async function removeOne(key: OverdueKey): Promise<void> {
    const { outcome, problem } = await tools.gate.removeExpired(removalOf(key), tools.newTurnId());
    if (outcome !== "failed" && outcome !== "unknown") {
      await tools.notices.drop(key.id);
      return;
    }
    const tries = key.tries + 1;
    log.warn("key-not-removed", { account: key.account, tries, problem: problem?.key ?? outcome });
    await store.retryKey(key.id, clock.now() + (pausesMs[key.tries] ?? laterMs));
    if (tries === tellAfter || (tries > tellAfter && (tries - tellAfter) % tellEvery === 0)) await tell(key);
  }

  async function tell(key: OverdueKey): Promise<void> {
    await tools.notices.drop(key.id);
    const number = (await tools.keys.made()).find(({ made }) => made?.id === key.id)?.number;
    const raw: Readonly<Record<string, string>> = number === undefined ? {} : { key: number };
    await tools.notices.tellOwners({
      reply: stillOpens(key, tools.zoneOf(key.thing)),
      subject: key.id,
      buttons: [
        {
          label: message("replies:key.revoke.yes"),
          role: "plain",
          next: { kind: "command", command: "key revoke", raw, how: "exact" },
        },
      ],
    });
  }

  function run(): Promise<void> {
    if (isStopped) return Promise.resolve();
    running ??= removeDue()
      .catch((error: unknown) => log.warn("keys-not-removed", { error }))
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return {
    run,
    watch() {
      timer = setInterval(() => void run(), everyMs).unref();
      void run();
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

function removalOf({ id, thing, account, vendorId, vendorKey }: OverdueKey) {
  const named = vendorKey === undefined ? {} : { vendorKey };
  return revocationOf({ door: thing, account, vendorId, ...named, made: { id } });
}

function stillOpens({ name, thing, until }: OverdueKey, zone: string): Reply {
  return {
    status: "failed",
    outcome: null,
    visibility: "private",
    tone: "danger",
    title: message("replies:key.overdue"),
    text: [message("replies:key.overdue-how")],
    facts: [
      { label: message("replies:fact.door"), value: { kind: "entity", id: thing } },
      ...(name === undefined ? [] : [{ label: message("replies:fact.for"), value: name }]),
      { label: message("replies:fact.until"), value: { kind: "instant", at: until, zone } },
    ],
  };
}
