import type { JsonObject } from "#core/json.ts";

/** What a product can do; ids as public clients report them. */
interface Product {
  readonly id: readonly number[];
  /** Undefined: nothing that people light. */
  readonly traits: JsonObject | undefined;
}

const kelvin = [2700, 5000];

/** First match wins; an unknown product is taken for a lamp that dims. */
const products: readonly Product[] = [
  { id: [82, 91, 127], traits: undefined },
  { id: [167], traits: { dim: false } },
  { id: [90, 97], traits: { dim: true } },
  { id: [93, 134, 162], traits: { dim: true, kelvin } },
];

const otherTypes: ReadonlySet<string> = new Set(["rab", "controller", "bridge"]);

/** The traits of a device, undefined when it is no light (bridges, wall controllers). */
export function traitsOf(type: string | null | undefined, product: string | number | null | undefined) {
  if (type != null && otherTypes.has(type.toLowerCase())) return undefined;
  const known = products.find((candidate) => candidate.id.includes(Number(product)));
  return known === undefined ? { dim: true } : known.traits;
}
