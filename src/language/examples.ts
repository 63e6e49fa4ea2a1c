import type { Grammar } from "./grammar.ts";
import { type Node, parseTemplate, slotSets } from "./template.ts";

/** The first template of the command that takes exactly the named things, in words. */
export function exampleOf(
  command: string,
  grammar: Grammar,
  filled: Readonly<Record<string, string>>,
): string | undefined {
  const given = Object.keys(filled);
  const entries = grammar.file.commands[command] ?? [];
  const fitting = entries.filter(
    (entry) => entry.decline === undefined && given.every((name) => entry.slots.includes(name)),
  );
  for (const entry of fitting) {
    for (const line of entry.say) {
      const node = parseTemplate(line);
      const wanted = [...slotSets(node)].find((set) => given.every((name) => set.split(" ").includes(name)));
      if (wanted === undefined) continue;
      const words = render(node, new Set(wanted.split(" ")), grammar, filled);
      if (words !== undefined) return words.replace(/\s+/g, grammar.file._script === "unspaced" ? "" : " ").trim();
    }
  }
  return undefined;
}

/** Words for a node that use only the wanted slots; optional parts only where a wanted slot is inside. */
function render(
  node: Node,
  wanted: ReadonlySet<string>,
  grammar: Grammar,
  filled: Readonly<Record<string, string>>,
): string | undefined {
  switch (node.kind) {
    case "symbol":
      return node.name.startsWith("<") ? grammar.rule(node.name.slice(1, -1))[0] : node.name.slice(1);
    case "slot":
      return wanted.has(node.name)
        ? (filled[node.name] ?? grammar.file._samples[node.name] ?? grammar.file._samples[node.type])
        : undefined;
    case "maybe":
      return holds(node.of, wanted) ? (render(node.of, wanted, grammar, filled) ?? "") : "";
    case "either": {
      const parts = [...node.of].sort((a, b) => Number(holds(b, wanted)) - Number(holds(a, wanted)));
      return parts.map((part) => render(part, wanted, grammar, filled)).find((words) => words !== undefined);
    }
    default: {
      const words = node.of.map((part) => render(part, wanted, grammar, filled));
      return words.includes(undefined) ? undefined : words.filter((word) => word !== "").join(" ");
    }
  }
}

function holds(node: Node, wanted: ReadonlySet<string>): boolean {
  return [...slotSets(node)].some((set) => set.split(" ").some((name) => name !== "" && wanted.has(name)));
}
