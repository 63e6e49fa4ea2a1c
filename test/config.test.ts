import { describe, expect, it } from "vitest";
import { Secret } from "#core/secret.ts";
import { read } from "./config/reading.ts";

const whole = `
people:
  - { id: ada, name: Ada, locale: es, identities: ["slack:T01/U01", "discord:123", "terminal:me"], roles: [staff] }
  - { id: bob }
roles:
  owner: { allow: ["*"] }
  staff:
    allow: [door.open, scene.run, light.set]
    at: [hq]
    hours: Mon-Fri 08:00-20:00
    require: { door.open: confirm, key.create: approve:1 from owner }
    limits: { key.create: { maxHours: 72, maxUses: 5, perDay: 3 } }
    slackGroups: [T01/S01]
    discordRoles: ["7/8"]
    channels: ["slack:T01/C01"]
    everyone: false
places:
  hq: { name: Headquarters, timezone: Europe/Madrid, require: { "door.*": pin, door.close: none }, channel: "slack:T01/C02" }
  lab: { timezone: America/New_York }
accounts:
  - { id: gate, vendor: raixer, place: hq, username: me, password: hush }
  - { id: home, vendor: overkiz, place: lab, token: "\${HOME_TOKEN}", baseUrl: "https://\${HOST}/api" }
things:
  - { match: "gate:name=Front gate", name: Front door, aliases: { es: [puerta principal] }, require: { door.open: pin } }
  - { match: "home:io://1234/5#2", aliases: [garage], place: hq, hidden: true }
confirm: { seconds: 90 }
store: { url: "file:./data/usher.db", key: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" }
http: { host: 0.0.0.0, port: "\${PORT}" }
slack: { botTokenFile: secrets/slack }
discord: { token: { secretFile: /run/discord } }
`;
const surroundings = {
  env: { HOME_TOKEN: "t0k3n", HOST: "home.example", PORT: "9090" },
  files: { "/etc/usher/secrets/slack": "xoxb-1\n", "/run/discord": "d1sc0rd" },
};

describe("usher.yaml", () => {
  it("has a default for everything", () => {
    const config = read("");
    expect(config).toMatchObject({
      places: [],
      accounts: [],
      things: [],
      confirm: { seconds: 60 },
      store: { url: "file:/etc/usher/usher.db" },
      http: { host: "127.0.0.1", port: 8080 },
    });
    expect(config).not.toHaveProperty("slack");
    expect(config).not.toHaveProperty("cedar");
  });

  it("gives people, and the operator of the command line", () => {
    const identities = ["slack:T01/U01", "discord:123", "terminal:me"];
    expect(read(whole, surroundings).people).toEqual([
      { id: "ada", name: "Ada", locale: "es", identities, roles: ["staff"] },
      { id: "bob", name: "bob", identities: [], roles: [] },
      { id: "operator", name: "operator", identities: [], roles: ["cli.operator"] },
    ]);
  });

  it("leaves an operator of the configuration's own as it is", () => {
    const { people } = read("people: [{ id: operator, roles: [] }]");
    expect(people).toEqual([{ id: "operator", name: "operator", identities: [], roles: [] }]);
  });

  it("gives roles with the groups of all platforms in one form", () => {
    const [, staff] = read(whole, surroundings).roles;
    expect(staff).toEqual({
      name: "staff",
      allow: ["door.open", "scene.run", "light.set"],
      at: ["hq"],
      hours: "Mon-Fri 08:00-20:00",
      require: { "door.open": "confirm", "key.create": "approve:1 from owner" },
      limits: { "key.create": { maxHours: 72, maxUses: 5, perDay: 3 } },
      groups: ["slack:T01/S01", "discord:7/8"],
      channels: ["slack:T01/C01"],
      everyone: false,
    });
  });

  it("gives places with their requirements spread over the actions", () => {
    const [hq, lab] = read(whole, surroundings).places;
    expect(hq).toMatchObject({ id: "hq", name: "Headquarters", timezone: "Europe/Madrid", channel: "slack:T01/C02" });
    expect(hq?.require).toMatchObject({ "door.open": "pin", "door.hold": "pin", "door.close": "none" });
    expect(hq?.require).not.toHaveProperty("key.create");
    expect(lab).toMatchObject({ id: "lab", name: "lab" });
  });

  it("gives accounts what their vendor's schema made of the other keys", () => {
    const [gate, home] = read(whole, surroundings).accounts;
    expect(gate).toMatchObject({ id: "gate", vendor: "raixer", place: "hq" });
    expect(gate?.settings).toMatchObject({
      baseUrl: "https://one.example",
      username: "me",
      password: new Secret("hush"),
    });
    expect(home?.settings).toMatchObject({ baseUrl: "https://home.example/api" });
    expect((home?.settings as { token: Secret } | undefined)?.token.reveal()).toBe("t0k3n");
  });

  it("gives accounts the only place there is", () => {
    const text = "places: { hq: { timezone: UTC } }\naccounts: [{ id: gate, vendor: loose }]";
    expect(read(text).accounts).toMatchObject([{ place: "hq" }]);
  });

  it("gives things by vendor id or label", () => {
    const [front, garage] = read(whole, surroundings).things;
    expect(front).toMatchObject({
      account: "gate",
      label: "Front gate",
      name: "Front door",
      require: { "door.open": "pin" },
    });
    expect(front?.aliases).toEqual({ es: ["puerta principal"] });
    expect(garage).toMatchObject({ account: "home", vendorId: "io://1234/5#2", place: "hq", isHidden: true });
    expect(garage?.aliases).toEqual({ "": ["garage"] });
  });

  it("gives store and server, relative to the file and out of the environment", () => {
    const { store, http, confirm } = read(whole, surroundings);
    expect(store.url).toBe("file:/etc/usher/data/usher.db");
    expect(store.key?.reveal()).toHaveLength(44);
    expect(http).toEqual({ host: "0.0.0.0", port: 9090 });
    expect(confirm.seconds).toBe(90);
    expect(read("store: { url: postgres://db/usher }").store.url).toBe("postgres://db/usher");
    expect(read("store: { url: file:///var/usher.db }").store.url).toBe("file:/var/usher.db");
  });

  it("takes secrets from files beside the configuration", () => {
    const { slack, discord } = read(whole, surroundings);
    expect((slack as { botToken: Secret }).botToken.reveal()).toBe("xoxb-1");
    expect((discord as { token: Secret }).token.reveal()).toBe("d1sc0rd");
  });

  it("never shows a secret when it is printed", () => {
    expect(JSON.stringify(read(whole, surroundings))).not.toMatch(/t0k3n|hush|xoxb|d1sc0rd|MDEy/);
  });

  it("leaves doubled dollar signs alone", () => {
    const { places } = read('places: { hq: { name: "$${NAME} $5", timezone: UTC } }');
    expect(places[0]?.name).toBe(["$", "{NAME} $5"].join(""));
  });

  it("brings the policies that lie beside it", () => {
    const text = 'forbid (principal, action == Action::"door.open", resource);';
    const { cedar } = read("", { files: { "/etc/usher/usher.cedar": text } });
    expect(cedar).toEqual({ text, file: "/etc/usher/usher.cedar" });
  });
});
