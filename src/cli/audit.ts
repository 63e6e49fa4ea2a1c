import type { AuditRow, Store } from "#core/store.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { withStore } from "#src/cli/house.ts";

const pageSize = 1000;
const columns = [
  "id",
  "at",
  "turn",
  "person",
  "identity",
  "platform",
  "action",
  "thing",
  "place",
  "result",
  "outcome",
  "rules",
  "intent",
  "detail",
  "hash",
] as const;

const audit: CliCommand = {
  help: `usage: usher audit verify [--config <file>]
       usher audit export [--since <ISO time>] [--format jsonl|csv] [--config <file>]

verify   checks the whole chain and the anchor beside the database; exit code 0 when all is as it was written
export   prints every row, times in UTC with milliseconds`,

  async run(args) {
    const { values, positionals } = readArgs(args, {
      since: { type: "string" },
      format: { type: "string", default: "jsonl" },
      config: { type: "string" },
    });
    const [verb, ...more] = positionals;
    if (more.length > 0 || (verb !== "verify" && verb !== "export"))
      throw new UsageError("usher audit takes verify or export");
    if (values.format !== "jsonl" && values.format !== "csv") throw new UsageError("--format is jsonl or csv");
    const since = values.since === undefined ? 0 : Date.parse(values.since);
    if (Number.isNaN(since)) throw new UsageError(`--since "${values.since}" is no time; write 2026-11-20T18:00:00Z`);
    const { format } = values;
    return withStore(values.config, (store) => (verb === "verify" ? verify(store) : exportRows(store, since, format)));
  },
};

export default audit;

const unsigned =
  "The files that sign the record must lie beside the database, or store.key must be the one it was signed with.";

/** What the operator is told, by the problem of a verdict. */
const meanings: Readonly<Record<string, (row: number) => string>> = {
  "row-changed": (row) => `Row ${row} is not what was written there: it was changed, put in, or moved.`,
  "row-missing": (row) => `Row ${row} was removed.`,
  "row-inserted": (row) => `Row ${row} was put in: there was no such row.`,
  "person-changed": (row) => `The person or the account of row ${row} is not the one that was written.`,
  "head-changed": () => "The note of where the record ends was changed.",
  "tail-cut": (row) => `The end was cut off, from row ${row} on: the signed anchor knows of more rows.`,
  "chain-differs-from-anchor": (row) => `The rows up to ${row} were written anew: the signed anchor knows of others.`,
  "anchor-missing": () => "The signed anchor beside the database was removed.",
  "anchor-changed": () => "The signed anchor beside the database was changed.",
  "anchor-unreadable": () => "The signed anchor beside the database cannot be read.",
  "anchor-key-missing": () => `The key of the anchor is not there. ${unsigned}`,
  "anchor-key-differs": () => `The anchor was signed with another key. ${unsigned}`,
  "checkpoint-changed": () => "The signed note of what was pruned was changed: rows may be gone that nobody pruned.",
  "checkpoint-key-missing": () => `The key of the note of what was pruned is not there. ${unsigned}`,
  "checkpoint-key-differs": () => `What was pruned was signed with another key. ${unsigned}`,
};

async function verify(store: Store): Promise<number> {
  const verdict = await store.verifyAudit();
  if (!verdict.ok) {
    const { row, problem } = verdict;
    process.stdout.write(
      `row ${row}: ${problem}\n${meanings[problem]?.(row) ?? "The record is not as it was written."}\n`,
    );
    process.stdout.write(
      "Keep a copy of the database and of the files beside it before anything else is done with them.\n",
    );
    return 4;
  }
  const { pruned } = verdict;
  const gone =
    pruned === undefined
      ? ""
      : `, rows 1 to ${pruned.rows} pruned on ${new Date(pruned.at).toISOString().slice(0, 10)}`;
  const open = verdict.notYetAnchored === 0 ? "" : `, the newest ${verdict.notYetAnchored} not yet anchored`;
  process.stdout.write(`${verdict.rows} rows, unbroken${gone}${open}\nhead ${verdict.head}\n`);
  return 0;
}

async function exportRows(store: Store, since: number, format: "jsonl" | "csv"): Promise<number> {
  if (format === "csv") process.stdout.write(`${columns.join(",")}\r\n`);
  let afterId = 0;
  for (;;) {
    const rows = await store.auditRows({ since, afterId, limit: pageSize });
    for (const row of rows) process.stdout.write(format === "csv" ? asCsv(row) : `${JSON.stringify(plain(row))}\n`);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return 0;
    afterId = last.id;
  }
}

function plain(row: AuditRow) {
  return { ...row, at: new Date(row.at).toISOString() };
}

/** A leading =, +, - or @ would be run as a formula by spreadsheets. */
function asCsv(row: AuditRow): string {
  const values: Readonly<Record<string, unknown>> = plain(row);
  const cells = columns.map((column) => {
    const value = values[column];
    const text =
      value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(",")}\r\n`;
}
