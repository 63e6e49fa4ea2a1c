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

const plain = /^[\x20-\x7e¡¿«»À-ÖØ-öø-ıĴ-ňŊ-ž、。ぁ-ゖァ-ヺー一-鿿]*$/u;
const invisible = /[\p{Cf}\p{Co}\p{Variation_Selector}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}]|\u{34f}/gu;
const pictures = /[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}]|\u{20e3}/gu;
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー々〆]$/u;
const letter = /^[\p{L}\p{M}]$/u;
const unknownMark = /^[€£¥\p{N}\p{Sc}\p{Sm}]$/u;
const asciiMarks = new Set("`~<>@#|\\{}=&$^[]*_");
const numberShape = /\d+(?:[:.,]\d+)*/y;
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
  if (plain.test(text)) return text;
  return text
    .replace(invisible, "")
    .replace(pictures, " ")
    .normalize("NFKC")
    .replace(/\p{Cc}/gu, " ");
}

/** A word without its accents and voicing marks. */
export function fold(word: string): string {
  if (isAscii(word)) return word;
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßłøđæœıþð]/g, (odd) => oddLetters[odd] ?? odd);
}

/** Whether the character is of a script that does not divide words by spaces. */
export function isUnspaced(character: string): boolean {
  return unspaced.test(character);
}

/** The characters of a text that carry meaning by themselves, sorted: a slip in one of them is another word. */
export function ideographsOf(text: string): string {
  return [...text]
    .filter((character) => /\p{Script=Han}/u.test(character))
    .sort()
    .join("");
}

const umlauts: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** A word with its umlauts written as two letters ("kueche"), undefined when it has none. */
export function withoutUmlauts(word: string): string | undefined {
  if (isAscii(word)) return undefined;
  const spelt = word.replace(/[äöü]/g, (umlaut) => umlauts[umlaut] ?? umlaut);
  return spelt === word ? undefined : fold(spelt);
}

function isAscii(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** Whether a word mixes scripts, as look-alike letters do. */
export function isMixedScript(word: string): boolean {
  if (isAscii(word)) return false;
  const isLatin = /\p{Script=Latin}/u.test(word);
  return isLatin && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(word);
}

type Kind = "space" | "letter" | "single" | "digit" | "sign" | "mark";

function kindOf(text: string, at: number): Kind {
  const code = text.charCodeAt(at);
  if (code < 0x80) return asciiKind(code, text[at] ?? "");
  if (code >= 0xc0 && code <= 0x24f) return code === 0xd7 || code === 0xf7 ? "space" : "letter";
  if (code >= 0x4e00 && code <= 0x9fff) return "single";
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (unspaced.test(character)) return "single";
  if (letter.test(character)) return "letter";
  if ("°−–⁄".includes(character)) return "sign";
  return unknownMark.test(character) ? "mark" : "space";
}

function asciiKind(code: number, character: string): Kind {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) return "letter";
  if (code >= 0x30 && code <= 0x39) return "digit";
  if (code === 0x20) return "space";
  if ("%+-/".includes(character)) return "sign";
  return asciiMarks.has(character) ? "mark" : "space";
}

export function tokenise(text: string): Tokens {
  if (text.length > longestText) return { clean: "", list: [], asks: false, isTooLong: true };
  const clean = cleanText(text);
  const lower = clean.toLowerCase();
  // Lower-casing changes the length of a few letters only; then offsets are taken from the lowered text itself.
  const base = lower.length === clean.length ? clean : lower;
  const list: Token[] = [];
  let asks = false;
  for (let at = 0; at < lower.length; ) {
    const kind = kindOf(lower, at);
    const end = kind === "space" ? at + 1 : endOf(lower, at, kind);
    if (kind === "space") asks ||= isQuestion(lower.charCodeAt(at));
    else if (kind !== "sign" || isSign(lower, at)) list.push(tokenOf(lower, at, end, kind));
    if (list.length > mostTokens) return { clean: base, list: [], asks: false, isTooLong: true };
    at = end;
  }
  return { clean: base, list, asks, isTooLong: false };
}

function isQuestion(code: number): boolean {
  return code === 0x3f || code === 0xff1f || code === 0x61f;
}

function endOf(text: string, at: number, kind: Kind): number {
  switch (kind) {
    case "letter": {
      let end = at + 1;
      while (end < text.length && kindOf(text, end) === "letter") end += 1;
      return end;
    }
    case "digit":
      numberShape.lastIndex = at;
      return at + (numberShape.exec(text)?.[0].length ?? 1);
    default:
      return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }
}

function tokenOf(text: string, start: number, end: number, kind: Kind): Token {
  const word = text.slice(start, end);
  if (kind === "digit") return { text: word, key: word, kind: "number", start, end };
  if (kind === "mark") return { text: word, key: word, kind: "mark", start, end };
  if (kind === "sign") {
    const sign = word === "−" || word === "–" ? "-" : word === "⁄" ? "/" : word;
    return { text: sign, key: sign, kind: "word", start, end };
  }
  return { text: word, key: fold(word), kind: "word", start, end };
}

/** A sign counts before a number ("+20", "14/5") and, per cent and degree, anywhere; a hyphen in a word is none. */
function isSign(text: string, at: number): boolean {
  const sign = text[at];
  if (sign === "%" || sign === "°") return true;
  if (at > 0 && kindOf(text, at - 1) === "letter") return false;
  let next = at + 1;
  while (text[next] === " ") next += 1;
  return kindOf(text, next) === "digit";
}

/** The words of a phrase of a sentence file, where a sign may stand alone. */
export function wordsOf(phrase: string): readonly Pick<Token, "key" | "text">[] {
  return /^[+/-]$/.test(phrase) ? [{ key: phrase, text: phrase }] : tokenise(phrase).list;
}

/** The keys of a phrase, as tries take them. */
export function keysOf(phrase: string): readonly string[] {
  return wordsOf(phrase).map((token) => token.key);
}
