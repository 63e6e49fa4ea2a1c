import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CloudName, isRecord, parseJson } from "./cloud.ts";

/** What every cloud's state carries as its `version`. */
const version = 1;

/** Where a cloud's state outlives the process. */
export interface Keeper {
  load(name: CloudName): unknown;
  /** Durable enough for a simulation: the file is always whole, old or new. */
  save(name: CloudName, state: unknown): void;
}

/** Keeps nothing. */
export const forgetful: Keeper = { load: () => undefined, save: () => undefined };

/** One JSON file per cloud in this folder, replaced by renaming. */
export function createKeeper(folder: string): Keeper {
  mkdirSync(folder, { recursive: true });
  const fileOf = (name: CloudName) => join(folder, `${name}.json`);
  return {
    load(name) {
      let text: string;
      try {
        text = readFileSync(fileOf(name), "utf8");
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw cause;
      }
      const state = parseJson(text);
      if (isRecord(state) && state.version === version) return state;
      throw new Error(`${fileOf(name)} holds no state of this sandbox; remove it to start afresh`);
    },
    save(name, state) {
      const file = fileOf(name);
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
  };
}
