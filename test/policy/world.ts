import type { Action } from "#core/actions.ts";
import type { Entity, EntityKind, Place } from "#core/directory.ts";
import type { Person } from "#core/person.ts";
import type { Decision, Limits, Policy } from "#core/policy.ts";
import { byAction } from "#policy/patterns.ts";
import type { PolicyConfig } from "#policy/policy.ts";
import { requirementText } from "#policy/requirement.ts";
import type { Role } from "#policy/role.ts";

export function role(name: string, body: Partial<Role> & Pick<Role, "allow">): Role {
  return { name, require: {}, limits: {}, groups: [], channels: [], everyone: false, ...body };
}

export function place(id: string, timezone: string, require: Record<string, string> = {}): Place {
  return { id, name: id, timezone, require: byAction(require) };
}

export function thing(id: string, kind: EntityKind, at: string, require: Record<string, string> = {}): Entity {
  const [account = "", vendorId = ""] = id.split(":");
  return {
    id,
    vendorId,
    kind,
    label: id,
    capabilities: [],
    account,
    vendor: account === "gate" ? "raixer" : "overkiz",
    name: id,
    aliases: {},
    place: at,
    require: byAction(require),
    isHidden: false,
  };
}

export function person(id: string): Person {
  return { id, name: id, roles: [], identities: [], isKnown: true };
}

/** Epoch ms of a wall-clock time. */
export function wall(text: string, zone: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
}

export interface Ask {
  readonly who: string;
  readonly roles: readonly string[];
  readonly action: Action;
  readonly on: Entity;
  readonly place: Place;
  readonly now: number;
  readonly channel?: string;
}

export function ask(policy: Policy, { who, roles, action, on, place, now, channel = "terminal" }: Ask): Decision {
  return policy.decide({ person: person(who), roles, action, entity: on, place, now, channel });
}

/** `allow: confirm`, `deny: not-now`: a decision as a table row can say it. */
export function told(decision: Decision): string {
  return decision.isAllowed ? `allow: ${requirementText(decision.obligations)}` : `deny: ${decision.reason}`;
}

export function limitsOf(decision: Decision): Limits | undefined {
  return decision.isAllowed ? decision.limits : undefined;
}

/** Two places with different clocks, and roles that use everything roles can say. */
export const hq = place("hq", "Europe/Madrid");
export const vault = place("vault", "Europe/Madrid", { "door.open": "approve:2 from owner" });
export const lab = place("lab", "America/New_York");

export const front = thing("gate:front", "door", "hq");
export const safe = thing("gate:safe", "door", "vault");
export const side = thing("gate:side", "door", "hq", { "door.*": "pin" });
export const labDoor = thing("home:lab", "door", "lab");
export const lamp = thing("home:lamp", "light", "hq");
export const evening = thing("home:evening", "scene", "hq");
export const timer = thing("race:one", "timer", "hq");

export const world: PolicyConfig = {
  places: [hq, vault, lab],
  people: [
    { id: "olga", roles: ["owner"] },
    { id: "sam", roles: ["staff"] },
    { id: "nina", roles: ["night"] },
    { id: "carl", roles: ["cleaner"] },
  ],
  accounts: [{ id: "gate" }, { id: "home" }, { id: "race" }],
  roles: [
    role("owner", { allow: ["*"], require: { "door.open": "none" } }),
    role("staff", {
      allow: ["door.open", "door.view", "scene.run", "light.set", "key.create"],
      at: ["hq"],
      hours: "Mon-Fri 08:00-20:00",
      require: { "key.create": "approve:1" },
      limits: { "key.create": { maxHours: 72, maxUses: 5, perDay: 3 } },
    }),
    role("night", { allow: ["door.*"], hours: "Fri-Sat 22:00-03:30" }),
    role("cleaner", { allow: ["door.open"], at: ["hq", "lab"], hours: "06:00-07:30, Sat 09:00-11:00" }),
    role("trusted", { allow: ["door.open"], at: ["hq"], require: { "door.open": "none" } }),
    role("careful", {
      allow: ["door.*", "light.set"],
      require: { "*": "pin", "door.*": "totp", "door.hold": "confirm" },
    }),
    role("keymaster", {
      allow: ["key.*"],
      limits: { "key.create": { maxHours: 24, perDay: 10 }, "key.*": { perHour: 1 } },
    }),
    role("visitors", { allow: ["door.view", "race.view"], everyone: true }),
  ],
};
