import { stringify } from "yaml";
import type { Entity } from "#core/directory.ts";
import { type CliCommand, readArgs } from "#src/cli/command.ts";
import { withUsher } from "#src/cli/house.ts";

const things: CliCommand = {
  help: `usage: usher things [--config <file>]

Prints what the configured accounts hold as a things: section, ready to be copied into usher.yaml and renamed.`,

  async run(args) {
    const { values } = readArgs(args, { config: { type: "string" } });
    return withUsher(
      values.config,
      async ({ directory, accounts }) => {
        const all = directory
          .all()
          .filter(({ account }) => accounts.account(account) !== undefined)
          .toSorted((a, b) => a.account.localeCompare(b.account) || a.name.localeCompare(b.name));
        process.stdout.write(stringify({ things: all.map(entryFor) }, { lineWidth: 0 }));
        const silent = accounts.all.filter(({ id }) => directory.heardAt(id) === undefined).map(({ id }) => id);
        for (const id of silent) process.stderr.write(`usher: the account ${id} did not answer; see usher doctor\n`);
        return silent.length === 0 ? 0 : 4;
      },
      { freshForMs: 0 },
    );
  },
};

export default things;

/** The vendor's label, made fit for a name: labels may be masked, empty or the same for several things. */
function entryFor(entity: Entity) {
  const name = entity.name.trim() === "" ? `${entity.kind} ${entity.vendorId}` : entity.name.trim();
  return { match: entity.id, name, place: entity.place };
}
