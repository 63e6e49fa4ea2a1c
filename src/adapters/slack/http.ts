import { parse } from "node:querystring";
import type { Clock, HttpAnswer, HttpRequest, HttpRoute } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import type { Intake } from "./intake.ts";
import { limits } from "./limits.ts";
import { isSignedBySlack } from "./signature.ts";

interface Services {
  readonly intake: Intake;
  readonly signingSecret: Secret;
  readonly clock: Clock;
}

/** All of Slack's requests: events, commands and everything that is pressed or sent. */
export function eventsRoute(services: Services): HttpRoute {
  return { method: "POST", path: "/slack/events", handle: (request) => handle(request, services) };
}

async function handle(request: HttpRequest, services: Services): Promise<HttpAnswer> {
  if (request.body.byteLength > limits.requestBytes) return { status: 413 };
  const timestamp = request.headers["x-slack-request-timestamp"];
  const signed = { body: request.body, timestamp, signature: request.headers["x-slack-signature"] };
  if (!isSignedBySlack(signed, services.signingSecret, services.clock.now())) return { status: 401 };
  const body = readBody(request);
  if (body === undefined) return { status: 400 };
  if (body.ssl_check === "1") return { status: 200 };
  if (body.type === "url_verification") return json({ challenge: body.challenge });
  return dispatch(body, Number(timestamp) * 1000, request, services);
}

/** Answers with the acknowledgement as soon as it is given; what nobody acknowledged was nonsense. */
async function dispatch(
  body: Record<string, unknown>,
  stamp: number,
  request: HttpRequest,
  { intake }: Services,
): Promise<HttpAnswer> {
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
  const retryNum = Number(request.headers["x-slack-retry-num"]);
  const event = {
    body,
    ack: async (answer?: unknown) => resolve(answer === undefined || answer === "" ? { status: 200 } : json(answer)),
    customProperties: { stamp },
    ...(Number.isInteger(retryNum) ? { retryNum } : {}),
  };
  intake.take(event).then(
    (isTaken) => resolve(isTaken ? { status: 400 } : { status: 503, headers: { "retry-after": "5" } }),
    () => resolve({ status: 400 }),
  );
  return promise;
}

function json(value: unknown): HttpAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(value),
  };
}

/** JSON for events; a form for commands; a form with one JSON field for what is pressed or sent. */
function readBody(request: HttpRequest): Record<string, unknown> | undefined {
  const text = request.body.toString("utf8");
  try {
    const type = request.headers["content-type"] ?? "";
    if (type.includes("json")) return asRecord(JSON.parse(text));
    const form = parse(text);
    return typeof form.payload === "string" ? asRecord(JSON.parse(form.payload)) : { ...form };
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
