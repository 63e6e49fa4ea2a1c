const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const characters: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Text that Slack shows as it is: no mention, link or ping can come out of it. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

function unescapeText(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => characters[entity] ?? entity);
}

/** `<kind id|label>` as Slack writes mentions, channels, links and dates into text. */
const token = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;

/** Stands where the bot's mention was; no text from Slack holds it. */
const gone = "\u0000";
const aroundGone = new RegExp(`\\s*${gone}\\s*`, "gu");

/** What the person typed, out of the text Slack made of it; the bot's own mention is removed. */
export function readText(text: string, botUser?: string): string {
  const plain = text.replace(token, (whole, kind: string, id: string, label: string | undefined) => {
    if (kind === "@") return id === botUser ? gone : `<@${id}>`;
    if (kind === "#") return `#${label === undefined || label === "" ? id : label}`;
    if (kind === "!") return label ?? `@${id.split("^")[0]}`;
    return id === "" ? whole : (label ?? id.replace(/^(?:mailto|tel):/, ""));
  });
  return unescapeText(plain.replaceAll(aroundGone, " ")).trim();
}

/** Length as Slack counts it. */
export function lengthOf(text: string): number {
  return escapeText(text).length;
}

/** Cuts text into parts that fit once escaped, at line ends or spaces where there are some; nothing is lost. */
export function splitText(text: string, most: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (lengthOf(rest) > most) {
    const end = cutAt(rest, most);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

function cutAt(text: string, most: number): number {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += lengthOf(character);
    if (used > most) break;
    end += character.length;
  }
  const head = text.slice(0, end);
  const line = head.lastIndexOf("\n") + 1;
  if (line > end / 2) return line;
  const space = head.lastIndexOf(" ") + 1;
  return space > end / 2 ? space : end;
}

/** One line that fits, with an ellipsis when it had to be shortened: for labels, whose full text stands elsewhere. */
export function shorten(text: string, most: number): string {
  if (lengthOf(text) <= most) return escapeText(text);
  const [head = ""] = splitText(text, most - 1);
  return `${escapeText(head.trimEnd())}…`;
}
