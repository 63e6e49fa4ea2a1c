import type { Understood } from "#language/understander.ts";

export interface CorpusRow {
  readonly id: string;
  readonly lang: string;
  readonly text: string;
  readonly intent: string;
  /** Null when only the intent is annotated. */
  readonly slots: Readonly<Record<string, string | number>> | null;
  readonly class: "pos" | "neg" | "soft";
  readonly opt?: Readonly<Record<string, string | number>>;
  readonly trap?: string;
  readonly home?: string;
  readonly source?: string;
}

const actions = new Set(["open_door", "create_temp_key", "run_scene", "dim_lights"]);

/** Counts for one language. */
export class Tally {
  positives = 0;
  intents = 0;
  exact = 0;
  negatives = 0;
  falseActions = 0;
  falseOpens = 0;
  wrongDoors = 0;
  otherActions = 0;

  /** Counts one answer; says what was wrong with it. */
  add(row: CorpusRow, got: Understood): string | undefined {
    const door = this.#door(row, got);
    if (row.class === "neg") {
      this.negatives += 1;
      if (actions.has(got.intent)) {
        this.falseActions += 1;
        return door ?? "false-action";
      }
      return door;
    }
    if (row.class === "soft") return door;
    this.positives += 1;
    if (got.intent !== row.intent) {
      if (actions.has(got.intent)) this.otherActions += 1;
      return door ?? "intent";
    }
    this.intents += 1;
    if (row.slots !== null && !sameSlots(row.slots, got.slots, row.opt ?? {})) return door ?? "slots";
    this.exact += 1;
    return door;
  }

  take(other: Tally): void {
    this.positives += other.positives;
    this.intents += other.intents;
    this.exact += other.exact;
    this.negatives += other.negatives;
    this.falseActions += other.falseActions;
    this.falseOpens += other.falseOpens;
    this.wrongDoors += other.wrongDoors;
    this.otherActions += other.otherActions;
  }

  line(name: string): string {
    const share = (count: number): string => ((100 * count) / Math.max(1, this.positives)).toFixed(1).padStart(5);
    return [
      name.padEnd(4),
      `positives ${String(this.positives).padStart(5)}`,
      `intent ${share(this.intents)}`,
      `slots ${share(this.exact)}`,
      `negatives ${String(this.negatives).padStart(6)}`,
      `false actions ${this.falseActions}`,
      `FALSE-OPEN ${this.falseOpens}`,
      `wrong door ${this.wrongDoors}`,
      `other action ${this.otherActions}`,
    ].join("  ");
  }

  #door(row: CorpusRow, got: Understood): string | undefined {
    if (got.intent !== "open_door") return undefined;
    if (row.intent !== "open_door") {
      this.falseOpens += 1;
      return "FALSE-OPEN";
    }
    const wanted = row.slots?.["door"] ?? row.opt?.["door"];
    if (got.slots["door"] === undefined || wanted === "*" || got.slots["door"] === wanted) return undefined;
    this.wrongDoors += 1;
    return "WRONG-DOOR";
  }
}

function sameSlots(
  wanted: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
  opt: Readonly<Record<string, unknown>>,
): boolean {
  const names = new Set([...Object.keys(wanted), ...Object.keys(got)]);
  names.delete("all");
  return [...names].every((name) => {
    if (name in wanted) return wanted[name] === got[name] || (got[name] === undefined && name in opt);
    return opt[name] === "*" || opt[name] === got[name];
  });
}
