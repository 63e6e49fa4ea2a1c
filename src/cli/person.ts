import type { Store } from "#core/store.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { type FullConfig, withStore } from "#src/cli/house.ts";
import { systemClock } from "#src/main.ts";

const person: CliCommand = {
  help: `usage: usher person export <person> [--config <file>]
       usher person forget <person> --yes [--config <file>]

<person> is an id of people[] in the configuration, or an account like slack:T01/U01

export   prints everything that is kept of the person as JSON; no hashes of PINs, no codes
forget   deletes it: linked accounts, rights, votes, notices, PIN and codes, preferences, and the personal fields of
         the audit, whose chain still verifies; the configuration itself is yours to change`,

  async run(args) {
    const { values, positionals } = readArgs(args, { yes: { type: "boolean" }, config: { type: "string" } });
    const [verb, id, ...more] = positionals;
    if (id === undefined || more.length > 0 || (verb !== "export" && verb !== "forget"))
      throw new UsageError("usher person takes export or forget, and one person");
    return withStore(values.config, async (store, config) => {
      const whole = await wholeOf(id, config, store);
      return verb === "export" ? exportAll(whole, store) : forget(whole, values.yes === true, store);
    });
  },
};

export default person;

/** A person with every id and name that something of theirs may stand under. */
interface Whole {
  readonly id: string;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly isConfigured: boolean;
}

async function wholeOf(given: string, { people }: FullConfig, store: Store): Promise<Whole> {
  const { links, guests } = await store.rightsSnapshot(systemClock.now());
  const isOwn = (one: FullConfig["people"][number]) => one.id === given || one.identities.includes(given);
  const configured = people.find(isOwn);
  const linkedTo = links.find(({ identity }) => identity === given)?.person;
  const id = configured?.id ?? linkedTo ?? given;
  const owner = people.find((one) => one.id === id);
  const linked = links.filter((one) => one.person === id).map(({ identity }) => identity);
  const ids = [...new Set([id, given, ...(owner?.identities ?? []), ...linked])];
  const called = guests.filter((guest) => ids.includes(guest.person)).map(({ name }) => name);
  const names = [...new Set([...(owner === undefined ? [] : [owner.name]), ...called])];
  return { id, ids, names, isConfigured: owner !== undefined };
}

async function exportAll({ id, ids, isConfigured }: Whole, store: Store): Promise<number> {
  const records = await store.exportPerson(ids);
  if (!isConfigured && Object.keys(records).length === 0) return unknown(id);
  const exportedAt = new Date(systemClock.now()).toISOString();
  process.stdout.write(`${JSON.stringify({ person: id, accounts: ids, exportedAt, records }, null, 2)}\n`);
  return 0;
}

async function forget({ id, ids, names, isConfigured }: Whole, isSure: boolean, store: Store): Promise<number> {
  const records = await store.exportPerson(ids);
  const count = Object.values(records).reduce((sum, rows) => sum + rows.length, 0);
  if (!isConfigured && count === 0) return unknown(id);
  if (!isSure) {
    process.stderr.write(
      `usher: this deletes ${count} records of ${ids.join(", ")} for good; add --yes if you are sure\n`,
    );
    return 3;
  }
  const rows = await store.forgetPerson(ids, names);
  process.stdout.write(`forgotten: ${id}, ${count} records, ${rows} of them in the audit, whose chain stays whole\n`);
  if (isConfigured)
    process.stdout.write("the configuration still names this person: take them out of people: as well\n");
  return 0;
}

function unknown(id: string): number {
  process.stderr.write(`usher: nothing is kept of "${id}", and the configuration names nobody so\n`);
  return 1;
}
