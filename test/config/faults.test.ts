import { describe, expect, it } from "vitest";
import { faultsOf, told } from "./reading.ts";

const broken = `
people:
  - { id: ada, identities: ["slack:U01", "discord:123"], roles: [stff] }
  - { id: ada, identities: ["discord:123", "@bob", "mail:bob"], rols: [staff], locale: klingonese }
roles:
  staff:
    allow: [door.opn, "key.*"]
    at: [hqq]
    hours: Mon-Fri 8-20
    require: { key.create: approve:2 from ownr, door.open: maybe, door.view: pin }
    limits: { key.create: { maxHours: many, perDay: 0 } }
    slackGroups: ["@staff"]
  free:
    allow: ["door.*"]
    require: { "door.*": none }
  visitors:
    allow: [door.view, door.open]
    everyone: true
  lobby:
    allow: ["*"]
    channels: ["slack:T01/C01"]
places:
  hq: { timezone: Europe/Madird, channel: "#doors", require: { door.open: pinn } }
  lab: { name: Lab }
accounts:
  - { id: front, vendor: raixr, place: hq }
  - id: gate
    vendor: raixer
    place: hq
    username: me
    pasword: hunter2
    password: hunter3
  - { id: gate, vendor: overkiz, userId: 12, userPassword: x }
things:
  - { match: "gatt:42", aliases: { es: puerta } }
  - { match: nothing, place: hq }
confirm: { seconds: 5 }
store: { url: "sqlite:x", key: abc }
http: { port: 99999 }
slack: { mode: sockt, botToken: xoxp-hunter2 }
discord: { mode: http, token: hunter2 }
discrod: {}
`;

describe("faults of usher.yaml", () => {
  it("come all together, each with line, key and how to mend it", () => {
    expect(told(broken)).toEqual([
      '3 people[0].roles[0]: there is no role "stff" / did you mean "staff"?',
      '3 people[0].identities[0]: "slack:U01" is not an immutable id; names never count / write it like "slack:T0123ABCD/U0123ABCD"',
      '4 people[1].locale: this is no language / write a tag like "en" or "es"',
      '4 people[1].rols: there is no key "rols" here / did you mean "roles"?',
      '4 people[1].identities[1]: "@bob" names no platform that people can be on / use one of: slack, discord, terminal',
      '4 people[1].identities[2]: "mail:bob" names no platform that people can be on / use one of: slack, discord, terminal',
      '4 people[1].id: "ada" stands twice / change one; the first is in line 3',
      '4 people[1].identities[0]: "discord:123" stands twice: one identity belongs to one person / change one; the first is in line 3',
      '7 roles.staff.allow[0]: there is no action "door.opn" / did you mean "door.open"?',
      '8 roles.staff.at[0]: there is no place "hqq" / did you mean "hq"?',
      '9 roles.staff.hours: "Mon-Fri 8-20" is not a range of hours / write it like "Mon-Fri 08:00-20:00, Sat 10:00-02:00"',
      '10 roles.staff.require["key.create"]: there is no role "ownr" / use one of: staff, free, visitors, lobby',
      '10 roles.staff.require["door.open"]: "maybe" is not a requirement / use none, confirm, pin, totp, approve:N or approve:N from <role>, joined by "+"',
      '10 roles.staff.require["door.view"]: "door.view" only looks and takes nothing / remove this line',
      '11 roles.staff.limits["key.create"].maxHours: this should be a number, not a text / write it without quotes',
      '11 roles.staff.limits["key.create"].perDay: this is too little / at least 1',
      '12 roles.staff.slackGroups[0]: "@staff" is no id / a user group is its team and id, like T0123ABCD/S0123ABCD',
      '15 roles.free.require["door.*"]: "door.*: none" lifts no confirmation of door.open, door.hold, door.schedule / write each out, like "door.open: none", or leave "door.*" away',
      '17 roles.visitors.allow[1]: "door.open" would let everybody act, because the role has "everyone: true" / allow only actions that end in ".view", or give the role to people or groups',
      '20 roles.lobby.allow[0]: "*" would let everybody in a channel act; a channel gives rights to look only / allow only actions that end in ".view", or give the role to people or groups as well',
      '23 places.hq.timezone: there is no time zone "Europe/Madird" / did you mean "Europe/Madrid"?',
      '23 places.hq.channel: "#doors" is no id / a channel is an id, like slack:T0123ABCD/C0123ABCD or discord:123456789/987654321',
      '23 places.hq.require["door.open"]: "pinn" is not a requirement / did you mean "pin"?',
      '24 places.lab.timezone: "timezone" is missing / add "timezone: Europe/Madrid"',
      '26 accounts[0].vendor: there is no vendor "raixr" / did you mean "raixer"?',
      '31 accounts[1].pasword: there is no key "pasword" here / did you mean "password"?',
      '33 accounts[2].userId: this should be a text, not a number / put it in quotes, like "123"',
      '33 accounts[2].place: "place" is missing / use one of: hq, lab',
      '33 accounts[2].id: "gate" stands twice / change one; the first is in line 27',
      "35 things[0].aliases.es: this should be a list, not a text / write it in brackets, like [one, two]",
      '35 things[0].match: there is no account "gatt" / did you mean "gate"?',
      '36 things[1].match: this is not well-formed / write "<account>:<vendor id>" or "<account>:name=<the vendor\'s label>"',
      "37 confirm.seconds: this is too little / at least 10",
      '38 store.url: this is not well-formed / write "file:./usher.db" or "postgres://…"',
      '38 store.key: this is not 32 bytes in base64 / make one with "openssl rand -base64 32"',
      "39 http.port: this is too much / at most 65535",
      '40 slack.mode: this is not one of the choices / did you mean "socket"?',
      "40 slack.botToken: this is not a bot token / it begins with xoxb-",
      '41 discord.publicKey: "publicKey" is missing / is needed with mode http',
      '42 discrod: there is no key "discrod" here / did you mean "discord"?',
    ]);
  });

  it("name no secret", () => {
    expect(JSON.stringify(faultsOf(broken))).not.toMatch(/hunter|xoxp/);
  });

  it("name a variable that is not set, and not what others hold", () => {
    const roles = ["ROLE", "MISSING", "EMPTY", "not a name"].map((name) => `"\${${name}}"`);
    const text = `people:\n  - { id: ada, roles: [${roles}] }`;
    const env = { ROLE: "s3cret", EMPTY: "" };
    expect(told(text, { env })).toEqual([
      "2 people[0].roles[1]: the environment variable MISSING is not set / set MISSING, or use { secretFile: path }",
      "2 people[0].roles[2]: the environment variable EMPTY is not set / set EMPTY, or use { secretFile: path }",
      `2 people[0].roles[3]: the signs after $ are not the name of a variable in braces / write \${NAME} for a variable, $\${ for the signs themselves`,
      `2 people[0].roles[0]: there is no role "\${ROLE}" / first add the role`,
    ]);
  });

  it("tell which secret file cannot be had", () => {
    const text = "discord:\n  token: { secretFile: gone }\nslack:\n  botTokenFile: empty\n  botToken: xoxb-1";
    expect(told(text)).toEqual([
      '2 discord.token: the file "gone" cannot be read / create it, readable for this process, with the value alone',
      '4 slack.botTokenFile: "botToken" and "botTokenFile" both stand here / keep one of them',
    ]);
    expect(told("slack: { botTokenFile: empty }", { files: { "/etc/usher/empty": "\n" } })).toEqual([
      '1 slack.botToken: the file "empty" is empty / write the value into it',
    ]);
  });

  it("never quote what a secret file holds", () => {
    const text = "people: [{ id: ada, roles: [{ secretFile: role }] }]";
    expect(told(text, { files: { "/etc/usher/role": "hunter2" } })).toEqual([
      '1 people[0].roles[0]: there is no role "(text of role)" / first add the role',
    ]);
  });

  it("include those of the policies beside it", () => {
    const files = { "/etc/usher/usher.cedar": '\nforbid (principal == Person::"adda", action, resource);' };
    expect(faultsOf("people: [{ id: ada, roles: [staf] }]\nroles: { staff: }", { files })).toMatchObject([
      { file: "/etc/usher/usher.yaml", line: 1, key: "people[0].roles[0]" },
      { file: "/etc/usher/usher.yaml", line: 2, key: "roles.staff" },
      { file: "/etc/usher/usher.cedar", line: 2, mend: 'did you mean "ada"?' },
    ]);
  });

  it.each([
    ["a: [1", "1 : the indentation does not fit, or a bracket stays open"],
    ["roles:\n  owner: { allow: [*] }", '2 : a bare * means something else in YAML / put it in quotes: "*"'],
    [
      "roles:\n  owner: { allow: *all }",
      '2 roles.owner.allow: a bare * means something else in YAML / put it in quotes: "*"',
    ],
    ["http:\n\tport: 1", "2 : a tab is used to indent"],
    ["http: {}\nstore: {}\nhttp: {}", "3 http: this key stands twice"],
    ["--- \nhttp: {}\n---\nhttp: {}", "there is more than one document in the file"],
    ["- people", "- : the file holds no keys"],
    ['slack: { botToken: "" }', "1 slack.botToken: this is empty"],
    ["people: { ada: {} }", "1 people: this should be a list"],
    ["roles: [owner]", "1 roles: this should be names with what belongs to them"],
    ["accounts: [gate]", "1 accounts[0]: this should be keys with values, not a text"],
    ["http:\n  port:", '2 http.port: "port" has no value'],
    ["x: &x [*x]", "this is nested too deeply or repeats itself"],
  ])("are told of %j", (text, fault) => {
    expect(told(text).join("\n")).toContain(fault);
  });
});
