import { createHmac, timingSafeEqual } from "node:crypto";

const stepMs = 30_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4226: a counter and a secret as a number of digits. */
export function hotp(secret: Uint8Array, counter: number, digits = 6): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac("sha1", secret).update(moving).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** RFC 6238: the step at which the code holds, one to either side allowed for; undefined when it does not. */
export function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  const given = Buffer.from(code.padEnd(6).slice(0, 64));
  const step = Math.floor(now / stepMs);
  return [step, step - 1, step + 1].find((one) => {
    const wanted = Buffer.from(hotp(secret, one));
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
}

/** RFC 4648, without padding: how people type a secret. */
export function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** What authenticator apps read from a QR code. */
export function otpauth(secret: Uint8Array, account: string): string {
  return `otpauth://totp/Usher:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=Usher`;
}
