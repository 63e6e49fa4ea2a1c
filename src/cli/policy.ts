import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import type { ConfigFault } from "#core/errors.ts";
import { describePolicy, type PolicyDescription } from "#policy/describe.ts";
import { type ExpectationResult, expectations, testPolicy } from "#policy/expectations.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { openConfig, withUsher } from "#src/cli/house.ts";
import { policyUnderTest } from "#src/cli/policy-test.ts";
import type { Usher } from "#src/main.ts";

const policy: CliCommand = {
  help: `usage: usher policy check [--config <file>]
       usher policy test [<table.yaml>] [--config <file>]

check   validates the policy, prints what each role may do, warns of what can never match
test    holds a table of expectations against it (default: policy-tests.yaml beside the configuration):
        - { person: ana, action: door.open, thing: Front door, at: "2026-11-23 09:00", expect: confirm }
        expect is allow, deny, "deny: not-now", or the exact requirement (none, confirm, approve:2 …)
        a row may say besides
          given: { by: olga, until: "2026-11-24 18:00", hours: "08:00-12:00" }   a right given in chat
          lockdown: true, reason: fire                                           a lockdown, and why all the same
          used: { hour: 2, day: 3 }                                              what was done before, for quotas
          takes: { hours: 72, uses: 5 }                                          what a key is asked for`,

  async run(args) {
    const { values, positionals } = readArgs(args, { config: { type: "string" } });
    const [verb, table, ...more] = positionals;
    if (more.length > 0) throw new UsageError("usher policy test takes one table");
    if (verb === "check" && table === undefined) return check(values.config);
    if (verb === "test") return withUsher(values.config, async (usher) => test(usher, table));
    throw new UsageError("usher policy takes check or test");
  },
};

export default policy;

type RoleDescription = PolicyDescription["roles"][number];
type RuleDescription = RoleDescription["rules"][number];

async function check(named: string | undefined): Promise<number> {
  const opened = await openConfig(named);
  try {
    const { roles, cedar, faults, warnings } = describePolicy(opened.config);
    const parts = [
      ...roles.map(roleInWords),
      ...(cedar.length === 0 ? [] : [`usher.cedar\n${cedar.map(ruleInWords).join("")}`]),
      ...warnings.map((one) => complaint("warning", one)),
      ...faults.map((one) => complaint("fault", one)),
    ];
    process.stdout.write(`${parts.join("\n")}\n`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    await opened.close();
  }
}

function roleInWords({ name, heldBy, groups, channels, everyone, at, hours, rules }: RoleDescription): string {
  const holders = [
    ...heldBy,
    ...groups,
    ...channels.map((one) => `${one} (looking only)`),
    ...(everyone ? ["everybody (looking only)"] : []),
  ];
  const where = at === undefined ? "everywhere" : `at ${at.join(", ")}`;
  const when = hours === undefined ? "always" : hours;
  const head = `${name}  held by ${holders.length === 0 ? "nobody" : holders.join(", ")}; ${where}, ${when}\n`;
  return head + rules.map(ruleInWords).join("");
}

function ruleInWords({ id, effect, actions, require, limits }: RuleDescription): string {
  const bounds = Object.entries(limits).map(([name, value]) => `${name} ${value}`);
  const extra = [...(require === undefined ? [] : [`takes ${require}`]), ...bounds];
  return `  ${effect} ${actions.join(", ")}${extra.length === 0 ? "" : `  (${extra.join(", ")})`}  [${id}]\n`;
}

function complaint(kind: string, { file, line, key, problem, mend }: ConfigFault): string {
  return `${kind}: ${file}${line === undefined ? "" : `:${line}`}  ${key}\n    ${problem}\n    mend: ${mend}`;
}

async function test(usher: Usher, named: string | undefined): Promise<number> {
  const file = named === undefined ? resolve(dirname(usher.config.file), "policy-tests.yaml") : resolve(named);
  if (!existsSync(file)) throw new UsageError(`there is no table ${file}`);
  const rows = expectations.safeParse(parse(readFileSync(file, "utf8")));
  if (!rows.success)
    throw new UsageError(
      `${file}: ${rows.error.issues.map((one) => `${one.path.join(".")}: ${one.message}`).join("; ")}`,
    );
  const results = await testPolicy(rows.data, policyUnderTest(usher));
  results.forEach((result, index) => {
    const { person = "", action = "", thing = "", at = "" } = rows.data[index] ?? {};
    process.stdout.write(`${lineFor(result)}  ${person} ${action} ${thing} ${at}\n`);
  });
  const failed = results.filter((one) => !one.isMet).length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function lineFor({ isMet, expected, found, rules }: ExpectationResult): string {
  if (isMet) return `ok    ${found}`;
  return `FAIL  expected ${expected}, found ${found}${rules.length === 0 ? "" : ` (${rules.join(", ")})`}`;
}
