import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Outcome } from "#core/outcome.ts";
import { personOf, personThing, placeThing } from "#core/own.ts";
import type { RecordsQuery } from "#core/records.ts";
import { slot } from "#core/slots.ts";
import type { AuditRow } from "#core/store.ts";

export default defineCommand({
  name: "audit show",
  action: "audit.view",
  slots: {
    person: slot.entity("person").optional(),
    thing: slot.entity("door", "scene", "light", "shade", "timer", "sensor", "place").optional(),
    last: slot.integer(1, 100).default(10),
    window: slot.period().optional(),
  },
  async answer(context, { person, thing, last, window }) {
    const query: RecordsQuery = {
      // An act has two rows, its beginning and its end: of those only the end is shown.
      limit: last * 2,
      ...(person === undefined ? {} : { person: personOf(person) }),
      ...(window === undefined
        ? {}
        : { until: window.until, ...(window.from === undefined ? {} : { from: window.from }) }),
      ...within(context, thing),
    };
    const rows = withoutBeginnings(await context.records.list(query)).slice(0, last);
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    if (rows.length === 0) return { ...common, title: message("replies:audit.none") };
    return {
      ...common,
      title: message("replies:audit.newest", { count: rows.length }),
      table: {
        columns: ["time", "person", "action", "thing", "result"].map((name) => {
          return { label: message(`replies:audit.column.${name}`), align: "left" as const };
        }),
        rows: rows.map((row) => inCells(context, row)),
      },
    };
  },
});

/** The things whose records this person may see: no limit where that is all of them. */
function within({ directory, allowedNow }: CommandContext, thing: Entity | undefined): Pick<RecordsQuery, "things"> {
  if (thing !== undefined && thing.kind !== "place") return { things: [thing.id] };
  const known = directory.all().filter(({ kind }) => kind !== "person");
  const there = thing === undefined ? known : known.filter(({ place }) => place === thing.place);
  const mine = allowedNow(there);
  const isEverything = thing === undefined && mine.length === known.length;
  return isEverything ? {} : { things: mine.map(({ id }) => id) };
}

function withoutBeginnings(rows: readonly AuditRow[]): readonly AuditRow[] {
  const ended = new Set(rows.map(({ intent }) => intent));
  return rows.filter(({ id, result }) => result !== "acting" || !ended.has(id));
}

function inCells(context: CommandContext, row: AuditRow): readonly Value[] {
  const { directory } = context;
  const someone = directory.entity(personThing(row.person));
  const zone = directory.entity(placeThing(row.place));
  const anywhere = directory.all().find(({ kind }) => kind === "place");
  const place = zone ?? anywhere;
  return [
    { kind: "instant", at: row.at, zone: place === undefined ? "UTC" : context.placeOf(place).timezone },
    row.person === "" ? message("replies:audit.forgotten") : (someone?.name ?? row.person),
    row.action,
    row.thing === "" ? "" : { kind: "entity", id: row.thing },
    cameOfIt(row),
  ];
}

const came: Readonly<Record<Outcome, string>> = {
  sent: "sent-off",
  accepted: "taken",
  done: "happened",
  failed: "went-wrong",
  unknown: "unclear",
};

function cameOfIt({ result, outcome, rules }: AuditRow): Message {
  const told = outcome === null ? undefined : message(`replies:audit.came.${came[outcome]}`);
  if (result === "acted" && told !== undefined) return told;
  if (result === "improved" && told !== undefined) return message("replies:audit.improved", { outcome: told });
  const what = message(`replies:audit.result.${result === "unknown-after-crash" ? "interrupted" : result}`);
  if (result !== "refused" || rules.length === 0) return what;
  return message("replies:audit.because", { what, rules: { kind: "list", style: "and", of: rules } });
}
