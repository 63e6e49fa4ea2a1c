import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Clock, HttpAnswer, HttpRequest, HttpRoute } from "#core/ports.ts";
import type { Intake } from "./intake.ts";

/** DER of an Ed25519 public key up to its 32 bytes. */
const spkiPrefix = "302a300506032b6570032100";
const mostSkewMs = 300_000;
const ping = 1;

/** The key that signs what Discord sends, from its 64 hexadecimal digits. */
function publicKeyOf(hex: string): KeyObject {
  return createPublicKey({ key: Buffer.from(spkiPrefix + hex, "hex"), format: "der", type: "spki" });
}

/** Whether Discord signed this very body, within five minutes of now in either direction. */
function isSigned(request: HttpRequest, key: KeyObject, now: number): boolean {
  const signature = request.headers["x-signature-ed25519"] ?? "";
  const stamp = request.headers["x-signature-timestamp"] ?? "";
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(stamp)) return false;
  if (Math.abs(now - Number(stamp) * 1000) > mostSkewMs) return false;
  return verify(null, Buffer.concat([Buffer.from(stamp), request.body]), key, Buffer.from(signature, "hex"));
}

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Interactions over HTTP: the same as over the gateway; the answer itself goes by the callback route. */
export function interactionsRoute(publicKey: string, clock: Clock, intake: Intake): HttpRoute {
  const key = publicKeyOf(publicKey);
  return {
    method: "POST",
    path: "/discord/interactions",
    async handle(request) {
      if (!isSigned(request, key, clock.now())) return { status: 401 };
      const payload = parsed(request.body);
      if (typeof payload !== "object" || payload === null) return { status: 400 };
      if ("type" in payload && payload.type === ping) return json(200, { type: ping });
      return { status: (await intake.interaction(payload)) ? 202 : 400 };
    },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
