import type { Action } from "#core/actions.ts";
import { isView } from "#core/actions.ts";
import type { Entity, Place } from "#core/directory.ts";
import { ConfigError } from "#core/errors.ts";
import type { Decision, Limits, Obligation, Policy, Question } from "#core/policy.ts";
import { compileCedar } from "./cedar-file.ts";
import { checkRole } from "./check.ts";
import { createRuleSet, type Request, type RuleSet, type WeekMoment } from "./engine.ts";
import { compareDemand, defaultObligations, mostGenerous, parseRequirement, together } from "./requirement.ts";
import type { CedarSource, PolicyNames, Role } from "./role.ts";
import { compileRole, coveredActions, grantRule, type Rule } from "./rule.ts";

/** What rights are made of. `names` holds everything that `usher.cedar` may speak of. */
export interface PolicyConfig {
  readonly roles: readonly Role[];
  readonly places: readonly (Pick<Place, "id"> & Partial<Pick<Place, "require">>)[];
  readonly people?: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly accounts?: readonly { readonly id: string }[];
  readonly cedar?: CedarSource;
  /** The file that roles and places stand in, for faults. */
  readonly file?: string;
}

const memoLimit = 5_000;

/**
 * Rights by role and `usher.cedar`. Default deny; a rule that errs, or an engine that does not answer, refuses.
 * Throws `ConfigError` when a role or the Cedar text is faulty.
 */
export function createPolicy(config: PolicyConfig): Policy {
  const rules = compileRules(config);
  const known = new Set(config.roles.map((role) => role.name));
  const sets = new Map<string, RuleSet>();
  const memo = new Map<RuleSet, Map<string, boolean>>();

  const setFor = (roles: readonly string[], action: Action, mode: Mode): RuleSet => {
    const held = [...new Set(roles)].filter((role) => known.has(role)).toSorted();
    const key = [action, mode, ...held].join(" ");
    let set = sets.get(key);
    if (set === undefined) {
      const concerning = rules.filter(
        ({ audience, json }) =>
          (audience.role === undefined || held.includes(audience.role)) && coveredActions(json).includes(action),
      );
      set = createRuleSet(held, action, inMode(concerning, mode));
      sets.set(key, set);
    }
    return set;
  };

  /** Whether some moment of the week would allow it, in this channel or, without one, in any. */
  const ever = (
    roles: readonly string[],
    request: Omit<Request, keyof WeekMoment | "channel">,
    mode: Mode,
    channel?: string,
  ) => {
    const set = setFor(roles, request.action, mode);
    if (!mayCover(set, request.person)) return false;
    const channels = channel === undefined ? channelsToTry(set) : [channel];
    return channels.some((one) => everIn(set, { ...request, channel: one }));
  };

  const everIn = (set: RuleSet, request: Omit<Request, keyof WeekMoment>): boolean => {
    const known = memo.get(set) ?? new Map<string, boolean>();
    memo.set(set, known);
    const key = set.keyOf({ ...request, weekday: 0, minute: 0 });
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const found = set.moments.some((moment) => set.evaluate({ ...request, ...moment }).kind === "allow");
    if (known.size >= memoLimit) known.clear();
    known.set(key, found);
    return found;
  };

  return {
    decide(question) {
      const mode = question.isEmergency === true ? "glass" : (question.grants ?? []).length > 0 ? "granted" : "plain";
      const set = setFor(question.roles, question.action, mode);
      const request = requestOf(question.person.id, question.action, question.entity, question.place);
      const verdict = set.evaluate({
        ...request,
        ...wallClock(question.now, question.place.timezone),
        channel: question.channel,
      });
      if (verdict.kind === "fault") return { isAllowed: false, rules: verdict.rules, reason: "fault" };
      if (verdict.kind === "allow") return allowed(question, set, verdict.rules);
      const isElsewhen = ever(question.roles, request, mode, question.channel);
      const reason = isElsewhen ? "not-now" : verdict.rules.length > 0 ? "forbidden" : "default-deny";
      return { isAllowed: false, rules: verdict.rules, reason };
    },
    mayEver(person, action, entity, place, roles, isGranted = false) {
      return ever(roles, requestOf(person.id, action, entity, place), isGranted ? "any-granted" : "any");
    },
    mayAnywhere(person, action, roles) {
      return mayCover(setFor(roles, action, "any"), person.id);
    },
  };
}

/** Everything that rules of this configuration may name. */
export function namesIn({ people = [], roles, places, accounts = [] }: PolicyConfig): PolicyNames {
  return {
    people: people.map((person) => person.id),
    roles: roles.map((role) => role.name),
    places: places.map((place) => place.id),
    accounts: accounts.map((account) => account.id),
  };
}

/** All rules of a configuration, checked. */
export function compileRules(config: PolicyConfig): readonly Rule[] {
  const people = config.people ?? [];
  const names = namesIn(config);
  const faults = config.roles.flatMap((role) => {
    const heldBy = people.filter((person) => person.roles.includes(role.name)).map((person) => person.id);
    return checkRole(role, names, heldBy).map(({ path, problem, mend }) => {
      return { file: config.file ?? "usher.yaml", key: ["roles", role.name, ...path].join("."), problem, mend };
    });
  });
  const cedar = config.cedar === undefined ? { rules: [], faults: [] } : compileCedar(config.cedar, names);
  if (faults.length + cedar.faults.length > 0) throw new ConfigError([...faults, ...cedar.faults]);
  return [...config.roles.flatMap(compileRole), ...cedar.rules];
}

function requestOf(person: string, action: Action, entity: Entity, place: Place) {
  const { id, kind, account, vendor } = entity;
  return { person, action, thing: { id, kind, account, vendor }, place: place.id };
}

/** Weekday and minute of the day as a clock on the wall of the place shows them, daylight saving included. */
function wallClock(now: number, timezone: string): WeekMoment {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  return { weekday: local.dayOfWeek, minute: local.hour * 60 + local.minute };
}

/** Permits are alternatives: those that ask for least count; what thing and place ask for comes on top. */
function allowed(question: Question, set: RuleSet, deciding: readonly string[]): Decision {
  const { action, entity, place, grants = [] } = question;
  const spoken = set.rules.filter((rule) => deciding.includes(rule.id) && rule !== grantRule);
  const granted = deciding.includes(grantRule.id) ? grants : [];
  // Rules stand before grants, so that no use of a grant is spent on what a rule allows as cheaply.
  const options: readonly Option[] = [...spoken, ...granted.map((one) => ({ ...one, id: `grant.${one.id}` }))]
    .map(({ id, obligations, limits }) => {
      return { id, limits, obligations: isView(action) ? [] : (obligations ?? defaultObligations(action)) };
    })
    .toSorted((a, b) => compareDemand(a.obligations, b.obligations));
  const [least] = options;
  if (least === undefined) return { isAllowed: false, rules: deciding, reason: "fault" } as const;
  const chosen = options.filter((one) => compareDemand(one.obligations, least.obligations) === 0);
  const obligations = isView(action)
    ? []
    : [entity.require[action], place.require[action]].map(onTop).reduce(together, together(least.obligations, []));
  const limits = chosen.map((one) => one.limits).reduce<Limits>(mostGenerous, least.limits);
  const grant = least.id.startsWith("grant.") ? { grant: least.id.slice("grant.".length) } : {};
  return { isAllowed: true, rules: chosen.map((one) => one.id), obligations, limits, ...grant };
}

/** `glass`: in a lockdown, by somebody who says why. `any`: whatever could ever permit it. */
type Mode = "plain" | "granted" | "glass" | "any" | "any-granted";

function inMode(rules: readonly Rule[], mode: Mode): readonly Rule[] {
  const isUsual = (rule: Rule) => rule.breaksGlass !== true;
  switch (mode) {
    case "plain":
      return rules.filter(isUsual);
    case "granted":
      return [...rules.filter(isUsual), grantRule];
    case "glass":
      return rules.filter((rule) => !isUsual(rule) || rule.json.effect === "forbid");
    case "any":
      return rules;
    case "any-granted":
      return [...rules, grantRule];
  }
}

interface Option {
  readonly id: string;
  readonly obligations: readonly Obligation[];
  readonly limits: Limits;
}

/** A requirement of a thing or a place; one that cannot be read asks for the most rather than for nothing. */
function onTop(text: string | undefined): readonly Obligation[] {
  if (text === undefined) return [];
  const read = parseRequirement(text);
  return read.isWell ? read.obligations : [{ kind: "approve", count: 99 }];
}

/** Whether some permit is for the person at all and no forbid takes all of it back; looks at heads only. */
function mayCover(set: RuleSet, person: string): boolean {
  const speaking = set.rules.filter(({ audience }) => (audience.person ?? person) === person);
  const isTakenBack = speaking.some(
    ({ json }) => json.effect === "forbid" && json.resource.op === "All" && json.conditions.length === 0,
  );
  return !isTakenBack && speaking.some(({ json }) => json.effect === "permit");
}

function channelsToTry({ mentions }: RuleSet): readonly string[] {
  return mentions.attributes.has("channel") ? ["", ...mentions.texts] : [""];
}
