import { fileURLToPath } from "node:url";

const file = (name: string): string => fileURLToPath(new URL(`./fonts/${name}.ttf`, import.meta.url));

const always = ["NotoSans-Regular", "NotoSans-SemiBold"];

/** Fallbacks, opened only for texts that need them. */
const others: readonly (readonly [RegExp, string])[] = [
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u2190-\u2bff\u3000-\u303f\uff00-\uffef]/u,
    "NotoSansJP-Regular",
  ],
  [/\p{Script=Arabic}/u, "NotoSansArabic-Regular"],
  [/\p{Script=Hebrew}/u, "NotoSansHebrew-Regular"],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}/u, "NotoEmoji-Regular"],
];

/** The shipped font files that a text needs; the fonts of the machine are never used. */
export function fontsFor(text: string): readonly string[] {
  return [...always, ...others.filter(([needed]) => needed.test(text)).map(([, name]) => name)].map(file);
}
