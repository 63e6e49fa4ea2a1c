import { dirname, resolve } from "node:path";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
} from "yaml";
import type { ConfigFault } from "#core/errors.ts";

export type Path = readonly (string | number)[];

/** Where a configuration comes from. `readFile` takes an absolute path and throws when there is no such file. */
export interface ConfigSource {
  readonly text: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readFile(path: string): string;
}

/** A configuration as plain values, with everything needed to say where something stands. */
export interface Draft {
  readonly file: string;
  readonly value: unknown;
  readonly faults: readonly ConfigFault[];
  /** Where the key or list item of this path stands, else its nearest parent; undefined for the whole file. */
  lineOf(path: Path): number | undefined;
  /** A fault at this path, with nothing in it that came from the environment or a secret file. */
  fault(path: Path, problem: string, mend: string): ConfigFault;
  /** Whether the value could not be had (a variable is not set), so that further faults would only mislead. */
  isBroken(path: Path): boolean;
  /** The text of a secret file, relative to the configuration; a fault when it cannot be had. */
  secret(path: Path, file: string): { readonly text: string } | { readonly fault: ConfigFault };
}

const variable = /\$\$\{|\$\{([^}]*)\}?/g;
const wellNamed = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Stands for a text that cannot be had, so that schemas meet a text; its path is broken, so nothing more is said. */
export const unread = "unread";
const deepest = 40;
const mostNodes = 200_000;

/** Parses YAML, fills `${NAME}` in from the environment and `{ secretFile: path }` from files. */
export function readDraft(source: ConfigSource): Draft {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, strict: true });
  const draft = new DraftReader(source, document, lines);
  draft.read();
  return draft;
}

/** Lives while one file is read: collects lines, faults and the values that must not be shown. */
class DraftReader implements Draft {
  readonly file: string;
  readonly faults: ConfigFault[] = [];
  value: unknown;
  readonly #source: ConfigSource;
  readonly #document: Document.Parsed;
  readonly #counter: LineCounter;
  readonly #lines = new Map<string, number>();
  readonly #broken = new Set<string>();
  readonly #hidden: { readonly path: Path; readonly value: string; readonly shown: string }[] = [];
  #nodes = 0;

  constructor(source: ConfigSource, document: Document.Parsed, counter: LineCounter) {
    this.file = source.file;
    this.#source = source;
    this.#document = document;
    this.#counter = counter;
  }

  read(): void {
    for (const error of this.#document.errors) this.faults.push(this.#syntaxFault(error));
    if (this.#document.errors.every((error) => error.code === "DUPLICATE_KEY")) {
      this.value = this.#plain(this.#document.contents, []) ?? {};
    }
  }

  lineOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const [last, ...before] = path.slice(0, length).toReversed();
      const names = typeof last === "string" ? [last, `${last}File`] : [last];
      const [line] = names.flatMap((name) => this.#lines.get(JSON.stringify([...before.toReversed(), name])) ?? []);
      if (line !== undefined) return line;
    }
    return undefined;
  }

  fault(path: Path, problem: string, mend: string): ConfigFault {
    const near = this.#hidden.filter((one) => path.every((part, index) => one.path[index] === part));
    const clean = (text: string) => near.reduce((rest, { value, shown }) => rest.replaceAll(value, shown), text);
    const line = this.lineOf(path);
    const where = line === undefined ? {} : { line };
    return { file: this.file, ...where, key: keyText(path), problem: clean(problem), mend: clean(mend) };
  }

  isBroken(path: Path): boolean {
    return this.#broken.has(JSON.stringify(path));
  }

  secret(path: Path, file: string): { readonly text: string } | { readonly fault: ConfigFault } {
    const broken = (problem: string, mend: string) => {
      this.#broken.add(JSON.stringify(path));
      return { fault: this.fault(path, problem, mend) };
    };
    let text: string;
    try {
      text = this.#source.readFile(resolve(dirname(this.#source.file), file)).replace(/\r?\n$/, "");
    } catch {
      return broken(`the file "${file}" cannot be read`, "create it, readable for this process, with the value alone");
    }
    if (text === "") return broken(`the file "${file}" is empty`, "write the value into it");
    this.#hidden.push({ path, value: text, shown: `(text of ${file})` });
    return { text };
  }

  #syntaxFault(error: YAMLError): ConfigFault {
    const { line } = this.#counter.linePos(error.pos[0]);
    const isTwice = error.code === "DUPLICATE_KEY";
    const [, word = ""] = (isTwice ? /^["']?([^"':\s]+)/.exec(this.#source.text.slice(error.pos[0])) : null) ?? [];
    const [problem, mend] = syntaxTexts[error.code] ?? [
      `this is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`,
      "check indentation, quotes and brackets here and in the line above",
    ];
    return { file: this.file, line, key: word, problem, mend };
  }

  #plain(node: ParsedNode | null, path: Path): unknown {
    this.#nodes += 1;
    if (path.length > deepest || this.#nodes > mostNodes) {
      if (this.#nodes !== mostNodes + 1 && path.length <= deepest) return null;
      this.faults.push(this.fault(path, "this is nested too deeply or repeats itself", "write it out without aliases"));
      return null;
    }
    if (isAlias(node)) return this.#alias(node.resolve(this.#document) as ParsedNode | undefined, path);
    if (isMap(node)) return this.#map(node.items as readonly { key: ParsedNode; value: ParsedNode | null }[], path);
    if (isSeq(node)) {
      return (node.items as readonly ParsedNode[]).map((item, index) => {
        this.#note([...path, index], item);
        return this.#plain(item, [...path, index]);
      });
    }
    const value = isScalar(node) ? node.value : null;
    return typeof value === "string" ? this.#fill(value, path) : value;
  }

  #alias(target: ParsedNode | undefined, path: Path): unknown {
    if (target !== undefined) return this.#plain(target, path);
    this.faults.push(this.fault(path, ...bareStar));
    this.#broken.add(JSON.stringify(path));
    return null;
  }

  #map(items: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[], path: Path): unknown {
    const entries = items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : "";
      const at = [...path, name];
      this.#note(at, key);
      return [name, this.#plain(value, at)] as const;
    });
    const [first] = entries;
    if (entries.length !== 1 || first?.[0] !== "secretFile" || typeof first[1] !== "string") {
      return Object.fromEntries(entries);
    }
    const secret = this.secret(path, first[1]);
    if ("text" in secret) return secret.text;
    this.faults.push(secret.fault);
    return unread;
  }

  #note(path: Path, node: ParsedNode | null): void {
    if (node?.range) this.#lines.set(JSON.stringify(path), this.#counter.linePos(node.range[0]).line);
  }

  /** `${NAME}` becomes the variable's value, `$${` a plain `${`. */
  #fill(text: string, path: Path): string {
    return text.replaceAll(variable, (whole: string, name: string | undefined) => {
      if (name === undefined) return "${";
      if (!wellNamed.test(name) || !whole.endsWith("}")) {
        this.#cannotFill(
          path,
          "the signs after $ are not the name of a variable in braces",
          `write \${NAME} for a variable, $\${ for the signs themselves`,
        );
        return whole;
      }
      const value = this.#source.env[name];
      if (value === undefined || value === "") {
        this.#cannotFill(
          path,
          `the environment variable ${name} is not set`,
          `set ${name}, or use { secretFile: path }`,
        );
        return whole;
      }
      this.#hidden.push({ path, value, shown: whole });
      return value;
    });
  }

  #cannotFill(path: Path, problem: string, mend: string): void {
    this.#broken.add(JSON.stringify(path));
    this.faults.push(this.fault(path, problem, mend));
  }
}

const bareStar = ["a bare * means something else in YAML", 'put it in quotes: "*"'] as const;

const syntaxTexts: Readonly<Record<string, readonly [string, string]>> = {
  DUPLICATE_KEY: ["this key stands twice", "keep one of them"],
  TAB_AS_INDENT: ["a tab is used to indent", "indent with spaces"],
  BAD_INDENT: ["the indentation does not fit, or a bracket stays open", "align it with its neighbours, close brackets"],
  BAD_ALIAS: bareStar,
  BAD_SCALAR_START: ["a value cannot begin with this sign", "put the value in quotes"],
  BLOCK_AS_IMPLICIT_KEY: [
    "a key and its value stand where a value should",
    "put the value in quotes, or begin a new line",
  ],
  MISSING_CHAR: ["a quote, bracket or comma is missing", "close what is open here or in the lines above"],
  MULTIPLE_DOCS: ["there is more than one document in the file", "remove the line ---"],
  UNEXPECTED_TOKEN: ["something stands here that does not belong", "check quotes, brackets and colons"],
};

/** `roles.staff.allow[2]`, `roles.staff.require["door.open"]`. */
function keyText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[\p{L}\p{N}_-]+$/u.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
