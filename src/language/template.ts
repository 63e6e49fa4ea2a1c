/** A template as a tree. Words and rules are symbols; slots are typed edges. */
export type Node =
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "slot"; readonly name: string; readonly type: string }
  | { readonly kind: "sequence" | "either" | "anyOrder"; readonly of: readonly Node[] }
  | { readonly kind: "maybe"; readonly of: Node };

/** What is wrong with a template, and where; the author of a sentence file reads this. */
export class TemplateError extends Error {
  constructor(template: string, problem: string) {
    super(`template "${template}": ${problem}`);
    this.name = "TemplateError";
  }
}

const lexer = /<([a-z][\w-]*)>|\{([a-z]\w*)(?::([a-z][\w-]*))?\}|([[\]()|&])|([^\s<>{}[\]()|&]+)|\s+|(.)/gu;

/**
 * Reads a template: `<rule>`, `{slot}` or `{slot:type}`, `[maybe]`, `(this|that)`, `(in & any & order)`, words.
 */
export function parseTemplate(template: string): Node {
  const pieces = [...template.matchAll(lexer)].filter((match) => match[0].trim() !== "");
  return new Parser(template, pieces).group(undefined);
}

class Parser {
  readonly #template: string;
  readonly #pieces: readonly RegExpExecArray[];
  #at = 0;

  constructor(template: string, pieces: readonly RegExpExecArray[]) {
    this.#template = template;
    this.#pieces = pieces;
  }

  group(end: string | undefined): Node {
    const parts: Node[][] = [[]];
    let joint: string | undefined;
    for (let mark = this.#mark(); mark !== end; mark = this.#mark()) {
      if (mark === "|" || mark === "&") {
        if (joint !== undefined && joint !== mark) throw this.#fault(`"|" and "&" in one group`);
        joint = mark;
        parts.push([]);
        this.#at += 1;
      } else parts.at(-1)?.push(this.#item(end));
    }
    this.#at += 1;
    const sequences = parts.map((part): Node => one("sequence", part));
    return one(joint === "&" ? "anyOrder" : "either", sequences);
  }

  /** The bracket or joint that comes next; undefined at the end, "" before anything else. */
  #mark(): string | undefined {
    const piece = this.#pieces[this.#at];
    return piece === undefined ? undefined : (piece[4] ?? "");
  }

  #item(end: string | undefined): Node {
    const piece = this.#pieces[this.#at];
    if (piece === undefined) throw this.#fault(`"${end}" is missing`);
    this.#at += 1;
    const [, rule, slot, type, mark, word, odd] = piece;
    if (rule !== undefined) return { kind: "symbol", name: `<${rule}>` };
    if (slot !== undefined) return { kind: "slot", name: slot, type: type ?? slot };
    if (word !== undefined) return { kind: "symbol", name: `=${word}` };
    if (mark === "(") return this.group(")");
    if (mark === "[") return { kind: "maybe", of: this.group("]") };
    throw this.#fault(`"${mark ?? odd ?? ""}" does not belong here`);
  }

  #fault(problem: string): TemplateError {
    return new TemplateError(this.#template, problem);
  }
}

function one(kind: "sequence" | "either" | "anyOrder", parts: readonly Node[]): Node {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind, of: parts };
}

/** Every set of slot names that a full match can have, each sorted and joined by spaces. */
export function slotSets(node: Node): ReadonlySet<string> {
  switch (node.kind) {
    case "symbol":
      return new Set([""]);
    case "slot":
      return new Set([node.name]);
    case "maybe":
      return new Set(["", ...slotSets(node.of)]);
    case "either":
      return new Set(node.of.flatMap((part) => [...slotSets(part)]));
    default:
      return node.of.map(slotSets).reduce(cross, new Set([""]));
  }
}

function cross(left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> {
  const sets = [...left].flatMap((a) => [...right].map((b) => [...a.split(" "), ...b.split(" ")]));
  return new Set(
    sets.map((names) =>
      names
        .filter((name) => name !== "")
        .sort()
        .join(" "),
    ),
  );
}

/** Slot types that a template can take. */
export function typesIn(node: Node): readonly string[] {
  if (node.kind === "slot") return [node.type];
  if (node.kind === "symbol") return [];
  return node.kind === "maybe" ? typesIn(node.of) : node.of.flatMap(typesIn);
}

/** Groups of symbols of which every sentence of the template has at least one each. */
export function neededBy(node: Node): readonly (readonly string[])[] {
  switch (node.kind) {
    case "symbol":
      return [[node.name]];
    case "slot":
    case "maybe":
      return [];
    case "either": {
      const parts = node.of.map((part) => neededBy(part)[0]);
      return parts.includes(undefined) ? [] : [parts.flatMap((part) => part ?? [])];
    }
    default:
      return node.of.flatMap(neededBy);
  }
}

const mostPhrases = 5000;

const marks = /[<{[(|&\])}>]/;

/** All phrases of a rule's line, as words; `rule` gives the phrases of a rule named inside. */
export function phrasesOf(line: string, rule: (name: string) => readonly string[]): readonly string[] {
  if (!marks.test(line)) return [line];
  const phrases = expand(parseTemplate(line), line, rule);
  if (phrases.length > mostPhrases) throw new TemplateError(line, "stands for too many phrases");
  return phrases;
}

function expand(node: Node, line: string, rule: (name: string) => readonly string[]): readonly string[] {
  switch (node.kind) {
    case "symbol":
      return node.name.startsWith("<") ? rule(node.name.slice(1, -1)) : [node.name.slice(1)];
    case "maybe":
      return ["", ...expand(node.of, line, rule)];
    case "either":
      return node.of.flatMap((part) => expand(part, line, rule));
    case "sequence":
      return node.of
        .map((part) => expand(part, line, rule))
        .reduce((left, right) => left.flatMap((a) => right.map((b) => `${a} ${b}`.trim())), [""]);
    default:
      throw new TemplateError(line, "rules hold words only, in one order");
  }
}
