/** Red, green and blue, 0..255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours as lamps show them: full and bright, not as paint on paper. */
const table = {
  red: [255, 0, 0],
  orange: [255, 110, 0],
  gold: [255, 180, 40],
  yellow: [255, 225, 0],
  lime: [150, 255, 0],
  green: [0, 255, 0],
  turquoise: [0, 225, 160],
  cyan: [0, 255, 255],
  blue: [0, 0, 255],
  violet: [140, 0, 255],
  purple: [170, 0, 255],
  magenta: [255, 0, 255],
  pink: [255, 90, 160],
  brown: [150, 65, 10],
  white: [255, 255, 255],
} as const satisfies Readonly<Record<string, Rgb>>;

export type ColourName = keyof typeof table;

/** Names that a colour may go by inside Usher, whatever language it was said in. */
export const colourNames = Object.keys(table) as readonly ColourName[];

/** `#rrggbb`. */
export const hexColour = /^#[\da-f]{6}$/i;

export function isColourName(text: string): text is ColourName {
  return Object.hasOwn(table, text);
}

/** What a colour's name or `#rrggbb` stands for; undefined for everything else. */
export function rgbOf(colour: string): Rgb | undefined {
  if (isColourName(colour)) return table[colour];
  if (!hexColour.test(colour)) return undefined;
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
