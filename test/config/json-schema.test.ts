import { expect, it } from "vitest";
import { configJsonSchema } from "#src/config/json-schema.ts";
import { keysAt } from "#src/config/schemas.ts";
import { schemas } from "./reading.ts";

const schema = configJsonSchema(schemas);

it("offers editors every key of the configuration", () => {
  const sections = "people roles places accounts things confirm store audit http slack discord";
  expect(keysAt(schema, [])).toEqual(sections.split(" "));
  expect(keysAt(schema, ["people", 0])).toEqual(["id", "name", "locale", "identities", "roles"]);
  expect(keysAt(schema, ["roles", "any", "limits", "key.create"])).toEqual([
    "maxHours",
    "maxUses",
    "perDay",
    "perHour",
  ]);
});

it("offers each vendor's keys beside those of every account, and files for its texts", () => {
  const keys = keysAt(schema, ["accounts", 0]);
  expect(keys).toEqual(
    expect.arrayContaining(["id", "vendor", "place", "username", "password", "passwordFile", "token"]),
  );
});

it("is plain JSON", () => {
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});
