import { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import type { MadeKey } from "#core/keys.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { Clock, Log, PerformContext, Performer, Random } from "#core/ports.ts";
import type { Store } from "#core/store.ts";

export interface KeyringTools {
  readonly store: Pick<
    Store,
    "addKey" | "settleKey" | "endKey" | "extendKey" | "madeKeys" | "saveSecret" | "loadSecret" | "dropSecret"
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly directory: Pick<Directory, "entity">;
  readonly reads: Pick<Reads, "keys">;
  redeem(permit: PerformContext["permit"]): boolean;
  performer(account: string, capability: Action): Performer | undefined;
}

const making = z.object({
  from: z.int(),
  until: z.int(),
  uses: z.int().optional(),
  name: z.string().optional(),
  /** A guest's phone has no end at its vendor. */
  phone: z.string().optional(),
  by: z.string().default(""),
});
const extending = z.object({ extend: z.string(), until: z.int() });
const revoking = z.object({ key: z.string().optional(), made: z.string().optional() });

const notFound = "errors:vendor-not-found";
const failedToKeep: ActResult = { outcome: "failed", sends: 0, problem: message("errors:store-down") };

/** Kept encrypted or not at all; only what was asked for and never answered is looked for by it. */
const phoneName = (id: string) => `key-phone/${id}`;

/**
 * Stands around what vendors do to keys: a key is on record before its vendor is asked for it, and until it opens
 * nothing any more. Its digits and its phone number are not.
 */
export function createKeyring(tools: KeyringTools): KeyringTools["performer"] {
  const { store, clock, log } = tools;

  async function create(act: Act, own: Performer, context: PerformContext): Promise<ActResult> {
    const input = making.parse(act.input);
    const { phone } = input;
    const id = Buffer.from(tools.random.bytes(9)).toString("base64url");
    try {
      await store.addKey(keyOf(id, act, input));
      if (phone !== undefined) await store.saveSecret(phoneName(id), phone);
    } catch (error) {
      log.error("key-not-recorded", { turn: context.turn, error });
      return failedToKeep;
    }
    const [result] = await own([act], context);
    if (result === undefined) throw new TypeError("a performer gave no result");
    await quietly(context.turn, () => settle(id, result));
    return result;
  }

  /** A key, a later end of one, or a way in that has none and is on no record. */
  async function change(act: Act, own: Performer, context: PerformContext): Promise<ActResult> {
    if ("extend" in act.input) return extend(act, context);
    if (!("way" in act.input)) return create(act, own, context);
    const [result] = await own([act], context);
    if (result === undefined) throw new TypeError("a performer gave no result");
    return result;
  }

  async function settle(id: string, { outcome, reference }: ActResult): Promise<void> {
    if (outcome === "failed") await forget(id);
    else await store.settleKey(id, outcome === "unknown" ? "unknown" : "running", reference);
  }

  async function forget(id: string): Promise<void> {
    await store.endKey(id);
    await store.dropSecret(phoneName(id));
  }

  /** What became of the key at its vendor is true whatever the store says; what stays on record is tried again. */
  async function quietly(turn: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error("key-not-settled", { turn, error });
    }
  }

  async function extend(act: Act, { permit }: PerformContext): Promise<ActResult> {
    const { extend: id, until } = extending.parse(act.input);
    if (!tools.redeem(permit)) return { outcome: "failed", sends: 0 };
    const extended = await store.extendKey(id, until, clock.now());
    if (extended !== undefined) return { outcome: "done", sends: 0 };
    return { outcome: "failed", sends: 0, problem: message("errors:key-unknown") };
  }

  async function revoke(acts: readonly Act[], own: Performer, context: PerformContext): Promise<readonly ActResult[]> {
    const made = await store.madeKeys(clock.now());
    const kept = acts.map((act) => {
      const { key, made: id } = revoking.parse(act.input);
      return made.find((one) => one.id === id || (one.account === act.account && one.vendorKey === key));
    });
    const known = await Promise.all(acts.map((act, index) => withPhone(act, kept[index])));
    const results = await own(known, context);
    return Promise.all(
      acts.map(async (act, index): Promise<ActResult> => {
        const told = results[index];
        if (told === undefined) throw new TypeError("a performer gave no result");
        const isGone = told.problem?.key === notFound && (await isUnlisted(act));
        const result: ActResult = isGone ? { outcome: "done", sends: told.sends } : told;
        const key = kept[index];
        const isOver = result.outcome !== "failed" && result.outcome !== "unknown";
        if (isOver && key !== undefined) await quietly(context.turn, () => forget(key.id));
        return result;
      }),
    );
  }

  /** What the vendor never named is found by what it was made for. */
  async function withPhone(act: Act, key: MadeKey | undefined): Promise<Act> {
    if (key === undefined || typeof act.input.key === "string") return act;
    const phone = key.isEndedByUs ? await store.loadSecret(phoneName(key.id)) : undefined;
    const { from, until } = key;
    return { ...act, input: phone === undefined ? { from, until } : { phone } };
  }

  /** The vendor knows no such key; its list says whether that is true. */
  async function isUnlisted({ entity, input, vendorId }: Act): Promise<boolean> {
    const door = tools.directory.entity(entity);
    if (door === undefined || typeof input.key !== "string") return false;
    try {
      const listed = await tools.reads.keys(door).list?.(vendorId);
      return listed?.every(({ id }) => id !== input.key) === true;
    } catch (error) {
      if (error instanceof BotError) return false;
      throw error;
    }
  }

  return (account, capability) => {
    const own = tools.performer(account, capability);
    if (own === undefined) return undefined;
    if (capability === "key.revoke") return (acts, context) => revoke(acts, own, context);
    if (capability !== "key.create") return own;
    return (acts, context) => Promise.all(acts.map((act) => change(act, own, context)));
  };
}

function keyOf(id: string, act: Act, { by, name, from, until, uses, phone }: z.output<typeof making>): MadeKey {
  return {
    id,
    maker: by,
    ...(name === undefined ? {} : { name }),
    thing: act.entity,
    opens: [act.entity, ...(act.alsoJudged ?? [])],
    account: act.account,
    vendorId: act.vendorId,
    from,
    until,
    ...(uses === undefined ? {} : { uses }),
    isEndedByUs: phone !== undefined,
    state: "making",
  };
}
