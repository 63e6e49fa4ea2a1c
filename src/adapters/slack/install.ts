import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock, HttpAnswer, HttpRequest, HttpRoute, Log } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import { scopes } from "./manifest.ts";
import { createWeb } from "./web.ts";
import type { MakeClient, Workspaces } from "./workspaces.ts";

export interface InstallServices {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly stateSecret: Secret;
  readonly apiUrl: string;
  readonly makeClient: MakeClient;
  readonly workspaces: Workspaces;
  readonly clock: Clock;
  readonly log: Log;
}

const cookieName = "usher_slack_install";
/** How long somebody may take between the two pages. */
const patienceMs = 10 * 60_000;

/** The two pages by which a workspace installs the bot. https://docs.slack.dev/authentication/installing-with-oauth */
export function installRoutes(services: InstallServices): readonly HttpRoute[] {
  return [
    { method: "GET", path: "/slack/install", handle: async () => begin(services) },
    { method: "GET", path: "/slack/oauth_redirect", handle: (request) => finish(request, services) },
  ];
}

/** Sends the browser to Slack, with a state that only this browser can bring back. */
function begin({ clientId, stateSecret, apiUrl, clock }: InstallServices): HttpAnswer {
  const nonce = randomBytes(16).toString("base64url");
  const expires = clock.now() + patienceMs;
  const target = new URL("/oauth/v2/authorize", apiUrl);
  target.searchParams.set("client_id", clientId);
  target.searchParams.set("scope", Object.keys(scopes).join(","));
  target.searchParams.set("state", `${nonce}.${expires}.${seal(stateSecret, nonce, expires)}`);
  const cookie = `${cookieName}=${nonce}; Path=/slack; Max-Age=${patienceMs / 1000}; HttpOnly; Secure; SameSite=Lax`;
  return { status: 302, headers: { location: target.href, "set-cookie": cookie, "cache-control": "no-store" } };
}

/** Trades Slack's code for a token and keeps it; whatever is wrong ends in a bare status. */
async function finish(request: HttpRequest, services: InstallServices): Promise<HttpAnswer> {
  const { apiUrl, clientId, clientSecret, makeClient, workspaces, log } = services;
  const query = new URL(request.path, "http://local").searchParams;
  const code = query.get("code");
  if (!isOwnState(query.get("state"), request.headers.cookie, services)) return { status: 403 };
  if (code === null) return { status: 400 };
  const args = { client_id: clientId, client_secret: clientSecret.reveal(), code };
  const answer = await createWeb(makeClient(""), log).call("oauth.v2.access", args);
  const token = answer.ok ? answer.data.access_token : undefined;
  if (!answer.ok || typeof token !== "string") return { status: 400 };
  const workspace = await workspaces.install(new Secret(token));
  if (workspace === undefined) return { status: 403 };
  log.info("slack-workspace-installed", { team: workspace.team });
  const target = new URL("/app_redirect", apiUrl);
  if (typeof answer.data.app_id === "string") target.searchParams.set("app", answer.data.app_id);
  target.searchParams.set("team", workspace.team);
  const over = `${cookieName}=; Path=/slack; Max-Age=0; HttpOnly; Secure; SameSite=Lax`;
  return { status: 302, headers: { location: target.href, "set-cookie": over, "cache-control": "no-store" } };
}

function isOwnState(
  state: string | null,
  cookies: string | undefined,
  { stateSecret, clock }: InstallServices,
): boolean {
  const [nonce = "", until = "", mac = ""] = state?.split(".") ?? [];
  const expires = Number(until);
  if (!/^\d+$/.test(until) || expires < clock.now()) return false;
  const kept = cookies?.split(/;\s*/).find((cookie) => cookie.startsWith(`${cookieName}=`));
  return isSame(mac, seal(stateSecret, nonce, expires)) && isSame(kept ?? "", `${cookieName}=${nonce}`);
}

function seal(secret: Secret, nonce: string, expires: number): string {
  return createHmac("sha256", secret.reveal()).update(`${nonce}.${expires}`).digest("base64url");
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
