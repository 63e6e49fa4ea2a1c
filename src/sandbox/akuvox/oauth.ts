import { type Answer, type Call, type CloudParts, json } from "../cloud.ts";
import { type AkuvoxState, akuvoxLogin } from "./state.ts";

const defaultLifeS = 7200;
/** A code that the consent page hands out; good as often as it is used, for repeatable trials. */
const consentCode = "sandbox-consent-code";

function isClient(form: URLSearchParams): boolean {
  return form.get("client_id") === akuvoxLogin.clientId && form.get("client_secret") === akuvoxLogin.clientSecret;
}

const grants: Readonly<Record<string, (form: URLSearchParams) => boolean>> = {
  refresh_token: (form) => isClient(form) && form.get("refresh_token") === akuvoxLogin.refreshToken,
  authorization_code: (form) => isClient(form) && form.get("code") === consentCode && form.get("redirect_uri") !== null,
  password: (form) =>
    form.get("username") === akuvoxLogin.username &&
    form.get("password") === akuvoxLogin.password &&
    ["user", "manager"].includes(form.get("scope") ?? ""),
};

/** Trades a code, a refresh token or a password for an access token. */
export function giveToken(state: AkuvoxState, { chance }: CloudParts, call: Call): Answer {
  const refuse = (status: number, error: string) =>
    json(status, { success: false, timestamp: call.at, result: { error, message: error } });
  if (call.contentType !== "application/x-www-form-urlencoded") return refuse(400, "invalid_request");
  const form = new URLSearchParams(call.body);
  const grant = grants[form.get("grant_type") ?? ""];
  if (grant === undefined) return refuse(400, "unsupported_grant_type");
  if (call.isRefused || !grant(form)) return refuse(401, "invalid_grant");
  const lifeS = Number(form.get("expires_in") ?? defaultLifeS);
  if (!Number.isInteger(lifeS) || lifeS < 1) return refuse(400, "invalid_request");
  const token = chance.hex(40);
  state.tokens[token] = call.at + lifeS * 1000;
  const result = {
    access_token: token,
    refresh_token: akuvoxLogin.refreshToken,
    token_type: "Bearer",
    expires_in: lifeS,
  };
  return json(200, { success: true, timestamp: call.at, result });
}

/** The consent page, agreed to at once. */
export function consent(call: Call): Answer {
  const target = call.query.get("redirect_uri");
  const isRight =
    call.query.get("client_id") === akuvoxLogin.clientId &&
    call.query.get("response_type") === "code" &&
    call.query.get("scope") === "user" &&
    target !== null &&
    URL.canParse(target);
  if (!isRight) return json(400, { success: false, timestamp: call.at, result: { error: "invalid_request" } });
  const location = new URL(target);
  location.searchParams.set("code", consentCode);
  location.searchParams.set("state", call.query.get("state") ?? "");
  return { status: 302, headers: { location: location.href } };
}

/** Whether the call carries the fixed token or one given out that has not ended. */
export function hasToken(state: AkuvoxState, call: Call): boolean {
  const [, token] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? "") ?? [];
  if (token === undefined) return false;
  return token === akuvoxLogin.token || (state.tokens[token] ?? 0) > call.at;
}
