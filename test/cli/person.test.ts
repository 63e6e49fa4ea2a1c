import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPlace, entry, noon, type Place } from "../store/places.ts";
import { usher } from "./process.ts";

const config = (url: string) => `people:
  - { id: olga, name: "Olga Ortiz", identities: ["slack:T01/U01"], roles: [owner] }
roles:
  owner: { allow: ["*"] }
places:
  hq: { name: "HQ", timezone: Europe/Madrid }
accounts: []
store: { url: "${url}" }
`;

let folder: string;
let place: Place;
let args: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-person-"));
  place = createPlace();
  args = ["--config", join(folder, "usher.yaml")];
  await writeFile(join(folder, "usher.yaml"), config(`file:${place.file}`));
  const store = await place.open();
  await store.appendAudit(entry({ person: "olga", identity: "slack:T01/U01" }));
  await store.appendAudit(entry({ person: "discord:77", identity: "discord:77" }));
  await store.appendAudit(entry({ person: "ben", identity: "slack:T01/U02" }));
  await store.setPreference("olga", "locale", "es");
  await store.setCredential({ person: "olga", kind: "pin", salt: "salt-of-hers", hash: "hash-of-hers" });
  await place.tamper("insert into link values ('discord:77', 'olga', 0)");
  await store.addNotices([
    {
      id: "n1",
      person: "ben",
      due: noon,
      subject: "",
      reply: {
        status: "done",
        outcome: null,
        visibility: "private",
        title: { key: "x", values: { by: "Olga Ortiz" } },
      },
      buttons: [],
    },
  ]);
  await store.close();
});
afterAll(async () => {
  await place.clear();
  await rm(folder, { recursive: true });
});

it("exports all that is kept of a person, by whichever of their accounts, and no hash", async () => {
  const { code, out } = await usher(["person", "export", "discord:77", ...args]);
  expect(code).toBe(0);
  expect(out).not.toContain("of-hers");
  const told = JSON.parse(out) as { person: string; accounts: string[]; records: Record<string, object[]> };
  expect(told).toMatchObject({ person: "olga", accounts: ["olga", "discord:77", "slack:T01/U01"] });
  expect(told.records).toMatchObject({
    link: [{ identity: "discord:77" }],
    preference: [{ name: "locale", value: "es" }],
    credential: [{ kind: "pin" }],
  });
  expect(told.records.audit).toHaveLength(2);
});

it("forgets a person only when that is said, and the chain still verifies", async () => {
  const warned = await usher(["person", "forget", "olga", ...args]);
  expect(warned).toMatchObject({ code: 3, out: "" });
  expect(warned.err).toContain("add --yes");
  const done = await usher(["person", "forget", "olga", "--yes", ...args]);
  expect(done.out).toMatch(/^forgotten: olga, 5 records, 2 of them in the audit/);
  expect(done.out).toContain("the configuration still names this person");
  for (const table of ["link", "preference", "credential", "notice"]) {
    expect(await place.rows(`select * from "${table}"`)).toEqual([]);
  }
  expect(await place.rows("select person from audit_personal")).toMatchObject([{ person: "ben" }]);
  expect((await usher(["audit", "verify", ...args])).out).toContain("3 rows, unbroken");
});

it("says so when it knows nobody of that name", async () => {
  expect(await usher(["person", "forget", "zed", "--yes", ...args])).toMatchObject({ code: 1, out: "" });
  expect((await usher(["person", "forget"])).err).toContain("export or forget");
});
