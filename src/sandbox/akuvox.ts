import { createCommands, LogicError } from "./akuvox/commands.ts";
import { consent, giveToken, hasToken } from "./akuvox/oauth.ts";
import { drawQr, drawVisitor } from "./akuvox/picture.ts";
import { type AkuvoxState, freshAkuvox, parseVendorTime } from "./akuvox/state.ts";
import { type Answer, type Call, type Cloud, type CloudParts, isRecord, json, parseJson } from "./cloud.ts";
import { describeProblem, shapeProblem } from "./shape.ts";

const base = "/api/v1.0/invoke/open-ability/method";

function envelope(status: number, call: { readonly at: number }, isGood: boolean, result: unknown): Answer {
  return json(status, { success: isGood, timestamp: call.at, result });
}

function failure(status: number, call: { readonly at: number }, code: string, message: string): Answer {
  return envelope(status, call, false, { code, message });
}

function accepts(call: Call): boolean {
  return /application\/json|\*\/\*/.test(call.headers.accept ?? "");
}

/** Headers and envelope are judged before the command; what is wrong in them has its own HTTP status. */
function readEnvelope(
  state: AkuvoxState,
  call: Call,
): { readonly command: string; readonly param: Readonly<Record<string, unknown>> } | Answer {
  if (!hasToken(state, call)) return failure(401, call, "unauthorized", "invalid access token");
  if (call.contentType !== "application/json") return failure(415, call, "unsupported-media-type", "send JSON");
  if (!accepts(call)) return failure(406, call, "not-acceptable", "accept JSON");
  const body = parseJson(call.body);
  if (!isRecord(body)) return failure(400, call, "invalid-body", "body is not a JSON object");
  const { command, id, param } = body;
  if (typeof command !== "string" || typeof id !== "string" || id === "" || !isRecord(param)) {
    return failure(400, call, "invalid-body", "body must hold command, id and param");
  }
  return { command, param };
}

/** Somebody rings at the lobby, or its door phone loses or finds its network. */
function happen(state: AkuvoxState, event: Readonly<Record<string, unknown>>, at: number): string | undefined {
  const problem = describeProblem(shapeProblem(event, { "ring?": "boolean", "online?": "boolean" }, "refuse"));
  const [device] = state.devices;
  if (problem !== undefined || device === undefined) return problem ?? "no device";
  if (typeof event.online === "boolean") device.online = event.online;
  if (event.ring === true) state.rings.push({ call_name: device.device_name, call_sip: device.sip, at });
  return undefined;
}

function originOf({ headers }: Call): string {
  return `http://${headers.host ?? "127.0.0.1"}`;
}

const pictureRoute = "GET /qr/{code}";
const captureRoute = "GET /captures/{file}";
const isPicture = ({ method, path }: Call) => method === "GET" && /^\/(qr|captures)\//.test(path);

/** Who has the address has the key: the vendor asks for nothing else. */
function givePicture(state: AkuvoxState, call: Call): Answer {
  const at = /^\/captures\/(\d+)(?:-small)?\.png$/.exec(call.path)?.[1];
  if (at !== undefined && state.openings.some((opening) => opening.at === Number(at))) {
    return { status: 200, bytes: drawVisitor(), contentType: "image/png" };
  }
  const key = state.keys.find((candidate) => candidate.qr_code_url === call.path);
  if (key === undefined) return failure(404, call, "not-found", "no such picture");
  return { status: 200, bytes: drawQr(key.temp_key), contentType: "image/png" };
}

function view(state: AkuvoxState) {
  return {
    doors: Object.fromEntries(
      state.devices.flatMap((device) =>
        device.relays.map((relay) => {
          const id = `${device.mac}/${relay.relay_id}`;
          const { times = 0, lastAt = null } = state.opened[id] ?? {};
          return [id, { name: relay.relay_name, opened: times, lastOpenedAt: lastAt }];
        }),
      ),
    ),
    keys: state.keys.map(({ start_time, finish_time, count }) => ({ start_time, finish_time, count })),
    keysMade: state.keysMade,
  };
}

/** The simulated Akuvox cloud: one residence with the lobby's door phone. */
export function createAkuvox(parts: CloudParts): Cloud {
  const state = (parts.stored as AkuvoxState | undefined) ?? freshAkuvox(parts.clock.now());
  const run = createCommands(state, parts);

  const userCommand = (call: Call): Answer => {
    const read = readEnvelope(state, call);
    if ("status" in read) return read;
    if (call.isRefused) return failure(200, call, "refused", "operation failed");
    try {
      return envelope(200, call, true, run(read.command, { param: read.param, at: call.at, origin: originOf(call) }));
    } catch (error) {
      if (error instanceof LogicError) return failure(200, call, error.code, error.message);
      throw error;
    }
  };
  const generalCommand = (call: Call): Answer => {
    const read = readEnvelope(state, call);
    if ("status" in read) return read;
    const url = read.param.notice_url;
    if (read.command !== "configure_notice_url" || typeof url !== "string") {
      return failure(200, call, "invalid-param", "command or notice_url");
    }
    state.noticeUrl = url;
    return envelope(200, call, true, {});
  };
  const routes: Readonly<Record<string, (call: Call) => Answer>> = {
    [`POST ${base}/user-commands`]: userCommand,
    [`POST ${base}/general-commands`]: generalCommand,
    [`POST ${base}/oauth2/token`]: (call) => giveToken(state, parts, call),
    [`GET ${base}/oauth2/auth`]: consent,
    [`GET ${base}/versions`]: (call) => envelope(200, call, true, { versions: ["V3.0"] }),
  };
  return {
    name: "akuvox",
    basePath: "",
    settle(now) {
      state.keys = state.keys.filter((key) => (parseVendorTime(key.finish_time) ?? 0) > now);
    },
    handle(call) {
      if (isPicture(call)) return givePicture(state, call);
      return routes[`${call.method} ${call.path}`]?.(call) ?? failure(404, call, "not-found", "no such address");
    },
    names(call) {
      if (isPicture(call)) return [call.path.startsWith("/qr/") ? pictureRoute : captureRoute];
      const body = call.path.endsWith("-commands") ? parseJson(call.body) : undefined;
      const command = isRecord(body) && typeof body.command === "string" ? [body.command] : [];
      const route = `${call.method} ${call.path}`;
      return route in routes ? [route, ...command] : [];
    },
    refusals: {
      unauthorized: () => failure(401, { at: parts.clock.now() }, "unauthorized", "invalid access token"),
      rateLimited: (retryAfterS) => ({
        ...failure(429, { at: parts.clock.now() }, "too-many-requests", "slow down"),
        headers: { "retry-after": String(retryAfterS) },
      }),
      failed: (status) => failure(status, { at: parts.clock.now() }, "internal", "internal error"),
    },
    happen: (event, at) => happen(state, event, at),
    view: () => view(state),
    snapshot: () => state,
  };
}
