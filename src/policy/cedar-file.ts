import {
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  type ValidationError,
  validate,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { ConfigFault } from "#core/errors.ts";
import type { Limits } from "#core/policy.ts";
import { unknown } from "./check.ts";
import { patternComplaint } from "./patterns.ts";
import { isConfirmedByDefault, limitNames, parseRequirement } from "./requirement.ts";
import type { CedarSource, PolicyNames } from "./role.ts";
import { coveredActions, type Rule, writesOut } from "./rule.ts";
import { createSchema } from "./schema.ts";
import type { Complaint } from "./suggest.ts";
import { audienceOf, mentionsOf } from "./walk.ts";

export interface CompiledCedar {
  readonly rules: readonly Rule[];
  readonly faults: readonly ConfigFault[];
}

/** One policy of the file and where it begins. */
interface Part {
  readonly text: string;
  readonly offset: number;
  readonly json: PolicyJson;
  readonly id: string;
}

/**
 * Reads `usher.cedar`: splits, names (`@id`, else the line), validates against the schema, and checks what Cedar
 * does not (unknown persons, places and accounts, permits for everybody, `@require` and `@limits`).
 */
export function compileCedar(source: CedarSource, names: PolicyNames): CompiledCedar {
  const faults: ConfigFault[] = [];
  const fault = (offset: number, key: string, { problem, mend }: Complaint) => {
    faults.push({ file: source.file, line: lineAt(source.text, offset), key, problem, mend });
  };
  const split = policySetTextToParts(source.text);
  if (split.type === "failure") {
    for (const { message, help, sourceLocations } of split.errors) {
      const [place] = sourceLocations ?? [];
      fault(place?.start ?? 0, "policy", { problem: message, mend: help ?? place?.label ?? "see the Cedar syntax" });
    }
    return { rules: [], faults };
  }
  for (const text of split.policy_templates) {
    fault(source.text.indexOf(text), "policy", {
      problem: "templates are not used here",
      mend: "name the person or the role in place of the slot",
    });
  }
  const parts = locate(source.text, split.policies);
  const seen = new Set<string>();
  const rules = parts.map((part) => {
    for (const { at, ...complaint } of complaintsOf(part, names, seen)) fault(part.offset + at, part.id, complaint);
    seen.add(part.id);
    return ruleOf(part);
  });
  for (const { part, at, ...complaint } of validationComplaints(parts, names)) {
    fault(part.offset + at, part.id, complaint);
  }
  return { rules, faults: faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function locate(file: string, texts: readonly string[]): readonly Part[] {
  const taken = new Set<number>();
  return texts
    .map((text) => {
      let offset = file.indexOf(text);
      while (taken.has(offset)) offset = file.indexOf(text, offset + 1);
      taken.add(offset);
      return { text, offset };
    })
    .toSorted((a, b) => a.offset - b.offset)
    .flatMap(({ text, offset }) => {
      const read = policyToJson(text);
      if (read.type === "failure") return [];
      const id = read.json.annotations?.id ?? `cedar.line-${lineAt(file, offset)}`;
      return [{ text, offset, json: read.json, id }];
    });
}

function ruleOf({ json, id, text }: Part): Rule {
  const require = json.annotations?.require;
  const read = require === undefined ? undefined : parseRequirement(require);
  return {
    id,
    json,
    text,
    audience: audienceOf(json),
    limits: parseLimits(json.annotations?.limits ?? "") ?? {},
    ...(read?.isWell ? { obligations: read.obligations } : {}),
    ...(breaksGlass(json) ? { breaksGlass: true as const } : {}),
  };
}

type PlacedComplaint = Complaint & { readonly at: number };

function complaintsOf(part: Part, names: PolicyNames, seen: ReadonlySet<string>): readonly PlacedComplaint[] {
  const { json, text, id } = part;
  const found: PlacedComplaint[] = [];
  const add = (complaint: Complaint | undefined, needle: string) => {
    if (complaint !== undefined) found.push({ ...complaint, at: Math.max(0, text.indexOf(needle)) });
  };
  if (seen.has(id)) add({ problem: `two policies are called "${id}"`, mend: "give each its own @id" }, "@id");
  if (/^(?:role|grant|gate)\./.test(id)) {
    add({ problem: `"${id}" looks like a rule of ours`, mend: "choose an @id without that beginning" }, "@id");
  }
  const { role, person } = audienceOf(json);
  if (json.effect === "permit" && role === undefined && person === undefined) {
    add(
      {
        problem: "this permit is for everybody",
        mend: 'name whom it is for: principal == Person::"…" or principal in Role::"…"',
      },
      "principal",
    );
  }
  for (const { needle, ...complaint } of nameComplaints(json, names)) add(complaint, needle);
  add(requireComplaint(json, names), "@require");
  add(limitsComplaint(json), "@limits");
  add(glassComplaint(json), `@${glass}`);
  return found;
}

/** Names that Cedar takes although nobody goes by them, and those that it refuses without a good suggestion. */
function nameComplaints(json: PolicyJson, names: PolicyNames): readonly (Complaint & { readonly needle: string })[] {
  const checks: Readonly<Record<string, (id: string) => Complaint | undefined>> = {
    Person: (id) => unknown("person", id, names.people),
    Role: (id) => unknown("role", id, names.roles),
    Place: (id) => unknown("place", id, names.places),
    Action: patternComplaint,
    Thing: (id) => thingComplaint(id, names),
  };
  return [...mentionsOf([json]).entities].flatMap(([type, ids]) =>
    [...ids].flatMap((id) => {
      const complaint = checks[type]?.(id);
      return complaint === undefined ? [] : [{ ...complaint, needle: `${type}::${JSON.stringify(id)}` }];
    }),
  );
}

function thingComplaint(id: string, names: PolicyNames): Complaint | undefined {
  if (id.includes(":")) return unknown("account", id.slice(0, id.indexOf(":")), names.accounts);
  return { problem: `"${id}" is no thing`, mend: 'write it as "<account>:<vendor id>"' };
}

const glass = "breakglass";

/** `@breakglass("yes")`: the permit holds in a lockdown alone, with a reason, and every owner is told. */
function breaksGlass({ annotations, effect }: PolicyJson): boolean {
  return effect === "permit" && annotations?.[glass] === "yes";
}

function glassComplaint(json: PolicyJson): Complaint | undefined {
  const text = json.annotations?.[glass];
  if (text === undefined || breaksGlass(json)) return undefined;
  if (json.effect === "forbid")
    return { problem: "a forbid opens nothing", mend: `remove @${glass}, or write a permit` };
  return { problem: `@${glass} holds "${text}"`, mend: `write @${glass}("yes"), or leave it away` };
}

function requireComplaint(json: PolicyJson, names: PolicyNames): Complaint | undefined {
  const text = json.annotations?.require;
  if (text === undefined) return undefined;
  if (json.effect === "forbid") {
    return { problem: "a forbid requires nothing", mend: "remove @require, or write a permit" };
  }
  const read = parseRequirement(text);
  if (!read.isWell) return read.complaint;
  for (const one of read.obligations) {
    const from = one.kind === "approve" ? one.from : undefined;
    const complaint = from === undefined ? undefined : unknown("role", from, names.roles);
    if (complaint !== undefined) return complaint;
  }
  const unlifted = coveredActions(json).filter((action) => isConfirmedByDefault(action) && !writesOut(json, action));
  if (read.obligations.length > 0 || unlifted.length === 0) return undefined;
  return {
    problem: `@require("none") lifts the confirmation of ${unlifted.join(", ")} without naming it`,
    mend: `write the action out: action == Action::"${unlifted[0]}"`,
  };
}

function limitsComplaint(json: PolicyJson): Complaint | undefined {
  const text = json.annotations?.limits;
  if (text === undefined || parseLimits(text) !== undefined) return undefined;
  return { problem: `"${text}" are no limits`, mend: 'write them like "maxHours=72, perDay=3"' };
}

function parseLimits(text: string): Limits | undefined {
  const limits: Record<string, number> = {};
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const [, name, digits] = /^\s*(\w+)\s*=\s*(\d{1,6})\s*$/.exec(part) ?? [];
    if (name === undefined || !limitNames.some((one) => one === name) || Number(digits) < 1) return undefined;
    limits[name] = Number(digits);
  }
  return limits;
}

function validated(parts: readonly Part[], names: PolicyNames) {
  const staticPolicies = Object.fromEntries(parts.map((part, index) => [`p${index}`, part.text]));
  return validate({ schema: createSchema(names.roles), policies: { staticPolicies } });
}

/** What Cedar's validation says of one policy, without the number that we gave it. */
function worded({ policyId, error }: ValidationError, parts: readonly Part[]) {
  const part = parts[Number(policyId.slice(1))];
  if (part === undefined) return [];
  const at = error.sourceLocations?.[0]?.start ?? 0;
  const problem = error.message.replace(/^for policy `[^`]*`[:,] /, "");
  const mend = error.help ?? "compare the types with the schema that the policy check prints";
  return [{ part, at, problem, mend }];
}

function validationComplaints(parts: readonly Part[], names: PolicyNames) {
  const [first] = parts;
  if (first === undefined) return [];
  const answer = validated(parts, names);
  if (answer.type === "failure") {
    return answer.errors.map((one) => ({ part: first, at: 0, problem: one.message, mend: one.help ?? "see Cedar" }));
  }
  return answer.validationErrors
    .flatMap((one) => worded(one, parts))
    .filter(({ part, at }) => !/^(?:Role|Action)::/.test(part.text.slice(at)));
}

/** Rules of the file that no request can ever match. */
export function impossibleRules(source: CedarSource, names: PolicyNames): readonly ConfigFault[] {
  const split = policySetTextToParts(source.text);
  if (split.type === "failure") return [];
  const parts = locate(source.text, split.policies);
  const answer = validated(parts, names);
  if (answer.type === "failure") return [];
  return answer.validationWarnings
    .flatMap((one) => worded(one, parts))
    .map(({ part, at, problem }) => {
      const line = lineAt(source.text, part.offset + at);
      return { file: source.file, line, key: part.id, problem, mend: "remove the rule, or mend its conditions" };
    });
}

/** Things that the file names and no account holds; to be asked once the accounts' things are known. */
export function unknownThings(source: CedarSource, known: (id: string) => boolean): readonly ConfigFault[] {
  const split = policySetTextToParts(source.text);
  if (split.type === "failure") return [];
  return locate(source.text, split.policies).flatMap(({ json, text, offset, id }) =>
    [...(mentionsOf([json]).entities.get("Thing") ?? [])]
      .filter((thing) => !known(thing))
      .map((thing) => {
        const line = lineAt(source.text, offset + Math.max(0, text.indexOf(`Thing::${JSON.stringify(thing)}`)));
        const mend = "compare it with what the accounts hold";
        return { file: source.file, line, key: id, problem: `there is no thing "${thing}"`, mend };
      }),
  );
}

/** 1-based. */
function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split("\n").length;
}
