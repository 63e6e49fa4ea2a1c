import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

/** Everything that a policy mentions by name or number, found in its JSON form. */
export interface Mentions {
  /** Ids by entity type. */
  readonly entities: ReadonlyMap<string, ReadonlySet<string>>;
  /** Attributes looked at, e.g. `minute`, `kind`. */
  readonly attributes: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
  readonly hasArithmetic: boolean;
}

/** Walks over the JSON form, because Cedar's validation takes any id of a person, place or thing. */
export function mentionsOf(policies: readonly PolicyJson[]): Mentions {
  const entities = new Map<string, Set<string>>();
  const attributes = new Set<string>();
  const numbers = new Set<number>();
  const texts = new Set<string>();
  let hasArithmetic = false;
  const visitObject = (node: object): void => {
    if (isUid(node)) {
      entities.set(node.type, (entities.get(node.type) ?? new Set()).add(node.id));
      return;
    }
    if ("attr" in node) for (const name of [node.attr].flat()) if (typeof name === "string") attributes.add(name);
    if (["+", "-", "*", "neg"].some((operator) => operator in node)) hasArithmetic = true;
    Object.values(node).forEach(visit);
  };
  const visit = (node: unknown): void => {
    if (typeof node === "number") numbers.add(node);
    else if (typeof node === "string") texts.add(node);
    else if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === "object" && node !== null) visitObject(node);
  };
  for (const { principal, action, resource, conditions } of policies) visit([principal, action, resource, conditions]);
  return { entities, attributes, numbers, texts, hasArithmetic };
}

function isUid(node: object): node is { readonly type: string; readonly id: string } {
  return "type" in node && "id" in node && typeof node.type === "string" && typeof node.id === "string";
}

/** Whom the head of a policy is for. */
export function audienceOf(json: PolicyJson): { readonly role?: string; readonly person?: string } {
  const { principal } = json;
  const scope = principal.op === "is" ? principal.in : principal.op === "All" ? undefined : principal;
  if (scope === undefined || "slot" in scope) return {};
  const uid = "__entity" in scope.entity ? scope.entity.__entity : scope.entity;
  return uid.type === "Role" ? { role: uid.id } : { person: uid.id };
}
