import { type Answer, type Call, type CloudParts, json } from "../cloud.ts";
import { refusal } from "./errors.ts";
import { type OverkizState, overkizLogin, type Session } from "./state.ts";

const idleMs = 2 * 3_600_000;
const badLoginsAllowed = 5;
const lockMs = 60_000;
const formType = "application/x-www-form-urlencoded";

function cookieOf(call: Call): string | undefined {
  return /(?:^|;\s*)JSESSIONID=([^;]+)/.exec(call.headers.cookie ?? "")?.[1];
}

function bearerOf(call: Call): string | undefined {
  return /^Bearer (\S+)$/.exec(call.headers.authorization ?? "")?.[1];
}

/** The session of a call, or the answer to a call without one. */
export function findSession(
  state: OverkizState,
  call: Call,
): { readonly session: Session } | { readonly answer: Answer } {
  const cookie = cookieOf(call);
  const bearer = bearerOf(call);
  if (cookie !== undefined && call.headers.authorization !== undefined) return { answer: refusal.bothCredentials() };
  if (bearer !== undefined && bearer !== overkizLogin.token) return { answer: refusal.invalidToken() };
  const key = bearer === undefined ? cookie : `bearer ${bearer}`;
  if (key === undefined) return { answer: refusal.notAuthenticated() };
  if (bearer !== undefined) state.sessions[key] ??= { lastUsedAt: call.at, listener: null, buckets: {} };
  const session = Object.hasOwn(state.sessions, key) ? state.sessions[key] : undefined;
  if (session === undefined) return { answer: refusal.notAuthenticated() };
  session.lastUsedAt = call.at;
  return { session };
}

export function endIdleSessions(state: OverkizState, now: number): void {
  for (const [key, session] of Object.entries(state.sessions)) {
    if (now - session.lastUsedAt > idleMs) delete state.sessions[key];
  }
}

function isRight(form: URLSearchParams): boolean | undefined {
  const [user, password, sso, jwt, token] = ["userId", "userPassword", "ssoToken", "jwt", "accessToken"].map((name) =>
    form.get(name),
  );
  if (user !== null && password !== null) return user === overkizLogin.userId && password === overkizLogin.userPassword;
  if (user !== null && sso !== null) return user === overkizLogin.userId && sso === overkizLogin.ssoToken;
  if (jwt !== null) return jwt === overkizLogin.jwt;
  return token === null ? undefined : token === overkizLogin.token;
}

/** Form login: a cookie for the right pair, a lock after too many wrong ones. */
export function logIn(state: OverkizState, { chance }: CloudParts, call: Call): Answer {
  if (call.contentType !== formType || ["userPassword", "jwt", "accessToken"].some((name) => call.query.has(name))) {
    return refusal.wrongType();
  }
  const form = new URLSearchParams(call.body);
  const verdict = isRight(form);
  if (verdict === undefined) return refusal.missing("userId and userPassword, or jwt");
  if (call.at < state.badLogins.lockedUntil) return refusal.loginThrottled(form.get("userId") ?? "jwt");
  if (!verdict || call.isRefused) {
    state.badLogins.count += 1;
    if (state.badLogins.count >= badLoginsAllowed) state.badLogins = { count: 0, lockedUntil: call.at + lockMs };
    return refusal.badCredentials();
  }
  state.badLogins = { count: 0, lockedUntil: 0 };
  const id = chance.hex(32).toUpperCase();
  state.sessions[id] = { lastUsedAt: call.at, listener: null, buckets: {} };
  const cookie = `JSESSIONID=${id}; Path=/enduser-mobile-web; HttpOnly`;
  return json(200, { success: true, roles: [{ name: "ENDUSER" }] }, { "set-cookie": cookie });
}

export function logOut(state: OverkizState, call: Call): Answer {
  const cookie = cookieOf(call);
  if (cookie !== undefined) delete state.sessions[cookie];
  return json(200, { logout: true }, { "set-cookie": "JSESSIONID=; Path=/enduser-mobile-web; Max-Age=0" });
}

export function isAuthenticated(state: OverkizState, call: Call): Answer {
  return json(200, { authenticated: "session" in findSession(state, call) });
}
