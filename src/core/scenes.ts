import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";

/** Entity ids of the scenes among these that run now, as far as their vendors tell; one look per account. */
export async function runningScenes(
  { reads }: Pick<CommandContext, "reads">,
  scenes: readonly Entity[],
): Promise<ReadonlySet<string>> {
  const byAccount = Map.groupBy(scenes, ({ account }) => account);
  const found = await Promise.all(
    [...byAccount].map(async ([account, [first]]) => {
      if (first === undefined) return [];
      try {
        const ids = (await reads.scenes(first).running?.()) ?? [];
        return ids.map((id) => `${account}:${id}`);
      } catch {
        // A vendor that does not answer has nothing to tell; the list of scenes stands without it.
        return [];
      }
    }),
  );
  return new Set(found.flat());
}
