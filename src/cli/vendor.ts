import { userInfo } from "node:os";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Json, JsonObject } from "#core/json.ts";
import { message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import type { Plan } from "#core/plan.ts";
import type { OperationInfo, RawCallResult } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Turn } from "#core/turn.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { withUsher } from "#src/cli/house.ts";
import type { Usher } from "#src/main.ts";
import { operationsTable } from "#vendors/operations-table.ts";
import { vendors } from "#vendors/registry.ts";
import { describeOperations, type VendorConnection } from "#vendors/vendor.ts";

const callTimeoutMs = 30_000;

const vendor: CliCommand = {
  help: `usage: usher vendor                                     list the vendors
       usher vendor <vendor>                            list its operations (route, name, effect)
       usher vendor <vendor> <operation> [options]      call one
       usher vendor --batch [--yes]                     call many: JSON Lines {vendor, account, operation, input} in
       usher vendor --markdown                          the table of all operations, as in src/vendors/OPERATIONS.md

  <operation>       its catalogued route ("GET /devices/{id}/doors"; Akuvox: the command name), or its short name
  --account <id>    which account, when the vendor has several
  --input <json>    one object: path and query parameters by their catalogued names, and body
  --yes             needed for everything but a read
  --json            print JSON
  --config <file>   default: ./usher.yaml, else the sandbox`,

  async run(args) {
    const { values, positionals } = readArgs(args, {
      account: { type: "string" },
      input: { type: "string", default: "{}" },
      yes: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      batch: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      config: { type: "string" },
    });
    const [name, operation, ...more] = positionals;
    if (more.length > 0) throw new UsageError("an operation with spaces needs quotation marks");
    if (values.batch) return withUsher(values.config, (usher) => batch(usher, values.yes), callsOnly);
    if (values.markdown) return printText(await operationsTable());
    if (name === undefined) return print(Object.keys(vendors), values.json, (one) => one);
    if (!Object.hasOwn(vendors, name))
      throw new UsageError(`there is no vendor "${name}"; there are ${Object.keys(vendors).join(", ")}`);
    if (operation === undefined) return print(await operationsOf(name), values.json, inOneLine);
    const call = {
      vendor: name,
      operation,
      input: readInput(values.input),
      ...(values.account === undefined ? {} : { account: values.account }),
    };
    return withUsher(values.config, (usher) => single(call, usher, values), callsOnly);
  },
};

export default vendor;

/** Calls need no directory: nothing is sent but what was asked for. */
const callsOnly = { patienceMs: 0 } as const;

const callSchema = z.object({
  vendor: z.string(),
  account: z.string().optional(),
  operation: z.string(),
  input: z.record(z.string(), z.custom<Json>()).default({}),
});
type Call = z.output<typeof callSchema>;

function readInput(text: string): JsonObject {
  try {
    return z.record(z.string(), z.custom<Json>()).parse(JSON.parse(text));
  } catch {
    throw new UsageError("--input takes one JSON object");
  }
}

async function operationsOf(name: string): Promise<readonly OperationInfo[]> {
  const rows = await (await vendors[name]?.())?.operations();
  return rows === undefined ? [] : describeOperations(rows.table, rows.withdrawn);
}

function inOneLine({ route, name, effect, deprecated }: OperationInfo): string {
  const gone =
    deprecated === undefined
      ? ""
      : `  withdrawn${deprecated.since === undefined ? "" : ` since ${deprecated.since}`}${deprecated.successor === undefined ? "" : `, use ${deprecated.successor}`}`;
  return `${effect.padEnd(7)} ${route}  ${name}${gone}`;
}

function print<T>(rows: readonly T[], isJson: boolean, line: (row: T) => string): number {
  process.stdout.write(isJson ? `${JSON.stringify(rows)}\n` : rows.map((row) => `${line(row)}\n`).join(""));
  return 0;
}

function printText(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function single(call: Call, usher: Usher, { yes, json }: { yes: boolean; json: boolean }): Promise<number> {
  const result = await perform(call, usher, yes);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.ok) process.stdout.write(`${JSON.stringify(result.data, undefined, 2)}\n`);
  else
    process.stderr.write(`usher: ${result.error.kind}: ${result.error.message} (outcome: ${result.error.outcome})\n`);
  if (result.ok) return 0;
  if (result.error.kind === "needs-yes" || result.error.kind === "refused") return 2;
  return result.error.outcome === "unknown" ? 5 : 4;
}

async function batch(usher: Usher, yes: boolean): Promise<number> {
  let worst = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const call = readLine(line);
    const result = call.success
      ? await perform(call.data, usher, yes)
      : refused("input", "the line is no {vendor, account, operation, input}");
    const { vendor: name = null, account = null, operation = null } = call.success ? call.data : {};
    process.stdout.write(`${JSON.stringify({ vendor: name, account, operation, ...result })}\n`);
    if (!result.ok) worst = 4;
  }
  return worst;
}

function readLine(line: string) {
  try {
    return callSchema.safeParse(JSON.parse(line));
  } catch {
    return callSchema.safeParse(undefined);
  }
}

function refused(kind: string, text: string): RawCallResult {
  return { ok: false, error: { kind, message: text, outcome: "none" } };
}

/** One call through the gate, as the person `operator`; `--yes` presses the button. */
async function perform(call: Call, usher: Usher, yes: boolean): Promise<RawCallResult> {
  const connection = accountFor(call, usher);
  if ("ok" in connection) return connection;
  const turn = turnFor(usher, connection.id);
  const who = usher.gate.identify(turn);
  const info = (await operationsOf(call.vendor)).find(
    ({ route, name }) => route === call.operation || name === call.operation,
  );
  // What only reads is decided and refused by the same rights, and never takes a confirmation.
  if (info === undefined || info.effect === "read" || info.deprecated !== undefined || !yes)
    return read(call, connection, { turn, who, usher });
  const asked = await usher.gate.ask({
    turn,
    who,
    command: "vendor call",
    plan: planFor(call, connection),
    how: "exact",
    locale: "en",
  });
  const token = asked.reply.buttons?.find(({ role }) => role === "yes")?.token;
  const answer = token === undefined ? asked : await usher.gate.press(turn, who, token);
  return resultIn(answer?.reply) ?? refused("refused", answer?.reply.text?.[0]?.key ?? "the gate said no");
}

async function read(
  call: Call,
  connection: VendorConnection,
  { turn, who, usher }: { turn: Turn; who: Who; usher: Usher },
): Promise<RawCallResult> {
  const refusal = await usher.gate.mayRead(turn, who, "vendor.call", [connection.id]);
  if (refusal !== undefined) return refused("refused", "the person operator may not call this account");
  return connection.call(call.operation, call.input as JsonObject, { signal: AbortSignal.timeout(callTimeoutMs) });
}

function accountFor(call: Call, usher: Usher): VendorConnection | RawCallResult {
  const own = usher.accounts.all.filter((one) => one.vendor === call.vendor);
  const [first, ...others] = call.account === undefined ? own : own.filter((one) => one.id === call.account);
  if (first === undefined)
    return refused(
      "input",
      `there is no ${call.vendor} account${call.account === undefined ? "" : ` "${call.account}"`} in the configuration`,
    );
  if (others.length > 0) return refused("input", `several ${call.vendor} accounts: name one with account`);
  return first;
}

function turnFor(usher: Usher, account: string): Turn {
  const id = usher.newTurnId();
  return {
    id,
    key: `cli:${id}`,
    at: usher.clock.now(),
    platform: "cli",
    identity: { id: "cli:operator", platform: "cli", standing: "member", groups: [] },
    conversation: { id: "cli:operator", kind: "direct" },
    operator: userInfo().username,
    input: { kind: "slash", text: `vendor ${account}` },
  };
}

function planFor(call: Call, connection: VendorConnection): Plan {
  const { operation, input } = call;
  return {
    acts: [
      {
        capability: "vendor.call",
        entity: connection.id,
        account: connection.id,
        vendorId: "",
        input: { operation, input: input as JsonObject },
      },
    ],
    question: message("replies:vendor.call.question", { operation, account: connection.id }),
    resultKey: "replies:vendor.call",
    facts: [],
    isPrivate: true,
  };
}

/** The performer hands the whole answer over in the one fact that only the asker sees. */
function resultIn(reply: Reply | undefined): RawCallResult | undefined {
  const data = reply?.facts?.find(({ label }) => label.key === "replies:vendor.data")?.value;
  return typeof data === "string" ? (JSON.parse(data) as Json as unknown as RawCallResult) : undefined;
}
