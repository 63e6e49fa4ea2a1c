import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secret } from "#core/secret.ts";
import { limits } from "./limits.ts";

export interface SignedRequest {
  readonly body: Buffer;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/**
 * Whether Slack signed this request, and lately: stamps from the past and from the future are refused alike.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(request: SignedRequest, secret: Secret, nowMs: number): boolean {
  const { timestamp, signature } = request;
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > limits.signatureSkewSeconds) return false;
  const expected = Buffer.from(sign(secret, timestamp, request.body));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** The signature Slack would send. */
function sign(secret: Secret, timestamp: string, body: Buffer | string): string {
  const hash = createHmac("sha256", secret.reveal()).update(`v0:${timestamp}:`).update(body).digest("hex");
  return `v0=${hash}`;
}
