const ascii = /^[ -~]*$/;

/** Text to compare by: without case and without marks on letters. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}
