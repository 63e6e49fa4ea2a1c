import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));
const aliases = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { imports: Record<string, string> })
  .imports;

/** One import as written, and where it leads: a path in this repository, `node:…` or a package name. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

export function sourceFiles(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root }).toSorted();
}

/** Every static, type-only and dynamic import of a file. */
export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const calls = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [...statements, ...calls].map(([, specifier = ""]) => ({ from: file, to: target(file, specifier) }));
}

function target(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(root, resolve(root, dirname(file), specifier));
  if (specifier.startsWith("#")) {
    const prefix = Object.keys(aliases).find((alias) => specifier.startsWith(alias.slice(0, -1)));
    if (prefix === undefined) throw new Error(`${file} imports ${specifier}, which package.json does not know`);
    const folder = aliases[prefix]?.slice(2, -1) ?? "";
    return folder + specifier.slice(prefix.length - 1);
  }
  if (specifier.startsWith("node:")) return specifier;
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** Where the static imports of a file lead when it is loaded: everything that is loaded with it. Types are not. */
export function loadedWith(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(root, file), "utf8");
  for (const [, specifier = ""] of text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm)) {
    const to = target(file, specifier);
    if (to.endsWith(".ts")) loadedWith(to, seen);
    else seen.add(to);
  }
  return seen;
}
