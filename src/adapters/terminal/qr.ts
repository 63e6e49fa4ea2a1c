import QRCode from "qrcode";

const quietZone = 2;

/** A QR code in half blocks: two rows of modules in one line of text, dark on light whatever the terminal's colours. */
export function drawQr(content: string): readonly string[] {
  const { size, data } = QRCode.create(content, { errorCorrectionLevel: "M" }).modules;
  const isDark = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < size && column < size && data[row * size + column] === 1;
  const lines: string[] = [];
  for (let row = -quietZone; row < size + quietZone; row += 2) {
    let line = "";
    for (let column = -quietZone; column < size + quietZone; column += 1) {
      const [above, below] = [isDark(row, column), isDark(row + 1, column)];
      // Blocks are the light modules: a reader needs light around and between the dark ones.
      line += above ? (below ? " " : "▄") : below ? "▀" : "█";
    }
    lines.push(line);
  }
  return lines;
}
