import { z } from "zod";
import { Secret } from "#core/secret.ts";

/** A text that must not be seen, wrapped as soon as it is read. */
export const secretText = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isUsable(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopback.test(url.hostname));
}

/** The whole prefix before a vendor's catalogued paths: https, or plain http on this very machine. */
export function baseUrl(standard: string) {
  return z
    .string()
    .refine(isUsable, { error: "must be an https address without login and query (http only for this machine)" })
    .default(standard);
}
