import { crc32, deflateSync } from "node:zlib";
import qrcode from "qrcode";

const scale = 6;
/** Modules of white around the code. */
const quiet = 4;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, "latin1");
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}

/** A grey picture, one byte for each point, as a PNG. */
function encode(side: number, pointAt: (x: number, y: number) => number): Buffer {
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y += 1) {
    // Each row begins with the number of its filter: none.
    for (let x = 0; x < side; x += 1) rows[y * (side + 1) + x + 1] = pointAt(x, y);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits of grey.
  header[8] = 8;
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Somebody in front of the door, as a camera over it may see them. */
export function drawVisitor(): Buffer {
  const side = 240;
  const isHead = (x: number, y: number) => (x - 120) ** 2 + (y - 90) ** 2 < 34 ** 2;
  const isBody = (x: number, y: number) => ((x - 120) / 62) ** 2 + ((y - 220) / 90) ** 2 < 1;
  return encode(side, (x, y) => (isHead(x, y) || isBody(x, y) ? 40 : 150 + Math.floor((y / side) * 90)));
}

/** A QR code of the text as a black and white PNG. */
export function drawQr(text: string): Buffer {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  const side = (modules.size + 2 * quiet) * scale;
  return encode(side, (x, y) => {
    const row = Math.floor(y / scale) - quiet;
    const column = Math.floor(x / scale) - quiet;
    const isInside = row >= 0 && column >= 0 && row < modules.size && column < modules.size;
    return isInside && modules.get(row, column) === 1 ? 0 : 0xff;
  });
}
