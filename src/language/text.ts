/** One token of a text. Words of other scripts than Latin are single characters where the script has no spaces. */
export interface Token {
  /** NFKC, lower case. */
  readonly text: string;
  /** `text` without accents: what tries are keyed by. */
  readonly key: string;
  readonly kind: "word" | "number" | "mark";
  /** Offsets in the cleaned text. */
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  /** The text without what cannot be seen; offsets count in this. */
  readonly clean: string;
  readonly list: readonly Token[];
  /** A question mark stands somewhere. */
  readonly asks: boolean;
  /** More than anybody says in one request: nothing is understood of it. */
  readonly isTooLong: boolean;
}

/** Longer texts are not looked at: no request needs them, and time stays bounded. */
export const longestText = 1000;
const mostTokens = 120;

const invisible = /[\p{Cf}\p{Co}\p{Variation_Selector}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}]|\u{34f}/gu;
const pictures = /[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3]/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー々〆]/u;
const piece =
  /(?<number>\d+(?:[:.,]\d+)*)|(?<unspaced>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー々〆]\p{M}*)|(?<word>(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー々〆])[\p{L}\p{M}])+)|(?<sign>[+\-−–/%°](?=\s*\d)|[%°])|(?<mark>[`~<>@#|\\{}=&$^[\]*_€£\p{N}])/gu;
const oddLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  ł: "l",
  ø: "o",
  đ: "d",
  æ: "ae",
  œ: "oe",
  ı: "i",
  þ: "th",
  ð: "d",
};

/** Drops what cannot be seen and makes one form of what looks the same: NFKC, no zero-width or direction marks. */
export function cleanText(text: string): string {
  return text
    .replace(invisible, "")
    .replace(pictures, " ")
    .normalize("NFKC")
    .replace(/\p{Cc}/gu, " ");
}

/** A word without its accents; kana keep their voicing marks. */
export function fold(word: string): string {
  if (/^[a-z0-9]*$/.test(word)) return word;
  if (unspaced.test(word)) return word;
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßłøđæœıþð]/g, (letter) => oddLetters[letter] ?? letter);
}

/** Whether a word mixes scripts, as look-alike letters do. */
export function isMixedScript(word: string): boolean {
  const isLatin = /\p{Script=Latin}/u.test(word);
  return isLatin && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(word);
}

export function tokenise(text: string): Tokens {
  if (text.length > longestText) return { clean: "", list: [], asks: false, isTooLong: true };
  const clean = cleanText(text);
  const list: Token[] = [];
  const lower = clean.toLowerCase();
  // Lower-casing changes the length of a few letters only; then offsets are taken from the lowered text itself.
  const base = lower.length === clean.length ? clean : lower;
  for (const match of lower.matchAll(piece)) {
    const groups = match.groups ?? {};
    const word = match[0];
    const kind = groups["number"] !== undefined ? "number" : groups["mark"] !== undefined ? "mark" : "word";
    const text = kind === "word" && /[−–]/.test(word) ? "-" : word;
    if (groups["sign"] !== undefined && text === "-" && isInsideWord(lower, match.index)) continue;
    list.push({
      text,
      key: kind === "word" ? fold(text) : text,
      kind,
      start: match.index,
      end: match.index + word.length,
    });
    if (list.length > mostTokens) return { clean: base, list: [], asks: false, isTooLong: true };
  }
  return { clean: base, list, asks: /[?？؟]/.test(base), isTooLong: false };
}

/** A hyphen right after a letter joins words ("floor-2"); it is no sign. */
function isInsideWord(text: string, index: number): boolean {
  return index > 0 && /\p{L}/u.test(text[index - 1] ?? "");
}

/** The keys of a phrase, as tries take them. */
export function keysOf(phrase: string): readonly string[] {
  return tokenise(phrase).list.map((token) => token.key);
}
