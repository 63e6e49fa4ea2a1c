import { setTimeout as sleep } from "node:timers/promises";
import type { AllMiddlewareArgs, AnyMiddlewareArgs, App, Receiver, webApi } from "@slack/bolt";
import { PlatformError } from "#core/errors.ts";
import type { Adapter, AdapterConnection, HttpRoute, Membership, Platform, PlatformServices } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { acknowledgement } from "./acknowledge.ts";
import type { SlackConfig } from "./config.ts";
import { Homes } from "./home.ts";
import { createGuardedFetch, createHostGuard } from "./hosts.ts";
import { eventsRoute } from "./http.ts";
import { readInbound, teamOf } from "./inbound.ts";
import { installRoutes } from "./install.ts";
import { Intake } from "./intake.ts";
import { createLibraryLog } from "./library-log.ts";
import { renderCard } from "./outbound.ts";
import { createPages } from "./pages.ts";
import { newsEvent, openedEvent } from "./payloads.ts";
import { createPeople, type People } from "./people.ts";
import { uploadPictures } from "./pictures.ts";
import { setPrompts } from "./prompts.ts";
import { type Delivery, hideCard, postMessage, sendDirect, turnPage } from "./responder.ts";
import { createResponses } from "./responses.ts";
import { SocketLink } from "./sockets.ts";
import { finalErrors, type MakeClient, Workspaces } from "./workspaces.ts";

const load = () => import("@slack/bolt");
type Bolt = Awaited<ReturnType<typeof load>>;

/** One socket carries the traffic, the other stands by: Slack closes each now and then. */
const socketCount = 2;
const retryMs = 5000;
const mostDirects = 10_000;

const slack: Adapter<SlackConfig> = {
  name: "slack",
  async connect(config, services): Promise<AdapterConnection> {
    const bolt = await load();
    const connection = new Connection(config, services, bolt);
    await connection.start();
    return { platform: connection, routes: connection.routes };
  },
};

export default slack;

/** The life of the bot on Slack, from the first call to the last. */
class Connection implements Platform {
  readonly name = "slack";
  readonly routes: readonly HttpRoute[];
  readonly #config: SlackConfig;
  readonly #services: PlatformServices;
  readonly #people: People;
  readonly #homes: Homes;
  /** Channels of the direct conversations, by workspace and person. */
  readonly #directs = new Map<string, string>();
  readonly #intake: Intake;
  readonly #links: readonly SocketLink[];
  readonly #workspaces: Workspaces;
  readonly #shared: Pick<Delivery, "responses" | "pages" | "fetch" | "isAllowed" | "log" | "words" | "pictures">;
  readonly #stopping = new AbortController();
  #areLinked = false;
  #isOpening = false;

  constructor(config: SlackConfig, services: PlatformServices, bolt: Bolt) {
    this.#config = config;
    this.#services = services;
    const log = services.log.child({ platform: "slack" });
    const isAllowed = createHostGuard(config.apiUrl);
    const guarded = createGuardedFetch(isAllowed);
    const responses = createResponses(guarded, services.clock, log);
    this.#shared = {
      log,
      isAllowed,
      fetch: guarded,
      responses,
      pages: createPages(services.clock),
      words: services.words,
      pictures: services.pictures,
    };
    this.#people = createPeople(services.clock, () => services.hasGroupRoles());
    this.#homes = new Homes(services, this.#people);
    const logger = createLibraryLog(log, bolt.LogLevel.WARN);
    const client: webApi.WebClientOptions = {
      slackApiUrl: config.apiUrl,
      fetch: guarded,
      timeout: 5000,
      retryConfig: { retries: 2, minTimeout: 200, factor: 2 },
      rejectRateLimitedCalls: true,
      logger,
    };
    const makeClient: MakeClient = (token) => new bolt.webApi.WebClient(token, { ...client });
    this.#workspaces = new Workspaces({ config, makeClient, vault: services.vault, log });
    const receivers = this.#makeReceivers(bolt, logger);
    const app = new bolt.App({
      receiver: receivers[0] ?? silent,
      authorize: async ({ teamId }) => this.#authorize(teamId),
      clientOptions: { ...client },
      convoStore: false,
      ignoreSelf: false,
      logger,
    });
    app.use((args) => this.#receive(args));
    app.error(async (error) => log.error("slack-listener-failed", { code: error.code }));
    this.#intake = new Intake(app, log);
    for (const receiver of receivers) receiver.init(this.#intake.front());
    this.#links = receivers.map((receiver) => new SocketLink(receiver, log));
    this.routes = this.#makeRoutes(makeClient);
  }

  /** Resolves when connected, or after the first try when Slack cannot be reached; rejects when Slack says no for good. */
  async start(): Promise<void> {
    const error = await this.#open();
    if (error === undefined) return;
    if (finalErrors.has(error)) throw new PlatformError("platform-down", { platform: "slack", problem: error });
    void this.#keepOpening();
  }

  isReady(): boolean {
    const isInstallable = this.#config.botToken === undefined;
    if (this.#stopping.signal.aborted || (this.#workspaces.isEmpty && !isInstallable)) return false;
    return this.#links.length === 0 || this.#links.some((link) => link.isUp);
  }

  async notify(identity: string, card: Card): Promise<boolean> {
    const [, team, user] = /^slack:([^/]+)\/([^/]+)$/.exec(identity) ?? [];
    if (team === undefined || user === undefined) return false;
    const delivery = this.#delivery(team);
    if (delivery === undefined) return false;
    const files = await uploadPictures(card, delivery);
    for (const message of renderCard(card, { files })) {
      if (!(await sendDirect(user, message, delivery)).done) return false;
    }
    return true;
  }

  async announce(conversation: string, card: Card): Promise<boolean> {
    const [, team, channel] = /^slack:([^/]+)\/([^/]+)$/.exec(conversation) ?? [];
    if (team === undefined || channel === undefined) return false;
    const delivery = this.#delivery(team);
    if (delivery === undefined) return false;
    const files = await uploadPictures(card, delivery);
    for (const message of renderCard(card, { files })) {
      if (!(await postMessage(channel, undefined, message, delivery)).done) return false;
    }
    return true;
  }

  async member(identity: string): Promise<Membership | "gone" | undefined> {
    const [, team, user] = /^slack:([^/]+)\/([^/]+)$/.exec(identity) ?? [];
    const web = team === undefined ? undefined : this.#delivery(team)?.web;
    return team === undefined || user === undefined || web === undefined
      ? undefined
      : this.#people.member(web, team, user);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#intake.shut();
    await Promise.all(this.#links.map((link) => link.stop()));
    await this.#intake.drain();
  }

  #makeReceivers(bolt: Bolt, logger: ReturnType<typeof createLibraryLog>) {
    const { appToken, apiUrl, mode } = this.#config;
    if (mode !== "socket" || appToken === undefined) return [];
    return Array.from({ length: socketCount }, () => {
      // An object of its own: the library writes into the options of a socket, and reads them for every other call.
      const clientOptions = { slackApiUrl: apiUrl, fetch: this.#shared.fetch, timeout: 5000, logger };
      const ownOptions = { ...clientOptions, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
      return new bolt.SocketModeReceiver({
        appToken: appToken.reveal(),
        autoReconnectEnabled: false,
        logger,
        installerOptions: { clientOptions: ownOptions },
      });
    });
  }

  /** The error code when Slack could not be reached or says no. */
  async #open(): Promise<string | undefined> {
    const error = await this.#workspaces.open();
    if (error !== undefined) return error;
    if (!this.#areLinked) await Promise.all(this.#links.map((link) => link.start()));
    this.#areLinked = true;
    return undefined;
  }

  async #keepOpening(): Promise<void> {
    const { signal } = this.#stopping;
    if (this.#isOpening) return;
    this.#isOpening = true;
    while (!signal.aborted) {
      await sleep(retryMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted && (await this.#open()) === undefined) break;
    }
    this.#isOpening = false;
  }

  #makeRoutes(makeClient: MakeClient): readonly HttpRoute[] {
    const { mode, signingSecret, clientId, clientSecret, stateSecret, apiUrl } = this.#config;
    const { clock } = this.#services;
    const { log } = this.#shared;
    const workspaces = this.#workspaces;
    const isInstallable = clientId !== undefined && clientSecret !== undefined && stateSecret !== undefined;
    return [
      ...(mode === "http" && signingSecret !== undefined
        ? [eventsRoute({ intake: this.#intake, signingSecret, clock })]
        : []),
      ...(isInstallable
        ? installRoutes({ clientId, clientSecret, stateSecret, apiUrl, makeClient, workspaces, clock, log })
        : []),
    ];
  }

  async #authorize(team: string | undefined) {
    const workspace = team === undefined ? undefined : this.#workspaces.of(team);
    const teamId = team === undefined ? {} : { teamId: team };
    if (workspace === undefined) return teamId;
    const { token, botUser, botId } = workspace;
    return { ...teamId, botToken: token.reveal(), botUserId: botUser, ...(botId === undefined ? {} : { botId }) };
  }

  #delivery(team: string): Delivery | undefined {
    const web = this.#workspaces.isServed(team) ? this.#workspaces.of(team)?.web : undefined;
    if (web === undefined) return undefined;
    return { ...this.#shared, web, direct: (user) => this.#direct(team, user, web) };
  }

  async #direct(team: string, user: string, web: Delivery["web"]): Promise<string | undefined> {
    const key = `${team}/${user}`;
    const known = this.#directs.get(key);
    if (known !== undefined) return known;
    const channel = await openDirect(web, user);
    if (channel === undefined || channel === user) return channel;
    if (this.#directs.size >= mostDirects) this.#directs.clear();
    this.#directs.set(key, channel);
    return channel;
  }

  /** Acknowledges, whatever it is; then works if it is a turn of somebody who is served. */
  async #receive(args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
    const { body, context } = args;
    const team = teamOf(body);
    const delivery = team === undefined ? undefined : this.#delivery(team);
    const answer =
      team === undefined || delivery === undefined
        ? undefined
        : acknowledgement(body, team, delivery, this.#people, this.#services);
    const said = answer === undefined ? undefined : await answer;
    if ("ack" in args && typeof args.ack === "function") {
      await (args.ack as (said?: unknown) => Promise<void>)(said?.content);
    }
    if (said?.isFinal === true || team === undefined || delivery === undefined) return;
    if (this.#isNews(team, body) || this.#isOpened(team, body, delivery)) return;
    const inbound = readInbound(body, {
      commandPrefix: this.#config.commandPrefix,
      botUser: (inTeam) => this.#workspaces.of(inTeam)?.botUser,
    });
    if (inbound === undefined) return;
    const { input, origin, user } = inbound;
    if (origin.kind === "press" && origin.isHidden === true) return this.#intake.run(() => hideCard(origin, delivery));
    const page = input.kind === "press" ? this.#shared.pages.find(input.token) : undefined;
    if (page !== undefined) return this.#intake.run(() => turnPage(page, origin, user, delivery));
    const stamp = typeof context.stamp === "number" ? context.stamp : undefined;
    this.#intake.run(() => this.#homes.follow(inbound, stamp, delivery));
  }

  /** Somebody opened the app's own place: their panel is drawn, or what they could say is suggested. */
  #isOpened(team: string, body: unknown, delivery: Delivery): boolean {
    const parsed = openedEvent.safeParse(body);
    if (!parsed.success) return false;
    const { event } = parsed.data;
    if (event.type === "app_home_opened" && event.tab === "home") {
      this.#intake.run(() => this.#homes.open(team, event.user, delivery));
      return true;
    }
    const place =
      event.type === "assistant_thread_started"
        ? { user: event.assistant_thread.user_id, ...event.assistant_thread }
        : { user: event.user, channel_id: event.channel };
    this.#intake.run(() => setPrompts({ team, ...place }, delivery, this.#people, this.#services));
    return true;
  }

  /** Slack's news end what was kept: about people and groups, and of workspaces that removed the bot. */
  #isNews(team: string, body: unknown): boolean {
    const parsed = newsEvent.safeParse(body);
    if (!parsed.success) return false;
    const { event } = parsed.data;
    if (event.type === "user_change") {
      this.#people.forget(team, event.user?.id ?? "");
      if (event.user?.deleted === true) this.#services.left(`slack:${team}/${event.user.id}`);
    } else if (event.type.startsWith("subteam_")) this.#people.forget(team);
    else if (event.type === "app_uninstalled" || (event.tokens?.bot ?? []).length > 0) {
      this.#shared.log.error("slack-workspace-gone", { team, event: event.type });
      this.#intake.run(() => this.#workspaces.drop(team));
      if (this.#config.botToken !== undefined) void this.#keepOpening();
    }
    return true;
  }
}

/** Stands in where the shared HTTP server takes the requests. */
const silent: Receiver = {
  init: (_app: App) => {},
  start: async () => undefined,
  stop: async () => undefined,
};

async function openDirect(web: Delivery["web"], user: string): Promise<string | undefined> {
  const answer = await web.call("conversations.open", { users: user });
  if (!answer.ok) return answer.error === "user_not_found" ? undefined : user;
  const { channel } = answer.data;
  const id = (channel as { id?: unknown } | undefined)?.id;
  return typeof id === "string" ? id : user;
}
