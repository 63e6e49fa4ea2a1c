import { glob } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Command } from "#core/command.ts";

const folder = fileURLToPath(new URL("../commands/", import.meta.url));

/** Every file `commands/<noun>/<verb>.ts` is one command, found by its place. */
export async function readCommands(): Promise<readonly Command[]> {
  const files: string[] = [];
  for await (const file of glob("*/*.ts", { cwd: folder })) files.push(file);
  const commands = await Promise.all(
    files.toSorted().map(async (file): Promise<Command> => {
      const module = (await import(pathToFileURL(`${folder}${file}`).href)) as { default?: Command };
      const expected = file.replace(/\.ts$/, "").replaceAll(/[\\/]/g, " ");
      if (module.default?.name !== expected)
        throw new TypeError(`commands/${file} must export the command "${expected}"`);
      return module.default;
    }),
  );
  return commands;
}
