import type { z } from "zod";
import type { ConfigFault } from "#core/errors.ts";
import { checkRequire, checkRole, type LocatedComplaint, unknown } from "#policy/check.ts";
import type { PolicyNames, Role } from "#policy/role.ts";
import { suggestion } from "#policy/suggest.ts";
import { type Entry, rawText, type Sections } from "./sections.ts";
import { roleName, type roleShape } from "./shape.ts";
import type { Draft, Path } from "./source.ts";

/** The names that the sections define, those of faulty entries included, so that no fault drags others along. */
export function namesOf(sections: Sections): PolicyNames {
  const ids = (entries: readonly Entry<unknown>[]) => entries.flatMap((entry) => rawText(entry, "id") ?? []);
  const keys = (entries: readonly Entry<unknown>[]) => entries.map((entry) => String(entry.path.at(-1)));
  return {
    people: ids(sections.people),
    roles: keys(sections.roles),
    places: keys(sections.places),
    accounts: ids(sections.accounts),
  };
}

/** What only shows when sections are held against each other, and what is well-shaped but means nothing. */
export function crossCheck(draft: Draft, sections: Sections, vendors: readonly string[]): readonly ConfigFault[] {
  const names = namesOf(sections);
  const complaints = [
    ...checkPeople(sections, names),
    ...checkRoles(sections, names),
    ...checkPlaces(sections, names),
    ...checkAccounts(sections, names, vendors),
    ...checkThings(sections, names),
    ...duplicates(sections.people, (entry) => rawText(entry, "id"), "id", draft),
    ...duplicates(sections.accounts, (entry) => rawText(entry, "id"), "id", draft),
    ...duplicates(sections.things, (entry) => rawText(entry, "match"), "match", draft),
    ...duplicateIdentities(sections, draft),
  ];
  return complaints
    .filter(({ path }) => !draft.isBroken(path))
    .map(({ path, problem, mend }) => draft.fault(path, problem, mend));
}

function at(
  path: Path,
  complaint: { readonly problem: string; readonly mend: string } | undefined,
): LocatedComplaint[] {
  return complaint === undefined ? [] : [{ path, ...complaint }];
}

function under(path: Path, complaints: readonly LocatedComplaint[]): LocatedComplaint[] {
  return complaints.map((one) => ({ ...one, path: [...path, ...one.path] }));
}

const identityForms: Readonly<Record<string, readonly [form: RegExp, example: string]>> = {
  slack: [/^[A-Z0-9]+\/[A-Z0-9]+$/, "slack:T0123ABCD/U0123ABCD"],
  discord: [/^\d{1,20}$/, "discord:123456789012345678"],
  terminal: [/^\S+$/, "terminal:me"],
};

function checkPeople({ people }: Sections, names: PolicyNames): LocatedComplaint[] {
  return people.flatMap(({ path, seen }) => [
    ...(seen.roles ?? []).flatMap((role, index) => at([...path, "roles", index], unknown("role", role, names.roles))),
    ...(seen.identities ?? []).flatMap((one, index) => at([...path, "identities", index], identityComplaint(one))),
  ]);
}

function identityComplaint(identity: string) {
  const colon = identity.indexOf(":");
  const platform = identity.slice(0, Math.max(0, colon));
  const known = Object.keys(identityForms);
  const [form, example] = identityForms[platform] ?? [];
  if (form === undefined) {
    return { problem: `"${identity}" names no platform that people can be on`, mend: suggestion(platform, known, "") };
  }
  if (form.test(identity.slice(colon + 1))) return undefined;
  return { problem: `"${identity}" is not an immutable id; names never count`, mend: `write it like "${example}"` };
}

const slackPair = /^(?:slack:)?[A-Z0-9]+\/[A-Z0-9]+$/;
const discordPair = /^(?:discord:)?\d{1,20}\/\d{1,20}$/;
const conversation = /^(?:slack:[A-Z0-9]+\/[A-Z0-9]+|discord:\d{1,20}\/\d{1,20}|terminal)$/;

const roleIdForms = [
  ["slackGroups", slackPair, "a user group is its team and id, like T0123ABCD/S0123ABCD"],
  ["discordRoles", discordPair, "a Discord role is its guild and id, like 123456789/987654321"],
  ["channels", conversation, "a channel is an id, like slack:T0123ABCD/C0123ABCD or discord:123456789/987654321"],
] as const;

function checkRoles(sections: Sections, names: PolicyNames): LocatedComplaint[] {
  return sections.roles.flatMap(({ path, seen }) => {
    const name = String(path.at(-1));
    const faults: LocatedComplaint[] = [];
    if (!roleName.test(name)) {
      faults.push({
        path,
        problem: `"${name}" cannot be a role's name`,
        mend: "use letters, digits, _ and -, no blanks",
      });
    }
    const heldBy = sections.people
      .filter((person) => person.seen.roles?.includes(name))
      .map(({ path }) => String(path));
    faults.push(...under(path, checkRole(toRole(name, seen), names, heldBy)));
    for (const [key, form, mend] of roleIdForms) {
      seen[key]?.forEach((one, index) => {
        if (!form.test(one)) faults.push({ path: [...path, key, index], problem: `"${one}" is no id`, mend });
      });
    }
    return faults;
  });
}

/** A role as policies know it: groups of all platforms in one list, each with its platform. */
export function toRole(name: string, body: Partial<z.output<typeof roleShape>>): Role {
  const prefixed = (platform: string) => (one: string) => (one.startsWith(`${platform}:`) ? one : `${platform}:${one}`);
  const { allow = [], at: places, hours, require = {}, limits = {}, channels = [], everyone = false } = body;
  return {
    name,
    allow,
    ...(places === undefined ? {} : { at: places }),
    ...(hours === undefined ? {} : { hours }),
    require,
    limits,
    groups: [...(body.slackGroups ?? []).map(prefixed("slack")), ...(body.discordRoles ?? []).map(prefixed("discord"))],
    channels,
    everyone,
  };
}

function checkPlaces({ places }: Sections, names: PolicyNames): LocatedComplaint[] {
  return places.flatMap(({ path, seen }) => {
    const { timezone, channel, require = {} } = seen;
    const isId = channel === undefined || conversation.test(channel);
    return [
      ...(timezone === undefined || isZone(timezone) ? [] : at([...path, "timezone"], zoneComplaint(timezone))),
      ...(isId ? [] : at([...path, "channel"], { problem: `"${channel}" is no id`, mend: roleIdForms[2][2] })),
      ...under(path, checkRequire(require, names.roles)),
    ];
  });
}

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions() !== undefined;
  } catch {
    return false;
  }
}

function zoneComplaint(name: string) {
  const mend = suggestion(name, ["UTC", ...Intl.supportedValuesOf("timeZone")], "");
  const problem = `there is no time zone "${name}"`;
  return { problem, mend: mend.startsWith("did") ? mend : 'write an IANA name, like "Europe/Madrid"' };
}

function checkAccounts({ accounts }: Sections, names: PolicyNames, vendors: readonly string[]): LocatedComplaint[] {
  return accounts.flatMap((entry) => {
    const [vendor, place] = [rawText(entry, "vendor"), rawText(entry, "place")];
    const isObject = typeof entry.raw === "object" && entry.raw !== null;
    const isPlaceMissing = isObject && place === undefined && names.places.length !== 1;
    return [
      ...(vendor === undefined ? [] : at([...entry.path, "vendor"], unknown("vendor", vendor, vendors))),
      ...(place === undefined ? [] : at([...entry.path, "place"], unknown("place", place, names.places))),
      ...(isPlaceMissing
        ? at([...entry.path, "place"], {
            problem: '"place" is missing',
            mend: suggestion("", names.places, "first add a place, then name it here"),
          })
        : []),
    ];
  });
}

function checkThings({ things }: Sections, names: PolicyNames): LocatedComplaint[] {
  return things.flatMap(({ path, seen: { match, place, require = {} } }) => [
    ...(match === undefined
      ? []
      : at([...path, "match"], unknown("account", match.slice(0, match.indexOf(":")), names.accounts))),
    ...(place === undefined ? [] : at([...path, "place"], unknown("place", place, names.places))),
    ...under(path, checkRequire(require, names.roles)),
  ]);
}

function duplicates(
  entries: readonly Entry<unknown>[],
  nameOf: (entry: Entry<unknown>) => string | undefined,
  key: string,
  draft: Draft,
): LocatedComplaint[] {
  const first = new Map<string, Path>();
  return entries.flatMap((entry) => {
    const name = nameOf(entry);
    const path = [...entry.path, key];
    const before = name === undefined ? undefined : first.get(name);
    if (name !== undefined && before === undefined) first.set(name, path);
    if (before === undefined) return [];
    return [
      { path, problem: `"${name}" stands twice`, mend: `change one; the first is in line ${draft.lineOf(before)}` },
    ];
  });
}

function duplicateIdentities({ people }: Sections, draft: Draft): LocatedComplaint[] {
  const identities = people.flatMap(({ path, seen }) =>
    (seen.identities ?? []).map((raw, index) => ({ path: [...path, "identities", index], raw, seen: {} })),
  );
  return duplicates(identities, ({ raw }) => String(raw), "", draft).map((one) => ({
    ...one,
    path: one.path.slice(0, -1),
    problem: `${one.problem}: one identity belongs to one person`,
  }));
}
