import { type Action, isView } from "#core/actions.ts";
import type { Reads } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import { AccessError, type BotError } from "#core/errors.ts";
import type { Answer, Ask, Gate, Rights } from "#core/gate.ts";
import { isGathering } from "#core/gather.ts";
import type { Notices } from "#core/notice.ts";
import { offers, ownAccount, ownPerson } from "#core/own.ts";
import type { Person, Who } from "#core/person.ts";
import type { Plan } from "#core/plan.ts";
import type { Random, Tokens } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { AuditEntry, ConfirmationRecord } from "#core/store.ts";
import type { HowRead, Turn } from "#core/turn.ts";
import { type ActTools, actOn, type Conditions, refusedBy } from "#gate/act.ts";
import { admit } from "#gate/admit.ts";
import { createApprovals } from "#gate/approve.ts";
import { cancelled, confirmation, ended, glassBroken, refusal, result } from "#gate/cards.ts";
import { clockOff, createClockWatch, mustKnowTime } from "#gate/clock.ts";
import { type FollowTools, followUp } from "#gate/follow.ts";
import { type Judgement, type JudgeSituation, judge, Refusal } from "#gate/judge.ts";
import { checkLimits, quotasOf } from "#gate/limits.ts";
import { createProof, mustBePrivate, proofCard, proofKind } from "#gate/proof.ts";
import { planHash, recordOf, sceneChanged } from "#gate/question.ts";
import { actOf, entryFor, originOf } from "#gate/record.ts";
import { offerUndo } from "#gate/undo.ts";

export interface GateDeps extends ActTools, FollowTools {
  readonly identify: (turn: Turn) => Who;
  readonly rights: Rights;
  readonly reads: Reads;
  readonly tokens: Tokens;
  readonly random: Random;
  readonly confirmSeconds: number;
  accountHasDoors(account: string): boolean;
  /** How far each vendor's clock is ahead of ours, in ms. */
  vendorSkews(): ReadonlyMap<string, number>;
  isLocked(place: string): boolean;
  /** Takes over what others changed about rights and about this person, before anything is judged. */
  refreshRights(turn: Turn): Promise<void>;
  /** Told to every owner wherever they are. */
  tellOwners(reply: Reply): void;
  readonly notices: Notices;
  /** Everybody in the configuration, with the roles that it gives them. */
  people(): readonly Person[];
  /** Keeps what a cancel button needs; returns the token. */
  cancelToken(record: { hash: string; turn: Turn; who: Who; expiresAt: number }): Promise<string>;
}

/** Finding and typing a code takes longer than pressing a button. */
const proofSeconds = 180;

/** What the asker has done already: the confirmation that they pressed. */
interface Met {
  readonly hash?: string;
  /** The turn that asked. */
  readonly of?: string;
  readonly proofs?: readonly Proving["kind"][];
}

/** A pressed question that waits for a PIN or a code; kept, so that any process can take it. */
interface Proving {
  readonly hash: string;
  readonly kind: "pin" | "totp";
  readonly proofs: readonly Proving["kind"][];
}

export function createGate(deps: GateDeps): Gate {
  const { store, clock, tokens, directory, rights } = deps;
  const clockWatch = createClockWatch(clock, deps.vendorSkews);

  const situation = (turn: Turn, who: Who, how: HowRead): JudgeSituation => ({
    who,
    now: clock.now(),
    stamp: turn.at,
    channel: turn.conversation.id,
    how,
  });

  async function refuse(turn: Turn, who: Who, action: string, error: BotError, thing = ""): Promise<Reply> {
    const entry: AuditEntry = {
      ...originOf(turn, who),
      at: clock.now(),
      action,
      thing: error instanceof Refusal ? error.entity : thing,
      place: directory.entity(thing)?.place ?? "",
      result: "refused",
      outcome: null,
      rules: error instanceof Refusal ? error.rules : [],
      detail: { code: error.code },
    };
    await store.appendAudit(entry);
    return refusal(error);
  }

  async function recordRead(turn: Turn, who: Who, action: Action, id: string, rules: readonly string[]): Promise<void> {
    const act = { capability: action, entity: id };
    await store.appendAudit(
      entryFor(act, originOf(turn, who), directory, { at: clock.now(), result: "answered", rules }),
    );
  }

  /** Runs a step; a refusal becomes an audited card, everything else passes on. */
  async function guarded(ask: Pick<Ask, "turn" | "who" | "plan">, step: () => Promise<Answer>): Promise<Answer> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      const act = ask.plan.acts[0];
      return { reply: await refuse(ask.turn, ask.who, act?.capability ?? "", error, act?.entity) };
    }
  }

  const conditions = (plan: Plan, judgement: Judgement, who: Who): Conditions => ({
    quotas: quotasOf(plan, judgement.limits, who.person.id, clock.now()),
    lockdownPlaces: judgement.lockdownPlaces,
    grants: judgement.grants,
    rules: judgement.rules,
  });

  const zoneOf = ({ acts: [first] }: Plan): string =>
    directory.place(directory.entity(first?.entity ?? "")?.place ?? "")?.timezone ?? "UTC";

  async function act(ask: Pick<Ask, "turn" | "who" | "plan">, required: Conditions): Promise<Answer> {
    const origin = originOf(ask.turn, ask.who);
    const performed = await actOn(ask.plan, origin, required, deps);
    if (!("results" in performed)) {
      const refused = refusedBy(performed, zoneOf(ask.plan));
      if (refused !== undefined) throw refused;
      return { reply: ended(performed.why as Parameters<typeof ended>[0], ask.plan) };
    }
    const undo = await offerUndo(ask, performed.results, deps);
    const withUndo = async (reply: Reply): Promise<Reply> => {
      const buttons = await undo.buttons().catch(() => []);
      return buttons.length === 0 ? reply : { ...reply, buttons };
    };
    const reply = await withUndo(result(ask.plan, performed.results));
    if (required.rules.includes("gate.break-glass")) deps.tellOwners(glassBroken(ask.plan, reply, ask.who));
    const later = followUp(ask.plan, performed, origin, deps);
    if (later === undefined) return { reply };
    return {
      reply,
      async later() {
        const better = await later();
        return better === undefined ? undefined : withUndo(better);
      },
    };
  }

  async function openConfirmation(ask: Ask, judgement: Judgement): Promise<Answer> {
    const now = clock.now();
    const seconds = proofKind(judgement.obligations).length > 0 ? proofSeconds : 0;
    const expiresAt = now + Math.max(deps.confirmSeconds, seconds) * 1000;
    const { token, hash } = tokens.mint();
    const { turn, who, plan } = ask;
    const record = recordOf(ask, judgement, { hash, createdAt: now, expiresAt });
    const asked = entryFor(actOf(record), originOf(turn, who), directory, {
      at: now,
      result: "asked",
      rules: judgement.rules,
    });
    await store.openConfirmation(record, asked);
    const no = await deps.cancelToken({ hash, turn, who, expiresAt: expiresAt + 86_400_000 });
    return { reply: confirmation(plan, { yes: token, no }, expiresAt, ask.how === "corrected") };
  }

  /** The same decision at the ask, at the click and at the last approval. */
  async function judged(plan: Plan, at: JudgeSituation): Promise<Judgement> {
    const judgement = await judge(plan, at, deps);
    if (judgement.needsClock) mustKnowTime(clockWatch, at, plan);
    checkLimits(plan, judgement.limits);
    return judgement;
  }

  /** The question that is used up by the act, with its row of the record. */
  function confirmedBy({ turn, who, plan }: Ask, { rules }: Judgement, { hash, of, proofs = [] }: Met) {
    const [first] = plan.acts;
    if (hash === undefined || first === undefined) return {};
    const detail = { ...(of === undefined ? {} : { of }), ...(proofs.length === 0 ? {} : { proofs: [...proofs] }) };
    const row = { at: clock.now(), result: "confirmed", rules, detail } as const;
    const entry = entryFor(first, originOf(turn, who), directory, row);
    return { confirmation: { hash, person: who.person.id, entry } };
  }

  /** What is still to be done before the act, one thing after the other; `met` is what the asker did already. */
  async function proceed(ask: Ask, judgement: Judgement, met: Met): Promise<Answer> {
    const { obligations } = judgement;
    const isSure = met.hash !== undefined;
    if (!isSure && obligations.some(({ kind }) => kind !== "approve")) return openConfirmation(ask, judgement);
    const kind = proofKind(obligations).find((one) => met.proofs?.includes(one) !== true);
    if (kind !== undefined && met.hash !== undefined) {
      // Which question waits for what the person says next, and what they have proven for it.
      const waits = JSON.stringify({ hash: met.hash, kind, proofs: met.proofs ?? [] });
      await store.setPreference(ask.who.person.id, "proving", waits);
      return { reply: proofCard(kind) };
    }
    if (obligations.some(({ kind }) => kind === "approve")) return approvals.open(ask, judgement);
    return act(ask, { ...conditions(ask.plan, judgement, ask.who), ...confirmedBy(ask, judgement, met) });
  }

  /** The code for the question that waits for it; then the question goes on as if pressed. */
  async function prove(turn: Turn, who: Who, code: string): Promise<Answer> {
    mustBePrivate(turn);
    const person = who.person.id;
    const waits = await store.preference(person, "proving");
    if (waits === undefined || waits === "") throw new AccessError("nothing-to-prove");
    const { hash, kind, proofs } = JSON.parse(waits) as Proving;
    const found = await store.readConfirmation(hash, clock.now());
    if (found === undefined || found.record.person !== person || found.state !== "open") {
      throw new AccessError("nothing-to-prove");
    }
    await proof.check(person, kind, code.trim());
    await store.setPreference(person, "proving", "");
    return pressRecord(turn, who, found.record, [...proofs, kind]);
  }

  async function pressRecord(
    turn: Turn,
    who: Who,
    record: ConfirmationRecord,
    proofs: Met["proofs"] = [],
  ): Promise<Answer> {
    const { plan } = record;
    return guarded({ turn, who, plan }, async () => {
      if (planHash(plan, record.fingerprints) !== record.planHash) throw new AccessError("policy-fault");
      const judgement = await judged(plan, situation(turn, who, "exact"));
      if (await sceneChanged(plan.acts, record.fingerprints, deps)) {
        const ask = { turn, who, command: record.command, plan, how: "exact", locale: record.locale } as const;
        const again = await openConfirmation(ask, judgement);
        return { reply: { ...again.reply, placement: "replace" } };
      }
      const ask = { turn, who, command: record.command, plan, how: "exact", locale: record.locale } as const;
      // A request that waits for others is not done by its asker's own word.
      if (record.approval !== undefined) return { reply: approvals.waiting(record) };
      return proceed(ask, judgement, { hash: record.hash, of: record.turn, proofs });
    });
  }

  const proof = createProof(deps);
  const approvals = createApprovals({ ...deps, judged, conditions, act, refuse });

  return {
    rights,
    refuse,
    vote: approvals.vote,
    requests: approvals.requests,
    pressRecord: (turn, who, record) => pressRecord(turn, who, record),
    prove,
    setPin: proof.setPin,
    setTotp: proof.setTotp,
    async removeExpired(removal, turn) {
      if (removal.capability !== "key.revoke") throw new TypeError("only keys end by themselves");
      const plan: Plan = { acts: [removal], question: { key: "" }, resultKey: "", facts: [] };
      const origin = { turn, person: ownPerson, identity: ownPerson, platform: ownAccount };
      const performed = await actOn(plan, origin, { quotas: [], lockdownPlaces: [], rules: ["gate.expired"] }, deps);
      const [result] = "results" in performed ? performed.results : [];
      return result ?? { outcome: "failed", sends: 0 };
    },
    async admit(turn) {
      const [admitted] = await Promise.all([admit(turn, store, clock), deps.refreshRights(turn)]);
      if (admitted !== "seen") clockWatch.heard(turn.at);
      return admitted;
    },
    lateness(turn) {
      const off = clockWatch.offBy(turn.at);
      return off === undefined ? new AccessError("turn-late") : clockOff(off);
    },
    identify: deps.identify,

    async ask(ask) {
      return guarded(ask, async () => {
        return proceed(ask, await judged(ask.plan, situation(ask.turn, ask.who, ask.how)), {});
      });
    },

    async press(turn, who, token) {
      const found = await store.readConfirmation(tokens.hash(token), clock.now());
      if (found === undefined) return undefined;
      const { record, state } = found;
      const isAskers = record.person === who.person.id && record.platform === turn.platform;
      if (!isAskers || record.conversation !== turn.conversation.id) {
        const error = new Refusal("not-yours", record.plan.acts[0]?.entity ?? "", ["gate.not-yours"]);
        await refuse(turn, who, record.action, error);
        return { reply: ended("not-yours") };
      }
      if (state !== "open") return { reply: ended(state, record.plan) };
      return pressRecord(turn, who, record);
    },

    async cancel(turn, who, hash) {
      const found = await store.readConfirmation(hash, clock.now());
      const act = found?.record.plan.acts[0];
      if (found === undefined || act === undefined) return ended("missing");
      if (found.record.person !== who.person.id) return ended("not-yours");
      const entry = entryFor(act, originOf(turn, who), directory, { at: clock.now(), result: "cancelled" });
      if (found.state !== "open") return ended(found.state, found.record.plan);
      await approvals.settle(hash);
      return (await store.cancelConfirmation(hash, who.person.id, entry))
        ? cancelled(found.record.plan)
        : ended("used", found.record.plan);
    },

    waiting: (turn, who) => store.openConfirmations(who.person.id, turn.conversation.id, clock.now()),

    async mayRead(turn, who, action, entities) {
      if (action === null) return undefined;
      if (entities.length === 0 && !isView(action)) await recordRead(turn, who, action, "", []);
      // What is in a room or a place is judged one by one, by the command that looks at it.
      const isJudged = (one?: Entity): one is Entity => one !== undefined && (!isGathering(one) || offers(one, action));
      for (const entity of entities.map((id) => directory.entity(id)).filter(isJudged)) {
        const { id } = entity;
        const decision = rights.decide(who, action, entity, clock.now(), turn.conversation.id);
        if (decision.isAllowed) {
          // Looking is not recorded; a raw call to a vendor is, whatever it does.
          if (!isView(action)) await recordRead(turn, who, action, id, decision.rules);
          continue;
        }
        const code = decision.reason === "not-now" ? "not-now" : "not-allowed";
        const error = new Refusal(code, id, decision.rules, { thing: { kind: "entity", id } });
        return refuse(turn, who, action, error, id);
      }
      return undefined;
    },
  };
}
