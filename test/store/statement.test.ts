import { describe, expect, it } from "vitest";
import { createBuilder } from "#store/sqlite/database.ts";
import { assertPlain, decode, encode } from "#store/sqlite/plain.ts";
import { checked, compile, type Statement, statement, type Values } from "#store/statement.ts";

const query = statement((db, v: { person: string; now: number }) =>
  db
    .selectFrom("use")
    .select("at")
    .where("person", "=", v.person)
    .where("action", "=", "door.open")
    .where("at", ">", v.now),
) as unknown as Statement<Values, unknown>;

describe("statements", () => {
  it("puts values in their places, and fixed ones between them", () => {
    const compiled = compile(createBuilder(), query);
    expect(compiled.sql).toBe('select "at" from "use" where "person" = ? and "action" = ? and "at" > ?');
    expect(compiled.bind({ now: 5, person: "ann" })).toEqual(["ann", "door.open", 5]);
  });

  it("refuses to run with a value missing", () => {
    const compiled = compile(createBuilder(), query);
    expect(() => compiled.bind({ person: "ann" })).toThrow("cannot store now: no value was given");
  });

  it.each([
    ["a date", new Date(0)],
    ["an object", {}],
    ["a list", ["a"]],
    ["a boolean", true],
    ["not a number", Number.NaN],
    ["an endless number", Number.POSITIVE_INFINITY],
    ["nothing", undefined],
    ["a function", () => 1],
  ])("never binds %s, which an engine would quietly turn into something else", (_name, value) => {
    expect(() => checked(value, "it")).toThrow("cannot store it");
  });

  it.each([["text"], [0], [-1.5], [null]])("binds %s as it is", (value) => {
    expect(checked(value, "it")).toBe(value);
  });
});

describe("messages between the threads", () => {
  it.each([
    ["a date", new Date(0)],
    ["a date inside", { at: new Date(0) }],
    ["not a number", [Number.NaN]],
    ["a missing list member", [undefined]],
    ["a big integer", 1n],
    ["a map", new Map()],
  ])("refuse %s, which would arrive as something else", (_name, value) => {
    expect(() => assertPlain(value)).toThrow("cannot store");
  });

  it("carry what is plain as it is", () => {
    const value = { at: 1, text: "a", none: null, is: true, list: [{ deep: -0.5 }] };
    expect(() => assertPlain({ ...value, absent: undefined })).not.toThrow();
    expect(decode(encode(value))).toEqual(value);
  });
});
