import { z } from "zod";

const phrases = z.array(z.string().min(1));

/** One way to ask for a command: one combination of slots. */
const entry = z.strictObject({
  slots: z.array(z.string()),
  /** What the sentence fixes beside its slots: `{ "level": { "state": "off" } }`. */
  set: z.record(z.string(), z.json()).optional(),
  /** Understood, but answered with this error's sentence instead of being done. */
  decline: z.string().optional(),
  say: phrases.min(1),
  /** Rules whose phrases may be passed over anywhere in these sentences. */
  skip: phrases.optional(),
  /** Sentences that must be read as this, with the slots' texts. */
  yes: z.record(z.string(), z.record(z.string(), z.json())),
  /** Sentences that must not be read as this command. */
  no: phrases,
});

/** One way to say a value: templates over smaller values, and what they amount to. */
const valueEntry = z.strictObject({
  say: phrases.min(1),
  value: z.json().optional(),
  /** Numbers that the value's own arithmetic uses: minutes to add, factor, days ahead. */
  with: z.record(z.string(), z.number()).optional(),
});

export const utterancesSchema = z.object({
  /** `unspaced`: words are not divided by spaces, each character counts as a token. */
  _script: z.enum(["spaced", "unspaced"]).default("spaced"),
  /** Words may be written together: `Küchenlicht`. The list holds what may stand at the joint. */
  _compounds: z.array(z.string()).optional(),
  /** Words that change nothing, anywhere. */
  _fillers: phrases,
  /** Polite openings that make a question a request. */
  _asking: phrases,
  /** Words known to mean something else: never corrected into another word. */
  _known: phrases.default([]),
  /** Words that correction may not produce: a slip here would turn the meaning round. */
  _polarity: phrases,
  /** Words for several doors at once: such a request opens nothing. */
  _several: phrases,
  /** Words that lean on what was said before, and words that join two requests. */
  _follow: z.strictObject({
    /** The whole of "the same once more". */
    again: phrases,
    /** What stands before another thing to do the same with: "and", "what about". */
    also: phrases,
    /** What stands after it: "too". */
    too: phrases,
    joints: phrases,
  }),
  /** Noun and verb of each command in this language, several spellings each. */
  _commands: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
  /** Names of slots in this language, for `name=value`. */
  _slots: z.record(z.string(), phrases),
  _rules: z.record(z.string(), phrases),
  /** Closed word lists with values: numbers, units, colours, parts of the day. */
  _lexicon: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string()]))),
  /** A text for each kind of value, for example sentences. */
  _samples: z.record(z.string(), z.string()).default({}),
  _values: z.record(z.string(), z.array(valueEntry)),
});

export type UtteranceEntry = z.output<typeof entry>;
export type ValueEntry = z.output<typeof valueEntry>;

/** The sentences of one language. */
export interface UtterancesFile extends z.output<typeof utterancesSchema> {
  /** By command name; `word yes` and its like stand for the small words of a dialogue. */
  readonly commands: Readonly<Record<string, readonly UtteranceEntry[]>>;
}

/** Checks one parsed `utterances.json`; throws zod's error with every fault in it. */
export function parseUtterances(json: unknown): UtterancesFile {
  const known = utterancesSchema.parse(json);
  const all = z.record(z.string(), z.json()).parse(json);
  const sentences = Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith("_")));
  return { ...known, commands: z.record(z.string(), z.array(entry)).parse(sentences) };
}

const defaults = { _script: "spaced", _known: [], _samples: {} } as const;

/**
 * The same for the files that are part of the program: their form is checked by its tests, not anew at every start,
 * where checking takes a good part of the time.
 */
export function takeUtterances(json: Readonly<Record<string, unknown>>): UtterancesFile {
  const commands = Object.fromEntries(Object.entries(json).filter(([key]) => !key.startsWith("_")));
  return { ...defaults, ...json, commands } as unknown as UtterancesFile;
}
