import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import { AccessError, type BotError, InputError } from "#core/errors.ts";
import type { Answer, Ask, Rights, WaitingRequest } from "#core/gate.ts";
import type { Notices } from "#core/notice.ts";
import type { Person, Who } from "#core/person.ts";
import type { Plan } from "#core/plan.ts";
import type { Clock, Tokens } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { ApprovalNeed, ConfirmationRecord, Store, Vote } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import type { Conditions } from "#gate/act.ts";
import { approvalButtons, asked, decided, noted, overdue, requestOver, waitingCard } from "#gate/approval-cards.ts";
import { type Judgement, type JudgeSituation, Refusal } from "#gate/judge.ts";
import { planHash, recordOf, sceneChanged } from "#gate/question.ts";
import { actOf, entryFor, originOf } from "#gate/record.ts";

/** How long others may take. */
const livesMs = 15 * 60_000;
/** What runs out is told on the asker's own card first. */
const laterMs = 3_000;
/** Enough of a hash to name a request among the few that wait. */
const shownDigits = 6;

export interface ApprovalDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly directory: Directory;
  readonly rights: Rights;
  readonly reads: Reads;
  readonly notices: Notices;
  readonly stopping: AbortSignal;
  people(): readonly Person[];
  cancelToken(record: { hash: string; turn: Turn; who: Who; expiresAt: number }): Promise<string>;
  judged(plan: Plan, at: JudgeSituation): Promise<Judgement>;
  conditions(plan: Plan, judgement: Judgement, who: Who): Conditions;
  act(ask: Pick<Ask, "turn" | "who" | "plan">, required: Conditions): Promise<Answer>;
  refuse(turn: Turn, who: Who, action: string, error: BotError, thing?: string): Promise<Reply>;
}

/** Approval by others: asked for, given or refused by each once, judged again at the last word, then exactly one call. */
export function createApprovals(deps: ApprovalDeps) {
  const { store, clock, tokens, directory, rights, notices } = deps;
  /** Askers of this process whose card waits for the end. */
  const waiters = new Map<string, (reply: Reply | undefined) => void>();

  /** As a person stands now: by the configuration, besides what a group of the platform gave them then. */
  function recall(id: string, groupRoles: readonly string[]): Who {
    const known = deps.people().find((person) => person.id === id);
    const roles = [...new Set([...(known?.roles ?? []), ...groupRoles])];
    const person = known ?? { id, name: id, identities: [id], isKnown: roles.length > 0, roles };
    return { person: { ...person, roles }, roles, viewRoles: [] };
  }

  function ownRoles({ person }: Who): readonly string[] {
    const known = deps.people().find(({ id }) => id === person.id);
    return person.roles.filter((role) => known?.roles.includes(role) !== true);
  }

  /** Whose word counts for a need: never the asker's; without a role named, whoever may do it themself. */
  function counts(who: Who, { from }: ApprovalNeed, { person, plan }: Pick<ConfirmationRecord, "person" | "plan">) {
    if (who.person.id === person) return false;
    if (from !== undefined) return who.roles.includes(from);
    return plan.acts.every((act) => {
      const entity = directory.entity(act.entity);
      return entity !== undefined && rights.mayUse(who, act.capability, entity);
    });
  }

  /** How many words are missing; each human counts once, for the narrowest need first. */
  function missing(needs: readonly ApprovalNeed[], votes: readonly Vote[], record: ConfirmationRecord): number {
    const free = votes.filter(({ isFor }) => isFor).map(({ person, roles }) => recall(person, roles));
    let lacking = 0;
    for (const need of needs.toSorted((a, b) => Number(a.from === undefined) - Number(b.from === undefined))) {
      for (let count = 0; count < need.count; count += 1) {
        const index = free.findIndex((who) => counts(who, need, record));
        if (index === -1) lacking += 1;
        else free.splice(index, 1);
      }
    }
    return lacking;
  }

  async function open(ask: Ask, judgement: Judgement): Promise<Answer> {
    const { turn, who, plan } = ask;
    const now = clock.now();
    const expiresAt = now + livesMs;
    const hash = mintReadable(tokens);
    const needs = needsOf(judgement);
    const record: ConfirmationRecord = {
      ...recordOf(ask, judgement, { hash, createdAt: now, expiresAt }),
      approval: { needs, askerRoles: ownRoles(who) },
    };
    const others = deps.people().map(({ id }) => recall(id, []));
    const approvers = others.filter((one) => needs.some((need) => counts(one, need, record)));
    const wanted = needs.reduce((sum, { count }) => sum + count, 0);
    const all = approvers.map(({ person }): Vote => ({ person: person.id, isFor: true, roles: [] }));
    if (missing(needs, all, record) > 0) throw new Refusal("no-approver", plan.acts[0]?.entity ?? "", judgement.rules);
    const row = { at: now, result: "asked", rules: judgement.rules, detail: { approvals: wanted } } as const;
    const replaced = await store.openConfirmation(record, entryFor(actOf(record), originOf(turn, who), directory, row));
    await Promise.all(replaced.map(settle));
    const request = hash.slice(0, shownDigits);
    await notices.tell(
      approvers.map(({ person }) => person.id),
      { reply: asked(record, who.person.name, request), subject: hash, buttons: approvalButtons(request) },
    );
    // For an asker whose card nobody follows any more, because the process that showed it has ended.
    await notices.tell([who.person.id], { reply: overdue(record), subject: hash, due: expiresAt + laterMs });
    const no = await deps.cancelToken({ hash, turn, who, expiresAt: expiresAt + 86_400_000 });
    const reply = { ...waitingCard(record, wanted), buttons: [{ ...cancelButton, token: no }] };
    return { reply, later: () => wait(record, expiresAt - now) };
  }

  function wait(record: ConfirmationRecord, ms: number): Promise<Reply | undefined> {
    const { hash } = record;
    const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
    const timer = setTimeout(() => {
      end({ ...overdue(record), placement: "replace" });
      void notices.drop(hash).catch(() => undefined);
    }, ms).unref();
    const end = (reply: Reply | undefined) => {
      clearTimeout(timer);
      waiters.delete(hash);
      resolve(reply);
    };
    waiters.set(hash, end);
    if (deps.stopping.aborted) end(undefined);
    else deps.stopping.addEventListener("abort", () => end(undefined), { once: true });
    return promise;
  }

  /** Tells the asker how it ended, on their own card where this process still shows it; keys are never stored. */
  async function tellAsker({ hash, person, plan, locale }: ConfirmationRecord, reply: Reply): Promise<void> {
    const waiter = waiters.get(hash);
    if (waiter !== undefined) {
      waiter({ ...reply, placement: "replace" });
      return;
    }
    const isTold = await notices.tellNow(person, { ...reply, visibility: "private", placement: "new" }, locale);
    if (isTold) return;
    const { qr: _qr, picture: _picture, offers: _offers, ...rest } = reply;
    await notices.tell([person], { reply: { ...rest, visibility: "private", placement: "new", facts: plan.facts } });
  }

  async function settle(hash: string): Promise<void> {
    await notices.drop(hash);
    waiters.get(hash)?.(undefined);
  }

  async function vote(turn: Turn, who: Who, request: string, isFor: boolean, reason?: string): Promise<Reply> {
    const isName = /^\d{6}$/.test(request);
    const record = isName ? await store.findRequest(request, clock.now()) : undefined;
    if (record?.approval === undefined) throw new InputError("request-gone");
    const { approval, hash } = record;
    if (record.person === who.person.id) throw new AccessError("own-request");
    const thing = actOf(record).entity;
    if (!approval.needs.some((need) => counts(who, need, record))) {
      return deps.refuse(turn, who, record.action, new Refusal("not-allowed", thing, ["gate.no-approver"]));
    }
    const row = { at: clock.now(), result: isFor ? "approved" : "declined", detail: { of: record.turn } } as const;
    const { state, votes } = await store.vote(
      hash,
      { person: who.person.id, isFor, roles: ownRoles(who), ...(reason === undefined ? {} : { reason }) },
      entryFor(actOf(record), originOf(turn, who), directory, row),
    );
    if (state !== "open") throw new InputError("request-gone");
    if (votes.some((one) => !one.isFor)) {
      await notices.drop(hash);
      await tellAsker(record, decided(record, false, who.person.name, reason));
      return decided(record, false, undefined, reason);
    }
    const lacking = missing(approval.needs, votes, record);
    return lacking > 0 ? noted(record, lacking) : finish(record, votes);
  }

  /** The last word is there: asker and approvers are judged once more, and what was asked is done as it was stored. */
  async function finish(record: ConfirmationRecord, votes: readonly Vote[]): Promise<Reply> {
    const { plan, hash, conversation, approval } = record;
    const who = recall(record.person, approval?.askerRoles ?? []);
    const turn = turnOf(record, clock.now());
    const ask = { turn, who, plan };
    await notices.drop(hash);
    try {
      if (planHash(plan, record.fingerprints) !== record.planHash) throw new AccessError("policy-fault");
      const judgement = await deps.judged(plan, {
        who,
        now: clock.now(),
        stamp: clock.now(),
        channel: conversation,
        how: "exact",
      });
      const isChanged = await sceneChanged(plan.acts, record.fingerprints, deps);
      if (isChanged || missing(needsOf(judgement), votes, record) > 0) throw new AccessError("not-allowed");
      const required = {
        ...deps.conditions(plan, judgement, who),
        confirmation: { hash, person: record.person },
      };
      const { reply, later } = await deps.act(ask, required);
      // Two last words at once: one of them acted, and told the asker.
      if (reply.status === "refused") return noted(record, 0);
      await tellAsker(record, reply);
      void later?.().then(
        (better) => (better === undefined ? undefined : tellAsker(record, better)),
        () => undefined,
      );
      // What only the asker may see (key digits) stays with the asker.
      return { ...decided(record, true), status: reply.status, outcome: reply.outcome, text: [reply.title] };
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      const refused = await deps.refuse(turn, who, record.action, error, plan.acts[0]?.entity);
      await tellAsker(record, refused);
      return requestOver(refused);
    }
  }

  async function requests(who: Who): Promise<readonly WaitingRequest[]> {
    const open = await store.openRequests(clock.now());
    const theirs = open.filter((record) => record.approval?.needs.some((need) => counts(who, need, record)));
    return theirs.map(({ hash, plan, person, expiresAt }) => {
      const asker = recall(person, []).person.name;
      return { request: hash.slice(0, shownDigits), question: plan.question, asker, until: expiresAt };
    });
  }

  return { open, vote, requests, settle, waiting: (record: ConfirmationRecord) => waitingCard(record, 0) };
}

/** Nobody holds the token: the request is known by the first digits of its hash, which can be typed and read out. */
function mintReadable(tokens: Tokens): string {
  for (;;) {
    const { hash } = tokens.mint();
    if (/^\d{6}/.test(hash)) return hash;
  }
}

const cancelButton = { label: { key: "replies:button.cancel" }, role: "plain" } as const;

function needsOf({ obligations }: Judgement): readonly ApprovalNeed[] {
  return obligations.flatMap((one) => {
    if (one.kind !== "approve") return [];
    return [one.from === undefined ? { count: one.count } : { count: one.count, from: one.from }];
  });
}

/** The asker's turn again, for the record of what came of it. */
function turnOf({ turn, platform, identity, conversation }: ConfirmationRecord, now: number): Turn {
  return {
    id: turn,
    key: "",
    at: now,
    platform,
    identity: { id: identity, platform, standing: "member", groups: [] },
    conversation: { id: conversation, kind: "direct" },
    input: { kind: "press", token: "" },
  };
}
