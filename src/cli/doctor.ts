import type { Log } from "#core/ports.ts";
import { mostOffMs } from "#gate/clock.ts";
import { type CliCommand, readArgs } from "#src/cli/command.ts";
import { logOn, withUsher } from "#src/cli/house.ts";
import type { Usher } from "#src/main.ts";
import type { VendorConnection } from "#vendors/vendor.ts";

const probeTimeoutMs = 10_000;
/** Fewer than this many calls left is worth a warning. */
const fewLeft = 10;
/** Answers travel, and vendors' clocks are no better than others. */
const mostSkewMs = 30_000;

interface Finding {
  readonly state: "ok" | "warn" | "bad";
  readonly what: string;
  readonly mend?: string;
}

const doctor: CliCommand = {
  help: `usage: usher doctor [--config <file>] [--json]

Looks at the configuration, the store, the accounts (sign-in, latency, budgets) and the names of things.
Says what works, what does not, and how to mend it. Exit code 0 when nothing is bad.`,

  async run(args) {
    const { values } = readArgs(args, { json: { type: "boolean", default: false }, config: { type: "string" } });
    return withUsher(
      values.config,
      async (usher) => {
        const findings = [
          { state: "ok", what: `configuration ${usher.config.file}` } as const,
          await storeFinding(usher),
          ...(await Promise.all(usher.accounts.all.map(accountFindings))).flat(),
          ...thingFindings(usher),
          ...(await platformFindings(usher)),
        ];
        process.stdout.write(values.json ? `${JSON.stringify(findings)}\n` : findings.map(inWords).join(""));
        return findings.some(({ state }) => state === "bad") ? 4 : 0;
      },
      { freshForMs: 0 },
    );
  },
};

export default doctor;

function inWords({ state, what, mend }: Finding): string {
  return `${state.padEnd(4)}  ${what}\n${mend === undefined ? "" : `      mend: ${mend}\n`}`;
}

async function storeFinding({ store, config }: Usher): Promise<Finding> {
  const { isWell, problem } = await store.probe();
  const place = config.store.url.startsWith("file:") ? config.store.url : "the database server";
  if (!isWell)
    return {
      state: "bad",
      what: `store ${place}: ${problem ?? "cannot be written"}`,
      mend: "make room, or make it writable",
    };
  if (config.store.key !== undefined) return { state: "ok", what: `store ${place}` };
  const mend = "set store.key (openssl rand -base64 32), so that vendor tokens survive a restart";
  return { state: "warn", what: `store ${place} has no key: sign-ins are not kept`, mend };
}

async function accountFindings(account: VendorConnection): Promise<readonly Finding[]> {
  const { isWell, latencyMs, problem } = await account.probe(AbortSignal.timeout(probeTimeoutMs));
  const name = `account ${account.id} (${account.vendor})`;
  const reach: Finding = isWell
    ? { state: "ok", what: `${name}: signed in, ${latencyMs} ms` }
    : { state: "bad", what: `${name}: ${problem ?? "does not answer"}`, mend: mendFor(problem) };
  const budgets = (await account.budgets()).map(({ limit, operation, left, capacity }): Finding => {
    const label = `${name}: ${limit}${operation === undefined ? "" : ` of ${operation}`}`;
    const isFew = left < fewLeft && capacity > fewLeft;
    const what = `${label}: ${Math.floor(left)} of ${capacity} left`;
    if (!isFew) return { state: "ok", what };
    return {
      state: "warn",
      what,
      mend: "ask for less today: doors still open, scenes and shades wait when none is left",
    };
  });
  return [reach, ...clockFindings(name, account.skewMs()), ...budgets];
}

/** Windows of keys and schedules are only as right as this machine's clock. */
function clockFindings(name: string, skewMs: number | undefined): readonly Finding[] {
  if (skewMs === undefined || Math.abs(skewMs) < mostSkewMs) return [];
  const apart = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "behind" : "ahead of"}`;
  const mend = "let the clock of this machine be set by the network (timedatectl set-ntp true)";
  const what = `${name}: this machine's clock is ${apart} the vendor's`;
  if (Math.abs(skewMs) <= mostOffMs) return [{ state: "warn", what, mend }];
  return [{ state: "bad", what: `${what}: nothing opens there until it is right`, mend }];
}

function mendFor(problem: string | undefined): string {
  if (problem === "vendor-sign-in")
    return "check the credentials of this account; sign in once in the vendor's own app";
  if (problem === "vendor-connection") return "check baseUrl and this machine's network";
  return "try again later; if it stays, look at the vendor's status page";
}

function thingFindings({ directory, accounts }: Usher): readonly Finding[] {
  const count = directory.all().filter(({ account }) => accounts.account(account) !== undefined).length;
  const faults = directory.faults().map(({ key, line, problem, mend }): Finding => {
    return { state: "bad", what: `${key} (line ${line}): ${problem}`, mend };
  });
  return [{ state: "ok", what: `${count} things known` }, ...faults];
}

async function platformFindings({ config }: Usher): Promise<readonly Finding[]> {
  const named = (["slack", "discord"] as const).filter((name) => config[name] !== undefined);
  if (named.length === 0)
    return [{ state: "ok", what: "no chat platform is configured: usher start chats in the terminal" }];
  const slack = config.slack === undefined ? [] : await checkSlackNow(config.slack, logOn(config, "error"));
  return [...named.map((name): Finding => ({ state: "ok", what: `${name} is configured` })), ...slack];
}

async function checkSlackNow(config: NonNullable<Usher["config"]["slack"]>, log: Log): Promise<readonly Finding[]> {
  const { checkSlack } = await import("#adapters/slack/doctor.ts");
  return checkSlack(config, log);
}
