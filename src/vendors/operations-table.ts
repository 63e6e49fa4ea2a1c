import type { OperationInfo } from "#core/ports.ts";
import { type DeprecatedTable, type OperationTable, routeOf } from "./operation.ts";
import { vendors } from "./registry.ts";

const effectWords: Readonly<Record<OperationInfo["effect"], string>> = {
  read: "reads",
  write: "changes what is stored",
  actuate: "moves something",
};

/** Every operation of every vendor for people who read about them, made from the rows. */
export async function operationsTable(): Promise<string> {
  const loaded = await Promise.all(
    Object.entries(vendors).map(async ([name, load]) => ({ name, ...(await (await load()).operations()) })),
  );
  const counts = loaded.map(({ name, table, withdrawn }) => {
    return `| [${name}](#${name}) | ${Object.keys(table).length} | ${withdrawn.length} |`;
  });
  return [
    "# Operations of the vendors",
    "",
    "Made from the rows by `npm run -s usher -- vendor --markdown`; called with `usher vendor <vendor> <operation>`,",
    "by name or by route.",
    "",
    "| vendor | live | withdrawn |",
    "|---|---:|---:|",
    ...counts,
    ...loaded.flatMap(({ name, table, withdrawn }) => ["", `## ${name}`, "", ...rows(table), ...gone(withdrawn)]),
    "",
  ].join("\n");
}

function rows(table: OperationTable): readonly string[] {
  const lines = Object.values(table).map((row) => {
    const { limit, repeat } = row;
    const notes = [
      ...(limit === undefined ? [] : [`limit \`${limit}\``]),
      ...(row.effect === "read" && repeat === false ? ["never sent twice"] : []),
    ];
    return `| ${row.name} | \`${routeOf(row)}\` | ${effectWords[row.effect]} | ${notes.join(", ")} |`;
  });
  return ["| name | operation | | |", "|---|---|---|---|", ...lines];
}

function gone(withdrawn: DeprecatedTable): readonly string[] {
  if (withdrawn.length === 0) return [];
  const lines = withdrawn.map(({ route, since, successor }) => {
    return `| \`${route}\` | ${since ?? ""} | ${successor === undefined ? "" : `\`${successor}\``} |`;
  });
  return ["", "| withdrawn | since | use instead |", "|---|---|---|", ...lines];
}
