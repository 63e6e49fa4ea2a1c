import { z } from "zod";
import type { Log } from "#core/ports.ts";
import type { SlackConfig } from "./config.ts";
import { createGuardedFetch, createHostGuard } from "./hosts.ts";
import { createLibraryLog } from "./library-log.ts";
import { missingScopes } from "./manifest.ts";
import { createWeb, type Web } from "./web.ts";

export interface Finding {
  readonly state: "ok" | "warn" | "bad";
  readonly what: string;
  readonly mend?: string;
}

const whoami = z.looseObject({
  team_id: z.string(),
  response_metadata: z.looseObject({ scopes: z.array(z.string()).optional() }).optional(),
});

/** For `usher doctor`: whether the tokens hold, which workspace they speak for, and what the installed app lacks. */
export async function checkSlack(config: SlackConfig, log: Log): Promise<readonly Finding[]> {
  const bolt = await import("@slack/bolt");
  const options = {
    slackApiUrl: config.apiUrl,
    fetch: createGuardedFetch(createHostGuard(config.apiUrl)),
    timeout: 5000,
    retryConfig: { retries: 1 },
    rejectRateLimitedCalls: true,
    logger: createLibraryLog(log, bolt.LogLevel.WARN),
  };
  const webWith = (token: string): Web => createWeb(new bolt.webApi.WebClient(token, { ...options }), log);
  const { botToken, appToken, mode, teams } = config;
  return [
    ...(botToken === undefined ? [] : await checkBot(webWith(botToken.reveal()), teams)),
    ...(mode === "http" || appToken === undefined ? [] : [await checkSocket(webWith(appToken.reveal()))]),
  ];
}

async function checkBot(web: Web, teams: readonly string[] | undefined): Promise<readonly Finding[]> {
  const answer = await web.call("auth.test", {});
  if (!answer.ok) {
    const mend = "install the app again and copy its Bot User OAuth Token, or check slack.apiUrl and the network";
    return [{ state: "bad", what: `slack: the bot token was not taken (${answer.error})`, mend }];
  }
  const parsed = whoami.safeParse(answer.data);
  if (!parsed.success) return [{ state: "bad", what: "slack: an answer that is not Slack's", mend: "check apiUrl" }];
  const { team_id: team, response_metadata: metadata } = parsed.data;
  const findings: Finding[] = [{ state: "ok", what: `slack: signed in to workspace ${team}` }];
  if (teams !== undefined && !teams.includes(team)) {
    findings.push({
      state: "warn",
      what: `slack: the token's own workspace ${team} is not among slack.teams, so nobody in it is answered`,
      mend: `add ${team} to slack.teams`,
    });
  }
  for (const { scope, why } of metadata?.scopes === undefined ? [] : missingScopes(metadata.scopes)) {
    const mend = "put the output of usher manifest slack into the app's manifest and install it again";
    findings.push({ state: "warn", what: `slack: scope ${scope} is missing, so there is no ${why}`, mend });
  }
  return findings;
}

async function checkSocket(web: Web): Promise<Finding> {
  const answer = await web.call("apps.connections.open", {});
  if (answer.ok) return { state: "ok", what: "slack: Socket Mode connections can be opened" };
  const mend = "switch on Socket Mode, and make an app-level token with the scope connections:write";
  return { state: "bad", what: `slack: no socket can be opened (${answer.error})`, mend };
}
