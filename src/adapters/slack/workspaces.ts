import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { Log, Vault } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import type { SlackConfig } from "./config.ts";
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

interface Services {
  readonly config: SlackConfig;
  readonly makeClient: MakeClient;
  readonly vault: Vault;
  readonly log: Log;
}

const indexName = "slack.teams";
const tokenName = (team: string): string => `slack.team.${team}`;
const index = z.array(z.string());

/** The workspaces the bot can speak in: the one of the configured token, and those that installed it. */
export class Workspaces {
  readonly #services: Services;
  readonly #known = new Map<string, Workspace>();
  #own: Workspace | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Signs in everywhere; the error code when the configured token is not taken, or Slack cannot be reached. */
  async open(): Promise<string | undefined> {
    const { config, log } = this.#services;
    if (config.botToken !== undefined && this.#own === undefined) {
      const opened = await this.#signIn(config.botToken);
      if (typeof opened === "string") return opened;
      this.#own = opened;
    }
    for (const team of await this.#installed()) {
      const token = this.#known.has(team) ? undefined : await this.#services.vault.load(tokenName(team));
      const opened = token === undefined ? undefined : await this.#signIn(token);
      if (typeof opened === "string") log.warn("slack-workspace-not-opened", { team, code: opened });
    }
    return undefined;
  }

  /** Only named workspaces are served; without names, the configured token's own. */
  isServed(team: string): boolean {
    const { teams } = this.#services.config;
    return teams === undefined ? team === this.#own?.team : teams.includes(team);
  }

  /** The workspace whose token speaks for this team; an organisation's one token speaks for all its teams. */
  of(team: string): Workspace | undefined {
    return this.#known.get(team) ?? (this.isServed(team) ? this.#own : undefined);
  }

  /** Takes the token of a new installation; false when this workspace is not to be served. */
  async install(token: Secret): Promise<Workspace | undefined> {
    const opened = await this.#signIn(token);
    if (typeof opened === "string") return undefined;
    const { team, web } = opened;
    if (!this.isServed(team)) {
      this.#known.delete(team);
      await web.call("auth.revoke", {});
      return undefined;
    }
    const { vault } = this.#services;
    await vault.save(tokenName(team), token);
    const teams = new Set([...(await this.#installed()), team]);
    await vault.save(indexName, new Secret(JSON.stringify([...teams])));
    return opened;
  }

  /** Forgets a workspace whose token no longer holds. */
  async drop(team: string): Promise<void> {
    this.#known.delete(team);
    if (this.#own?.team === team) this.#own = undefined;
    const { vault } = this.#services;
    await vault.drop(tokenName(team));
    const left = (await this.#installed()).filter((other) => other !== team);
    await vault.save(indexName, new Secret(JSON.stringify(left)));
  }

  async #installed(): Promise<readonly string[]> {
    const text = (await this.#services.vault.load(indexName))?.reveal();
    const parsed = index.safeParse(text === undefined ? [] : JSON.parse(text));
    return parsed.success ? parsed.data : [];
  }

  async #signIn(token: Secret): Promise<Workspace | string> {
    const opened = await openWorkspace(token, this.#services.makeClient, this.#services.log);
    if ("error" in opened) return opened.error;
    this.#known.set(opened.team, opened);
    return opened;
  }
}

/** Asks Slack whose token this is; the error code when Slack does not take it or cannot be reached. */
async function openWorkspace(
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
