import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";
import type { LocaleTexts } from "#src/translate.ts";

const folder = new URL("../locales/", import.meta.url);
const json = z.record(z.string(), z.unknown());

export interface LocaleFiles extends LocaleTexts {
  readonly utterances: Readonly<Record<string, unknown>>;
}

/** Every language is a folder; what is in it is read whole. */
export async function readLocales(): Promise<Readonly<Record<string, LocaleFiles>>> {
  const entries = await readdir(folder, { withFileTypes: true });
  // A language is spoken once all its files are there.
  const folders = entries.filter(
    (entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/replies.json`, folder)),
  );
  const read = async (locale: string, file: string) =>
    json.parse(JSON.parse(await readFile(new URL(`${locale}/${file}.json`, folder), "utf8")));
  const whole = await Promise.all(
    folders.map(async ({ name }) => {
      const [commands, replies, errors, utterances] = await Promise.all(
        ["commands", "replies", "errors", "utterances"].map((file) => read(name, file)),
      );
      if (!commands || !replies || !errors || !utterances) throw new TypeError(`locale ${name} is incomplete`);
      return [name, { commands, replies, errors, utterances }] as const;
    }),
  );
  return Object.fromEntries(whole.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
