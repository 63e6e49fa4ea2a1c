import { inflateSync } from "node:zlib";

/** A picture as its pixels, four bytes each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Reads the PNGs that we write: eight bits, red, green, blue and alpha, not interlaced. https://www.w3.org/TR/png-3/ */
export function readPng(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes[24] !== 8 || bytes[25] !== 6 || bytes[28] !== 0) throw new Error("not a PNG of ours");
  return { width, height, data: unfiltered(inflateSync(Buffer.concat(parts)), width * 4, height) };
}

/** Undoes the filter that each line of a PNG names in its first byte. */
function unfiltered(raw: Uint8Array, stride: number, height: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < 4 ? 0 : (data[at - 4] ?? 0);
      const up = row === 0 ? 0 : (data[at - stride] ?? 0);
      const corner = row === 0 || column < 4 ? 0 : (data[at - stride - 4] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      data[at] = (raw[row * (stride + 1) + 1 + column] ?? 0) + guess;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The share of pixels of which some colour is more than a shade different. */
export function difference(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const isDifferent = [0, 1, 2].some((part) => Math.abs((a.data[at + part] ?? 0) - (b.data[at + part] ?? 0)) > 24);
    if (isDifferent) different += 1;
  }
  return different / (a.width * a.height);
}
