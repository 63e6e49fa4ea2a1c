import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpRequest, HttpRoute, Log } from "#core/ports.ts";
import type { VendorConnection } from "./vendor.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The payload as JSON or as a form; its shape is no vendor's promise. */
function readPayload({ body, headers }: HttpRequest): unknown {
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    const isForm = headers["content-type"]?.includes("form-urlencoded") === true;
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : text;
  }
}

/**
 * One address for each vendor that calls us: `/hooks/<vendor>/<secret>`. All secrets are compared in constant time,
 * and a wrong one is answered like an address that does not exist.
 */
export function hookRoutes(connections: readonly VendorConnection[], log: Log): readonly HttpRoute[] {
  const called = connections.flatMap(({ id, vendor, webhook }) =>
    webhook === undefined ? [] : [{ id, vendor, webhook, expected: digest(webhook.secret.reveal()) }],
  );
  return [...Map.groupBy(called, ({ vendor }) => vendor)].map(([vendor, accounts]): HttpRoute => {
    const prefix = `/hooks/${vendor}/`;
    return {
      method: "POST",
      path: `${prefix}*`,
      async handle(request) {
        const given = digest(request.path.slice(prefix.length));
        const meant = accounts.filter(({ expected }) => timingSafeEqual(expected, given));
        if (meant.length === 0) return { status: 404 };
        const payload = readPayload(request);
        for (const { id, webhook } of meant) {
          log.debug("hook", { account: id });
          webhook.hear(payload);
        }
        return { status: 204 };
      },
    };
  });
}
