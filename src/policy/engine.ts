import {
  type EntityJson,
  preparsePolicySet,
  type StatefulAuthorizationCall,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { Action } from "#core/actions.ts";
import { matchingActions, patterns } from "./patterns.ts";
import { fingerprint, type Rule } from "./rule.ts";
import { type Mentions, mentionsOf } from "./walk.ts";

/** A moment of the week on a place's wall clock: ISO weekday (Monday is 1) and minute of the day. */
export interface WeekMoment {
  readonly weekday: number;
  readonly minute: number;
}

/** What Cedar is asked, in plain values. */
export interface Request extends WeekMoment {
  readonly person: string;
  readonly action: Action;
  readonly thing: { readonly id: string; readonly kind: string; readonly account: string; readonly vendor: string };
  readonly place: string;
  readonly channel: string;
}

type Verdict =
  | { readonly kind: "allow" | "deny"; readonly rules: readonly string[] }
  /** A rule erred or the engine gave no answer: nothing may be concluded from it. */
  | { readonly kind: "fault"; readonly rules: readonly string[] };

/** The rules that can concern one action of a person with a certain combination of roles, parsed once. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly mentions: Mentions;
  /** Moments that stand for every moment of the week: no rule changes its answer between them. */
  readonly moments: readonly WeekMoment[];
  evaluate(request: Request): Verdict;
  /** The parts of a request that the rules can tell apart: requests with equal keys have equal answers. */
  keyOf(request: Request): string;
}

const memoLimit = 5_000;

export function createRuleSet(roles: readonly string[], action: Action, rules: readonly Rule[]): RuleSet {
  const id = fingerprint(rules);
  const staticPolicies = Object.fromEntries(rules.map((rule) => [rule.id, rule.text ?? rule.json]));
  const isReady = rules.length === 0 || preparsePolicySet(id, { staticPolicies }).type === "success";
  const mentions = mentionsOf(rules.map((rule) => rule.json));
  const tell = createTelling(roles, action, mentions);
  const keyOf = createKey(mentions);
  const memo = new Map<string, Verdict>();
  return {
    rules,
    mentions,
    moments: representativeMoments(mentions),
    keyOf,
    evaluate(request) {
      if (rules.length === 0) return { kind: "deny", rules: [] };
      if (!isReady) return { kind: "fault", rules: [] };
      const key = keyOf(request);
      const remembered = memo.get(key);
      if (remembered !== undefined) return remembered;
      const verdict = ask({ ...tell(request), preparsedPolicySetId: id });
      if (memo.size >= memoLimit) memo.clear();
      if (verdict.kind !== "fault") memo.set(key, verdict);
      return verdict;
    },
  };
}

/** Ids count only where a rule names them, attributes and clock only where a rule looks at them. */
function createKey({ entities, attributes }: Mentions): RuleSet["keyOf"] {
  const named = (type: string, id: string) => (entities.get(type)?.has(id) ? id : null);
  const seen = (name: string, value: string | number) => (attributes.has(name) ? value : null);
  return ({ person, thing, place, channel, weekday, minute }) =>
    JSON.stringify([
      named("Person", person),
      named("Thing", thing.id),
      named("Place", place),
      seen("kind", thing.kind),
      seen("account", thing.account),
      seen("vendor", thing.vendor),
      seen("channel", channel),
      seen("weekday", weekday),
      seen("minute", minute),
    ]);
}

/** Puts a request into Cedar's form, without what no rule of the set looks at: handing over costs more than deciding. */
function createTelling(roles: readonly string[], action: Action, mentions: Mentions) {
  const { entities, attributes } = mentions;
  const uid = { type: "Action", id: action };
  const groups = patterns.filter((one) => one.endsWith("*") && matchingActions(one).includes(action));
  const namesGroup = groups.some((group) => entities.get("Action")?.has(group));
  const actionEntity = { uid, attrs: {}, parents: groups.map((id) => ({ type: "Action", id })) };
  const parents = roles.map((role) => ({ type: "Role", id: role }));
  const pick = (values: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => attributes.has(name)));
  return ({ person, thing, place, weekday, minute, channel }: Request) => {
    const principal = { type: "Person", id: person };
    const resource = { type: "Thing", id: thing.id };
    const attrs = pick({ kind: thing.kind, account: thing.account, vendor: thing.vendor });
    const list: EntityJson[] = [{ uid: principal, attrs: {}, parents }];
    list.push({ uid: resource, attrs, parents: entities.has("Place") ? [{ type: "Place", id: place }] : [] });
    if (namesGroup) list.push(actionEntity);
    return { principal, action: uid, resource, context: pick({ weekday, minute, channel }), entities: list };
  };
}

function ask(call: StatefulAuthorizationCall): Verdict {
  try {
    const answer = statefulIsAuthorized(call);
    if (answer.type === "failure") return { kind: "fault", rules: [] };
    const { decision, diagnostics } = answer.response;
    // Cedar skips a rule that errs, and would allow when it was a forbid.
    if (diagnostics.errors.length > 0) return { kind: "fault", rules: diagnostics.errors.map((one) => one.policyId) };
    return { kind: decision, rules: diagnostics.reason };
  } catch {
    return { kind: "fault", rules: [] };
  }
}

/**
 * Comparisons with a number change their answer only at that number and just after it, so these minutes stand for
 * all; where a rule calculates, every quarter of an hour is tried as well. Without a look at the clock one is enough.
 */
function representativeMoments({ attributes, numbers, hasArithmetic }: Mentions): readonly WeekMoment[] {
  const weekdays = attributes.has("weekday") ? [1, 2, 3, 4, 5, 6, 7] : [1];
  const grid = hasArithmetic ? Array.from({ length: 96 }, (_, index) => index * 15) : [];
  const edges = [...numbers].flatMap((edge) => [edge, edge + 1]).filter((edge) => edge >= 0 && edge < 24 * 60);
  const minutes = attributes.has("minute") ? [...new Set([0, ...grid, ...edges])] : [0];
  return weekdays.flatMap((weekday) => minutes.map((minute) => ({ weekday, minute })));
}
