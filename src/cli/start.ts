import { styleText } from "node:util";
import { adapters } from "#adapters/registry.ts";
import terminal from "#adapters/terminal/adapter.ts";
import { ConfigError } from "#core/errors.ts";
import type { AdapterConnection, Log, Platform, PlatformServices } from "#core/ports.ts";
import { type CliCommand, faultsInWords, readArgs } from "#src/cli/command.ts";
import { onEnding } from "#src/cli/ending.ts";
import { helloWords } from "#src/cli/hello.ts";
import { configFile, logOn, type Opened, openConfig, readFileConfig } from "#src/cli/house.ts";
import { reportInterrupted } from "#src/cli/interrupted.ts";
import { tellOfLowBudgets } from "#src/cli/low-budget.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { keepRecordShort } from "#src/cli/retention.ts";
import { type HttpServer, startHttp } from "#src/http.ts";
import { createUsher, hasGroupRoles, type Usher } from "#src/main.ts";
import { saveMemory } from "#src/memory.ts";
import { createMetrics } from "#src/metrics.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import { announceRings } from "#src/rings.ts";
import { tellFollowers } from "#src/watches.ts";

/** Running turns get this long when the process is told to stop; all of it takes less than ten seconds. */
const lastTurnsMs = 9_500;
const lastBreathMs = 200;

const start: CliCommand = {
  help: `usage: usher start [--config <file>]

Connects everything that the configuration names (default: ./usher.yaml). Without a configuration it starts the
sandbox, five simulated clouds, and a chat in this terminal. SIGHUP reads the configuration again, SIGTERM stops
after what runs. USHER_LOG=debug|info|warn|error|silent sets how much is logged to standard error.`,

  async run(args) {
    saveMemory();
    const { values } = readArgs(args, { config: { type: "string" } });
    const opened = await openConfig(values.config);
    try {
      return await serve(opened, configFile(values.config));
    } finally {
      await opened.close();
      // What still waits for a vendor by then does not hold the process: its open record is reported at the next start.
      setTimeout(() => process.exit(), lastBreathMs).unref();
    }
  },
};

export default start;

async function serve(opened: Opened, file: string | undefined): Promise<number> {
  const { config, sandbox } = opened;
  const isChat = config.slack === undefined && config.discord === undefined;
  const log = logOn(config, process.env.USHER_LOG ?? (isChat ? "error" : "info"));
  // The libraries' own background work must never end the process; what fails there is reconnected or reported.
  process.on("unhandledRejection", (error) => log.error("unhandled-rejection", { error }));
  const metrics = createMetrics();
  const usher = await createUsher({
    config,
    log,
    isExclusive: true,
    patienceMs: 4_000,
    freshForMs: 0,
    observe: metrics.observe,
  });
  const platforms: Platform[] = [];
  let http: HttpServer | undefined;
  try {
    const faults = usher.directory.faults();
    if (faults.length > 0) throw new ConfigError(faults);
    const ended = endOf(usher, file, log);
    const connections = await connect(usher, { isChat, isSandbox: sandbox !== undefined, end: ended.end }, log);
    platforms.push(...connections.map((one) => one.platform));
    if (sandbox === undefined) {
      const routes = [
        ...connections.flatMap((one) => one.routes),
        ...usher.accounts.routes,
        metrics.route,
        ...health(usher, platforms),
      ];
      http = await startHttp(config.http, routes, log);
      log.info("listening", { url: http.url });
    }
    usher.rights.notices.attach(platforms);
    usher.rights.members.attach(platforms);
    await reportInterrupted(usher, log);
    usher.expiry.watch();
    usher.accounts.keepWarm();
    void usher.language.warm();
    const { accounts, directory, store, clock, rights } = usher;
    const leaveRings = announceRings({
      events: accounts.events,
      directory,
      notices: rights.notices,
      store,
      clock,
      log,
    });
    const followers = tellFollowers({
      events: accounts.events,
      store,
      directory,
      reads: accounts.reads,
      gate: usher.gate,
      clock,
      log,
      deliver: () => rights.notices.deliver(),
    });
    const leaveBudgets = tellOfLowBudgets(usher, log);
    const leaveRecord = keepRecordShort(usher, log);
    await ended.promise;
    leaveBudgets();
    leaveRecord();
    leaveRings();
    await followers.stop();
    return 0;
  } finally {
    await Promise.race([stop(usher, platforms, http), patience(lastTurnsMs)]);
  }
}

async function connect(
  usher: Usher,
  { isChat, isSandbox, end }: { isChat: boolean; isSandbox: boolean; end: () => void },
  log: Log,
): Promise<readonly AdapterConnection[]> {
  const { config, bot, clock, vault, wording, commands } = usher;
  const pictures = createPictures();
  const services = (platform: string): PlatformServices => ({
    bot,
    clock,
    log,
    vault,
    pictures,
    locales: usher.language.locales,
    newTurnId: () => usher.newTurnId(),
    left: (identity) => usher.rights.members.left(identity),
    commands,
    words: wordsOf(usher.locales),
    hasGroupRoles: () => hasGroupRoles(usher.roles(), platform),
  });
  const connections: AdapterConnection[] = [];
  if (config.slack !== undefined)
    connections.push(await (await adapters.slack()).connect(config.slack, services("slack")));
  if (config.discord !== undefined)
    connections.push(await (await adapters.discord()).connect(config.discord, services("discord")));
  if (isChat) {
    const identity = "terminal:me";
    const me = config.people.find((person) => person.identities.includes(identity));
    const locale = wording.bestLocale([me?.locale, process.env.LC_ALL, process.env.LANG]);
    const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;
    const isColoured = isInteractive && styleText("bold", "x") !== "x";
    const words = helloWords(usher, me?.id ?? identity, locale, isSandbox);
    const { stdin: input, stdout: output } = process;
    connections.push(
      await terminal.connect(
        { input, output, isInteractive, isColoured, identity, locale, words, onEnd: end },
        services("terminal"),
      ),
    );
  }
  return connections;
}

/** Waits for the end: the chat's, SIGTERM or SIGINT; reads the configuration again on SIGHUP. */
function endOf(usher: Usher, file: string | undefined, log: Log): { promise: Promise<void>; end: () => void } {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  onEnding(end);
  process.on("SIGHUP", async () => {
    if (file === undefined) return;
    try {
      const next = await readFileConfig(file);
      const faults = usher.directory.faults(next);
      if (faults.length > 0) throw new ConfigError(faults);
      usher.reload(next);
      log.info("configuration-reloaded");
    } catch (error) {
      if (!(error instanceof ConfigError)) log.error("reload-failed", { error });
      else process.stderr.write(`${faultsInWords(error)}usher: the old configuration stays in force\n`);
    }
  });
  return { promise, end };
}

function health(usher: Usher, platforms: readonly Platform[]) {
  const isReady = async () => platforms.every((platform) => platform.isReady()) && (await usher.store.probe()).isWell;
  return [
    { method: "GET", path: "/healthz", handle: async () => ({ status: 200, body: "alive\n" }) },
    {
      method: "GET",
      path: "/readyz",
      handle: async () => ((await isReady()) ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" }),
    },
  ] as const;
}

async function stop(usher: Usher, platforms: readonly Platform[], http: HttpServer | undefined): Promise<void> {
  usher.stopFollowing();
  await Promise.allSettled([...platforms.map((platform) => platform.stop()), http?.close()]);
  await usher.close();
}

function patience(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
