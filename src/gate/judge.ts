import type { Action } from "#core/actions.ts";
import type { Reads, SceneContent } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { type AccessCode, AccessError } from "#core/errors.ts";
import type { Rights } from "#core/gate.ts";
import type { Who } from "#core/person.ts";
import { type Act, isEnding, type Plan } from "#core/plan.ts";
import type { Limits, Obligation } from "#core/policy.ts";
import type { HowRead } from "#core/turn.ts";

/** What the gate found about a plan: everything allowed, and what it takes. A refusal is thrown as `Refusal`. */
export interface Judgement {
  readonly obligations: readonly Obligation[];
  readonly rules: readonly string[];
  readonly limits: Limits;
  /** Whether a door is opened, unlocked or held, a scene's doings included. */
  readonly opensDoor: boolean;
  /** Whether it opens, or gives for a while: only with a clock that can be trusted. */
  readonly needsClock: boolean;
  /** Scene contents by entity id, to be compared again just before the call. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Place ids in which a lockdown stops this plan; empty when it is never stopped. */
  readonly lockdownPlaces: readonly string[];
  /** Places whose lockdown is broken by this plan, with a reason. */
  readonly brokenPlaces: readonly string[];
  /** Grants that decided, one entry per use. */
  readonly grants: readonly string[];
}

/** The person may not do this; carries what the audit needs. */
export class Refusal extends AccessError {
  readonly rules: readonly string[];
  readonly entity: string;

  constructor(code: AccessCode, entity: string, rules: readonly string[], values: AccessError["values"] = {}) {
    super(code, values);
    this.rules = rules;
    this.entity = entity;
  }
}

export interface JudgeSituation {
  readonly who: Who;
  readonly now: number;
  /** The platform's stamp of the turn that asks, epoch ms. */
  readonly stamp: number;
  readonly channel: string;
  readonly how: HowRead;
}

const stoppedByLockdown: ReadonlySet<Action> = new Set(["door.open", "door.hold", "door.schedule", "key.create"]);
const alwaysConfirmedUnlessExact: ReadonlySet<Action> = new Set([
  "door.open",
  "door.hold",
  "door.schedule",
  "key.create",
]);

export interface JudgeTools {
  readonly rights: Rights;
  readonly directory: Directory;
  readonly reads: Reads;
  /** Accounts that hold a door: a scene there that cannot be read is not harmless. */
  accountHasDoors(account: string): boolean;
  /** Whether nothing may be opened in the place. */
  isLocked(place: string): boolean;
}

interface Tally {
  obligations: Obligation[];
  rules: Set<string>;
  limits: Limits;
  opensDoor: boolean;
  places: Set<string>;
  broken: Set<string>;
  grants: string[];
}

/** Gate steps 3 to 5: every act, and everything each act also does, is decided; all must be allowed. */
export async function judge(plan: Plan, situation: JudgeSituation, tools: JudgeTools): Promise<Judgement> {
  const tally: Tally = {
    obligations: [],
    rules: new Set(),
    limits: {},
    opensDoor: false,
    places: new Set(),
    broken: new Set(),
    grants: [],
  };
  const at = { ...situation, isEmergency: plan.reason !== undefined };
  const fingerprints: Record<string, string> = {};
  for (const act of plan.acts) {
    if (isEnding(act)) {
      decideEnding(act, situation, tools, tally);
      continue;
    }
    for (const id of [act.entity, ...(act.alsoJudged ?? [])]) {
      decideOne(act.capability, mustKnow(tools.directory, id), at, tools, tally);
    }
    if (act.capability === "access.grant") mustHold(act, situation.who, tools);
    if (act.capability === "scene.run") fingerprints[act.entity] = await judgeScene(act, at, tools, tally);
  }
  const isGuarded =
    tally.opensDoor || plan.acts.some((act) => alwaysConfirmedUnlessExact.has(act.capability) && !isEnding(act));
  if ((situation.how !== "exact" && isGuarded) || tally.broken.size > 0) tally.obligations.push({ kind: "confirm" });
  return {
    obligations: distinct(tally.obligations),
    rules: [...tally.rules],
    limits: tally.limits,
    opensDoor: tally.opensDoor,
    needsClock: isGuarded,
    fingerprints,
    lockdownPlaces: [...tally.places].filter((place) => !tally.broken.has(place)),
    brokenPlaces: [...tally.broken],
    grants: tally.grants,
  };
}

/** Nobody gives more than they have, whatever else they may do with rights. */
function mustHold({ entity, input }: Act, who: Who, { directory, rights }: JudgeTools): void {
  const right = input.right as Action | undefined;
  if (right === undefined || rights.mayGive(who, right, mustKnow(directory, entity))) return;
  throw new Refusal("cannot-give", entity, ["gate.not-theirs-to-give"], { thing: { kind: "entity", id: entity } });
}

type Asked = JudgeSituation & { readonly isEmergency: boolean };

function decideOne(action: Action, entity: Entity, situation: Asked, tools: JudgeTools, tally: Tally): void {
  const { who, now, channel } = situation;
  const isStopped = stoppedByLockdown.has(action) && tools.isLocked(entity.place);
  const breaks = isStopped && situation.isEmergency;
  const decision = tools.rights.decide(who, action, entity, now, channel, breaks);
  if (isStopped && (breaks ? !decision.isAllowed : decision.isAllowed)) {
    throw new Refusal("lockdown", entity.id, ["gate.lockdown"], { thing: { kind: "entity", id: entity.id } });
  }
  if (breaks) {
    tally.broken.add(entity.place);
    tally.rules.add("gate.break-glass");
  }
  if (!decision.isAllowed) {
    const code =
      decision.reason === "not-now" ? "not-now" : decision.reason === "fault" ? "policy-fault" : "not-allowed";
    throw new Refusal(code, entity.id, decision.rules, { thing: { kind: "entity", id: entity.id } });
  }
  tally.obligations.push(...decision.obligations);
  for (const rule of decision.rules) tally.rules.add(rule);
  tally.limits = strictest(tally.limits, decision.limits);
  if (decision.grant !== undefined) tally.grants.push(decision.grant);
  if (action === "door.open" || action === "door.hold") tally.opensDoor = true;
  if (stoppedByLockdown.has(action)) tally.places.add(entity.place);
}

/** Whoever may begin it at some time may end it at any: that closes, and closing never waits. */
function decideEnding(act: Act, { who, now, channel }: JudgeSituation, tools: JudgeTools, tally: Tally): void {
  const entity = mustKnow(tools.directory, act.entity);
  const decision = tools.rights.decide(who, act.capability, entity, now, channel);
  const isOnlyNotNow = !decision.isAllowed && (decision.reason === "not-now" || decision.reason === "lockdown");
  if (!decision.isAllowed && !isOnlyNotNow) {
    const code = decision.reason === "fault" ? "policy-fault" : "not-allowed";
    throw new Refusal(code, entity.id, decision.rules, { thing: { kind: "entity", id: entity.id } });
  }
  for (const rule of [...decision.rules, "gate.ends"]) tally.rules.add(rule);
}

/** A scene is judged by what it does; returns the fingerprint of its content. */
async function judgeScene(act: Act, situation: Asked, tools: JudgeTools, tally: Tally): Promise<string> {
  const content = await sceneContent(act, tools);
  if (!content.isReadable && tools.accountHasDoors(act.account)) {
    throw new Refusal("not-allowed", act.entity, ["gate.scene-unreadable"], {
      thing: { kind: "entity", id: act.entity },
    });
  }
  for (const vendorId of content.opens) {
    decideOne("door.open", mustKnow(tools.directory, `${act.account}:${vendorId}`), situation, tools, tally);
  }
  return content.fingerprint;
}

/** Reads what a scene does, now. */
export function sceneContent(act: Act, tools: Pick<JudgeTools, "directory" | "reads">): Promise<SceneContent> {
  return tools.reads.scenes(mustKnow(tools.directory, act.entity)).content(act.vendorId);
}

function mustKnow(directory: Directory, id: string): Entity {
  const entity = directory.entity(id);
  if (entity === undefined) throw new Refusal("not-allowed", id, ["gate.thing-unknown"], { thing: id });
  return entity;
}

function distinct(obligations: readonly Obligation[]): readonly Obligation[] {
  const byText = new Map(obligations.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

/** All decided things must hold at once, so the smallest of each limit counts. */
function strictest(a: Limits, b: Limits): Limits {
  const least = (x: number | undefined, y: number | undefined) =>
    x === undefined ? y : y === undefined ? x : Math.min(x, y);
  const entries = (["maxHours", "maxUses", "perDay", "perHour"] as const)
    .map((name) => [name, least(a[name], b[name])] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
