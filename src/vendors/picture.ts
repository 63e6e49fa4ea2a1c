import { createTransport, TransportFailure } from "./transport.ts";

const maxBytes = 1024 * 1024;
const timeoutMs = 5000;

/** How the files of each type begin; the first word of a header is not taken for it. */
const kinds = [
  { type: "image/png", ending: "png", begins: [0x89, 0x50, 0x4e, 0x47] },
  { type: "image/jpeg", ending: "jpg", begins: [0xff, 0xd8, 0xff] },
] as const;

export interface FetchedPicture {
  /** With the ending of its type. */
  readonly name: string;
  readonly png: Uint8Array;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Pictures come over https, or from the very host of the account when that is on this machine. */
function isUsable(url: URL, accountUrl: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  const isLocal = loopback.test(url.hostname) && loopback.test(accountUrl.hostname);
  return url.protocol === "http:" && isLocal;
}

/**
 * A picture at an address that a vendor gave. Without credentials, because the address is one; no redirects, one
 * megabyte and five seconds at most. Undefined when it cannot be had: no answer is worse for it.
 */
export async function fetchPicture(
  address: string,
  account: { readonly baseUrl: string; readonly name: string },
  signal?: AbortSignal,
): Promise<FetchedPicture | undefined> {
  const url = URL.parse(address, account.baseUrl);
  if (url === null || !isUsable(url, new URL(account.baseUrl))) return undefined;
  const transport = createTransport({ origin: url.origin, maxBodyBytes: maxBytes });
  try {
    const { status, headers, body } = await transport.send({
      method: "GET",
      path: `${url.pathname}${url.search}`,
      headers: { accept: "image/png, image/jpeg", "user-agent": "usher" },
      body: undefined,
      timeoutMs,
      signal,
      fresh: true,
    });
    const type = String(headers["content-type"] ?? "")
      .split(";")[0]
      ?.trim()
      .toLowerCase();
    const kind = kinds.find((one) => one.type === type && one.begins.every((byte, index) => body[index] === byte));
    return status !== 200 || kind === undefined ? undefined : { name: `${account.name}.${kind.ending}`, png: body };
  } catch (error) {
    if (error instanceof TransportFailure) return undefined;
    throw error;
  } finally {
    await transport.close();
  }
}
