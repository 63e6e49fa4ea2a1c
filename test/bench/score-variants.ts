/** Spoilt forms of a sentence; the same ones for the same id, so that runs can be compared. */
export function variantsOf(text: string, variant: string, id: string): readonly string[] {
  switch (variant) {
    case "accents":
      return [text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/g, "l").replace(/Ł/g, "L").normalize("NFC")];
    case "caps":
      return [text.toUpperCase()];
    case "typo":
      return [slip(text, seedOf(id))];
    case "typos":
      return [1, 2, 3, 4, 5].map((round) => slip(text, seedOf(`${id} ${round}`)));
    default:
      return [text];
  }
}

function seedOf(id: string): number {
  let seed = 0x811c9dc5;
  for (const letter of id) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return seed;
}

/** One slip of the finger in one word: a letter dropped, doubled, changed or swapped with the next. */
function slip(text: string, seed: number): string {
  const places = [...text.matchAll(/\p{L}/gu)].map((match) => match.index);
  const at = places[seed % Math.max(1, places.length)];
  if (at === undefined) return text;
  const letter = text[at] ?? "";
  const next = text[at + 1] ?? "";
  const kind = Math.floor(seed / 977) % 4;
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + letter + text.slice(at);
  if (kind === 2 && /\p{L}/u.test(next) && next !== letter)
    return text.slice(0, at) + next + letter + text.slice(at + 2);
  if (!/\p{Script=Latin}/u.test(letter)) return text.slice(0, at) + text.slice(at + 1);
  const other = "abcdefghijklmnopqrstuvwxyz"[Math.floor(seed / 7919) % 26] ?? "a";
  return text.slice(0, at) + (other === letter ? "q" : other) + text.slice(at + 1);
}
