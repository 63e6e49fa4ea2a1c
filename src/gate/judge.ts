import type { Action } from "#core/actions.ts";
import type { Reads, SceneContent } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { type AccessCode, AccessError } from "#core/errors.ts";
import type { Rights } from "#core/gate.ts";
import type { Who } from "#core/person.ts";
import type { Act, Plan } from "#core/plan.ts";
import type { Limits, Obligation } from "#core/policy.ts";
import type { HowRead } from "#core/turn.ts";

/** What the gate found about a plan: everything allowed, and what it takes. A refusal is thrown as `Refusal`. */
export interface Judgement {
  readonly obligations: readonly Obligation[];
  readonly rules: readonly string[];
  readonly limits: Limits;
  /** Whether a door is opened, unlocked or held, a scene's doings included. */
  readonly opensDoor: boolean;
  /** Scene contents by entity id, to be compared again just before the call. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Place ids in which a lockdown stops this plan; empty when it is never stopped. */
  readonly lockdownPlaces: readonly string[];
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
  readonly channel: string;
  readonly how: HowRead;
}

const stoppedByLockdown: ReadonlySet<Action> = new Set(["door.open", "door.hold", "key.create"]);
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
}

interface Tally {
  obligations: Obligation[];
  rules: Set<string>;
  limits: Limits;
  opensDoor: boolean;
  places: Set<string>;
}

/** Gate steps 3 to 5: every act, and everything each act also does, is decided; all must be allowed. */
export async function judge(plan: Plan, situation: JudgeSituation, tools: JudgeTools): Promise<Judgement> {
  const tally: Tally = { obligations: [], rules: new Set(), limits: {}, opensDoor: false, places: new Set() };
  const fingerprints: Record<string, string> = {};
  for (const act of plan.acts) {
    for (const id of [act.entity, ...(act.alsoJudged ?? [])]) {
      decideOne(act.capability, mustKnow(tools.directory, id), situation, tools, tally);
    }
    if (act.capability === "scene.run") fingerprints[act.entity] = await judgeScene(act, situation, tools, tally);
  }
  const isGuarded = tally.opensDoor || plan.acts.some((act) => alwaysConfirmedUnlessExact.has(act.capability));
  if (situation.how !== "exact" && isGuarded) tally.obligations.push({ kind: "confirm" });
  return {
    obligations: distinct(tally.obligations),
    rules: [...tally.rules],
    limits: tally.limits,
    opensDoor: tally.opensDoor,
    fingerprints,
    lockdownPlaces: [...tally.places],
  };
}

function decideOne(action: Action, entity: Entity, situation: JudgeSituation, tools: JudgeTools, tally: Tally): void {
  const decision = tools.rights.decide(situation.who, action, entity, situation.now, situation.channel);
  if (!decision.isAllowed) {
    const code =
      decision.reason === "not-now" ? "not-now" : decision.reason === "fault" ? "policy-fault" : "not-allowed";
    throw new Refusal(code, entity.id, decision.rules, { thing: { kind: "entity", id: entity.id } });
  }
  tally.obligations.push(...decision.obligations);
  for (const rule of decision.rules) tally.rules.add(rule);
  tally.limits = strictest(tally.limits, decision.limits);
  if (action === "door.open" || action === "door.hold") tally.opensDoor = true;
  if (stoppedByLockdown.has(action)) tally.places.add(entity.place);
}

/** A scene is judged by what it does; returns the fingerprint of its content. */
async function judgeScene(act: Act, situation: JudgeSituation, tools: JudgeTools, tally: Tally): Promise<string> {
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
