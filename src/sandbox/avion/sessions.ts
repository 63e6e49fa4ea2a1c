import { type Answer, type Call, type CloudParts, iso, isRecord, json, parseJson } from "../cloud.ts";
import { refusal } from "./answers.ts";
import { type AvionState, avionLogin } from "./state.ts";

const day = 86_400_000;

function give(state: AvionState, { chance }: CloudParts, at: number): Answer {
  const token = chance.hex(32);
  const refresh = chance.hex(40);
  state.tokens[token] = at + 7 * day;
  state.refreshTokens[refresh] = at + 30 * day;
  const credentials = {
    auth_token: token,
    refresh_token: refresh,
    capabilities: [],
    email_verified: true,
    phone_verified: false,
    expiration_date: iso(at + 7 * day),
  };
  return json(201, { credentials });
}

/** The answer to a call without a good token, or undefined when it may go on. */
export function refuseToken(state: AvionState, call: Call): Answer | undefined {
  if (call.contentType !== "application/json") return refusal.missingCredentials();
  const header = call.headers.authorization;
  if (header === undefined) return refusal.missingCredentials();
  const [, token] = /^Token (\S+)$/.exec(header) ?? [];
  return token !== undefined && (state.tokens[token] ?? 0) > call.at ? undefined : refusal.invalidToken();
}

export function logIn(state: AvionState, parts: CloudParts, call: Call): Answer {
  const body = call.contentType === "application/json" ? parseJson(call.body) : undefined;
  if (!isRecord(body) || typeof body.email !== "string" || typeof body.password !== "string") {
    return refusal.missingCredentials();
  }
  const isRight = body.email === avionLogin.email && body.password === avionLogin.password;
  return isRight ? give(state, parts, call.at) : refusal.wrongLogin();
}

/** The document does not say how the refresh token is introduced: with either word or none. */
export function refresh(state: AvionState, parts: CloudParts, call: Call): Answer {
  const header = call.headers.authorization;
  if (header === undefined || call.contentType !== "application/json") return refusal.missingCredentials();
  const token = header.replace(/^(RefreshToken|Token) /, "");
  if ((state.refreshTokens[token] ?? 0) <= call.at) return refusal.invalidRefreshToken();
  delete state.refreshTokens[token];
  return give(state, parts, call.at);
}
