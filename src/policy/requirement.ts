import type { Action } from "#core/actions.ts";
import type { Limits, Obligation } from "#core/policy.ts";
import { type Complaint, suggestion } from "./suggest.ts";

export type ParsedRequirement =
  | { readonly isWell: true; readonly obligations: readonly Obligation[] }
  | { readonly isWell: false; readonly complaint: Complaint };

const forms = "none, confirm, pin, totp, approve:N or approve:N from <role>";
const approval = /^approve:(\d{1,2})(?:\s+from\s+(\S+))?$/;

/**
 * Reads a requirement as written in `require`: `none`, or one or more of `confirm`, `pin`, `totp`, `approve:N` and
 * `approve:N from <role>` joined by `+`. The only reader of requirement texts.
 */
export function parseRequirement(text: string): ParsedRequirement {
  const words = text.split("+").map((word) => word.trim().replaceAll(/\s+/g, " "));
  if (words.length === 1 && words[0] === "none") return { isWell: true, obligations: [] };
  const obligations: Obligation[] = [];
  for (const word of words) {
    const read = parseOne(word);
    if ("problem" in read) return { isWell: false, complaint: read };
    obligations.push(read);
  }
  return { isWell: true, obligations: together(obligations, []) };
}

function parseOne(word: string): Obligation | Complaint {
  if (word === "confirm" || word === "pin" || word === "totp") return { kind: word };
  const [, digits, from] = approval.exec(word) ?? [];
  if (digits !== undefined) {
    const count = Number(digits);
    if (count < 1) return { problem: "an approval by nobody is none", mend: 'write "approve:1" or more' };
    return from === undefined ? { kind: "approve", count } : { kind: "approve", count, from };
  }
  if (word === "none") return { problem: '"none" stands alone', mend: `write "none" without anything else` };
  if (word.startsWith("approve")) {
    return { problem: `"${word}" is not a well-formed approval`, mend: 'write it like "approve:2 from owner"' };
  }
  const mend = suggestion(word, ["none", "confirm", "pin", "totp"], "");
  return {
    problem: `"${word}" is not a requirement`,
    mend: mend.startsWith("did") ? mend : `use ${forms}, joined by "+"`,
  };
}

/** What an action takes where no policy says anything. */
export function defaultObligations(action: Action): readonly Obligation[] {
  return isConfirmedByDefault(action) ? [{ kind: "confirm" }] : [];
}

const confirmedByDefault: ReadonlySet<Action> = new Set<Action>([
  "door.open",
  "door.hold",
  "door.schedule",
  "key.create",
  "race.manage",
  "access.grant",
  "access.unlock",
  "vendor.call",
]);

/** Whether the action takes a confirmation unless a role lifts it by naming the action with `none`. */
export function isConfirmedByDefault(action: Action): boolean {
  return confirmedByDefault.has(action);
}

const weight: Record<Obligation["kind"], number> = { confirm: 1, pin: 2, totp: 2, approve: 3 };

function demand(obligation: Obligation): number {
  if (obligation.kind !== "approve") return weight[obligation.kind];
  return weight.approve + obligation.count + (obligation.from === undefined ? 0 : 0.5);
}

/** Negative when the first asks for less: the gravest of each counts first, then the next. */
export function compareDemand(a: readonly Obligation[], b: readonly Obligation[]): number {
  const left = a.map(demand).toSorted((x, y) => y - x);
  const right = b.map(demand).toSorted((x, y) => y - x);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Both lists at once, nothing twice; of approvals by the same circle the larger number holds. */
export function together(a: readonly Obligation[], b: readonly Obligation[]): readonly Obligation[] {
  const kept = new Map<string, Obligation>();
  for (const one of [...a, ...b]) {
    const key = one.kind === "approve" ? `approve from ${one.from ?? ""}` : one.kind;
    const other = kept.get(key);
    if (other === undefined || demand(one) > demand(other)) kept.set(key, one);
  }
  return [...kept.values()].toSorted((x, y) => demand(x) - demand(y));
}

/** The requirement as it is written in the configuration. */
export function requirementText(obligations: readonly Obligation[]): string {
  if (obligations.length === 0) return "none";
  return obligations
    .map((one) => {
      if (one.kind !== "approve") return one.kind;
      return `approve:${one.count}${one.from === undefined ? "" : ` from ${one.from}`}`;
    })
    .join(" + ");
}

export const limitNames = ["maxHours", "maxUses", "perDay", "perHour"] as const;

/** The most generous of both: a limit holds only where both have it. */
export function mostGenerous(a: Limits, b: Limits): Limits {
  const entries = limitNames.flatMap((name) => {
    const [left, right] = [a[name], b[name]];
    return left === undefined || right === undefined ? [] : [[name, Math.max(left, right)] as const];
  });
  return Object.fromEntries(entries);
}
