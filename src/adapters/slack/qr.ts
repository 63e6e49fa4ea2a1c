/** A QR code as PNG, large enough to be read from a phone held at arm's length. */
export async function drawQr(content: string): Promise<Uint8Array> {
  const { default: qrcode } = await import("qrcode");
  return qrcode.toBuffer(content, { type: "png", errorCorrectionLevel: "M", margin: 4, scale: 8 });
}
