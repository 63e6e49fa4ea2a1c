import { describe, expect, it } from "vitest";
import type { PlatformIdentity, Turn } from "#core/turn.ts";
import { createIdentify } from "#gate/identify.ts";

const nothing = { groups: [], channels: [], everyone: false };
const identify = createIdentify({
  people: [
    { id: "olga", name: "Olga", locale: "es", identities: ["slack:T01/U01", "discord:11"], roles: ["owner"] },
    { id: "sam", name: "Sam", identities: ["terminal:me"], roles: [] },
  ],
  roles: [
    { name: "owner", ...nothing },
    { name: "staff", ...nothing, groups: ["slack:T01/S01", "discord:5/6"] },
    { name: "lobby", ...nothing, channels: ["slack:T01/C01"] },
    { name: "visitors", ...nothing, everyone: true },
  ],
  served: { slack: ["T01"] },
});

interface Told extends Partial<PlatformIdentity> {
  readonly channel?: string;
  readonly operator?: string;
}

function turn(id: string, { channel = "slack:T01/D01", operator, ...identity }: Told = {}): Turn {
  const [platform = ""] = id.split(":");
  return {
    id: "turn",
    key: "key",
    at: 0,
    platform,
    identity: { id, platform, standing: "member", groups: [], ...identity },
    conversation: { id: channel, kind: "direct" },
    input: { kind: "utterance", text: "" },
    ...(operator === undefined ? {} : { operator }),
  };
}

describe("identification", () => {
  it("knows a person by any of their identities", () => {
    const { person, roles } = identify(turn("discord:11"));
    expect(person).toMatchObject({ id: "olga", name: "Olga", locale: "es", isKnown: true, roles: ["owner"] });
    expect(roles).toEqual(["owner"]);
    expect(identify(turn("slack:T01/U01", { tenant: "T01" })).person.id).toBe("olga");
  });

  it("goes by ids alone, whatever a stranger calls himself", () => {
    const { person, roles } = identify(turn("slack:T01/U99", { tenant: "T01", displayName: "Olga" }));
    expect(person).toMatchObject({ id: "slack:T01/U99", name: "Olga", isKnown: false });
    expect(roles).toEqual([]);
  });

  it("makes a stranger a person of their own by a role's group", () => {
    const { person, roles } = identify(turn("slack:T01/U50", { tenant: "T01", groups: ["slack:T01/S01"] }));
    expect(person).toMatchObject({ id: "slack:T01/U50", isKnown: true, identities: ["slack:T01/U50"] });
    expect(roles).toEqual(["staff"]);
  });

  it("adds the roles of groups to those of a known person", () => {
    expect(identify(turn("discord:11", { groups: ["discord:5/6"] })).roles).toEqual(["owner", "staff"]);
  });

  it("does not take a group of another platform", () => {
    expect(identify(turn("discord:77", { groups: ["slack:T01/S01"] })).roles).toEqual([]);
  });

  it("gives roles of a channel or of everybody for looking only", () => {
    const who = identify(turn("slack:T01/U50", { tenant: "T01", channel: "slack:T01/C01" }));
    expect(who.roles).toEqual([]);
    expect(who.viewRoles).toEqual(["lobby", "visitors"]);
  });

  it.each(["bot", "deactivated", "restricted", "external"] as const)(
    "gives a %s account nothing that way",
    (standing) => {
      const who = identify(
        turn("slack:T01/U50", { tenant: "T01", standing, groups: ["slack:T01/S01"], channel: "slack:T01/C01" }),
      );
      expect(who).toMatchObject({ roles: [], viewRoles: [], person: { isKnown: false } });
    },
  );

  it("serves members of the named workspaces only", () => {
    const who = identify(turn("slack:T02/U50", { tenant: "T02", groups: ["slack:T01/S01"], channel: "slack:T01/C01" }));
    expect(who).toMatchObject({ roles: [], viewRoles: [] });
  });

  it("gives everybody's role to nobody whose workspace is untold", () => {
    expect(identify(turn("slack:T01/U50")).viewRoles).toEqual([]);
    expect(identify(turn("slack:T01/U50", { groups: ["slack:T01/S01"] })).roles).toEqual(["staff"]);
  });

  it("knows the terminal's own identity", () => {
    expect(identify(turn("terminal:me")).person.id).toBe("sam");
    expect(identify(turn("terminal:you")).person.isKnown).toBe(false);
  });

  it("lets the command line speak for a person only when an operator stands behind it", () => {
    expect(identify(turn("cli:olga", { operator: "root" }))).toMatchObject({
      person: { id: "olga" },
      roles: ["owner"],
    });
    expect(identify(turn("cli:olga"))).toMatchObject({ person: { isKnown: false }, roles: [] });
    expect(identify(turn("cli:nobody", { operator: "root" }))).toMatchObject({ person: { isKnown: false }, roles: [] });
  });

  it("does not believe an identity of another platform than the turn's", () => {
    expect(identify({ ...turn("cli:olga", { operator: "root" }), platform: "slack" }).roles).toEqual([]);
    expect(identify(turn("slack:T01/U01", { platform: "discord" })).roles).toEqual([]);
  });
});
