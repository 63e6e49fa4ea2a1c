import { akuvoxLogin } from "./akuvox/state.ts";
import { avionLogin } from "./avion/state.ts";
import type { CloudName } from "./cloud.ts";
import { type ThingNames, thingNames } from "./names.ts";
import { overkizLogin } from "./overkiz/state.ts";
import { raixerLogin } from "./raixer/state.ts";
import { rufusKeys } from "./rufus/state.ts";

const credentials: Readonly<Record<CloudName, Readonly<Record<string, string>>>> = {
  raixer: raixerLogin,
  akuvox: { token: akuvoxLogin.token, residenceId: akuvoxLogin.residenceId },
  overkiz: { userId: overkizLogin.userId, userPassword: overkizLogin.userPassword },
  avion: avionLogin,
  rufus: { apiKey: rufusKeys.readWrite },
};

/** JSON texts are YAML texts. */
const quote = (text: string) => JSON.stringify(text);
const list = (texts: readonly string[]) => `[${texts.map(quote).join(", ")}]`;

function thing({ match, name, aliases }: ThingNames): readonly string[] {
  return [
    `  - match: ${quote(match)}`,
    `    name: ${quote(name)}`,
    "    place: hq",
    "    aliases:",
    ...Object.entries(aliases).map(([language, names]) => `      ${language}: ${list(names)}`),
  ];
}

function account(vendor: CloudName, baseUrl: string): readonly string[] {
  return [
    `  - id: ${vendor}`,
    `    vendor: ${vendor}`,
    "    place: hq",
    `    baseUrl: ${quote(baseUrl)}`,
    ...Object.entries(credentials[vendor]).map(([key, value]) => `    ${key}: ${quote(value)}`),
  ];
}

/** A ready `usher.yaml` for these clouds: three people, one place, five accounts and the things with their names. */
export function sandboxConfig(baseUrls: Readonly<Record<CloudName, string>>): string {
  return `${[
    "people:",
    '  - { id: owner, name: "Olivia", identities: ["terminal:me"], roles: [owner] }',
    '  - { id: staff, name: "Sam", identities: ["terminal:staff"], roles: [staff] }',
    '  - { id: guest, name: "Gwen", identities: ["terminal:guest"], roles: [] }',
    "roles:",
    '  owner: { allow: ["*"] }',
    "  staff:",
    '    allow: ["door.*", "key.*", "scene.*", "light.*", "shade.*", race.view, energy.view]',
    "    at: [hq]",
    "places:",
    '  hq: { name: "HQ", timezone: Europe/Madrid, channel: terminal }',
    "accounts:",
    ...Object.entries(baseUrls).flatMap(([vendor, baseUrl]) => account(vendor as CloudName, baseUrl)),
    "things:",
    ...thingNames.flatMap(thing),
  ].join("\n")}\n`;
}
