import type { webApi } from "@slack/bolt";
import type { Log } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import { createWeb, type Web } from "./web.ts";

/** One workspace in which the bot is installed. */
export interface Workspace {
  readonly team: string;
  readonly botUser: string;
  readonly botId?: string;
  readonly token: Secret;
  readonly web: Web;
}

export type MakeClient = (token: string) => Pick<webApi.WebClient, "apiCall">;

/** Asks Slack whose token this is; the error code when Slack does not take it or cannot be reached. */
export async function openWorkspace(
  token: Secret,
  makeClient: MakeClient,
  log: Log,
): Promise<Workspace | { readonly error: string }> {
  const web = createWeb(makeClient(token.reveal()), log);
  const answer = await web.call("auth.test", {});
  if (!answer.ok) return { error: answer.error };
  const { team_id: team, user_id: botUser, bot_id: botId } = answer.data;
  if (typeof team !== "string" || typeof botUser !== "string") return { error: "unexpected_answer" };
  return { team, botUser, token, web, ...(typeof botId === "string" ? { botId } : {}) };
}

/** Slack's answers that no waiting mends. */
export const finalErrors: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "no_permission",
  "org_login_required",
  "team_access_not_granted",
]);
