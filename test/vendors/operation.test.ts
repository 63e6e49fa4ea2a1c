import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { checkInput, splitInput } from "#vendors/input.ts";
import {
  createFinder,
  deprecated,
  encodeQuery,
  fillPath,
  type Input,
  type Output,
  operation,
} from "#vendors/operation.ts";

const device = operation("GET /setup/devices/{deviceURL}/states/{name}", {
  name: "state",
  effect: "read",
  query: z.strictObject({ page: z.int().optional() }),
  response: z.looseObject({ value: z.number() }),
});
const rename = operation("PUT /devices/{id}", {
  name: "rename",
  effect: "write",
  body: z.strictObject({ label: z.string() }),
});
const command = operation("POST /commands", {
  command: "open_it",
  name: "open",
  effect: "actuate",
  body: z.strictObject({ mac: z.string() }),
});

describe("an operation row", () => {
  it("takes path parameters by the names in its route", () => {
    expectTypeOf<Input<typeof device>["path"]>().toEqualTypeOf<Record<"deviceURL" | "name", string | number>>();
    expectTypeOf<Output<typeof device>["value"]>().toEqualTypeOf<number>();
    expect(device.parameters).toEqual(["deviceURL", "name"]);
  });

  it("asks for a body only where it has one", () => {
    expectTypeOf<Input<typeof rename>["body"]>().toEqualTypeOf<{ label: string }>();
    // @ts-expect-error a read without body takes none
    const wrong: Input<typeof device> = { path: { deviceURL: "a", name: "b" }, body: {} };
    expect(wrong).toBeDefined();
  });

  it("percent-encodes every path value as a whole", () => {
    const path = fillPath(device, { deviceURL: "io://1234-5678-9012/13#2", name: "core:Name State" });
    expect(path).toBe("/setup/devices/io%3A%2F%2F1234-5678-9012%2F13%232/states/core%3AName%20State");
  });

  it("repeats the key of a list in a query and leaves out what is absent", () => {
    expect(encodeQuery({ ids: ["a", "b"], page: undefined, on: true })).toBe("?ids=a&ids=b&on=true");
    expect(encodeQuery({})).toBe("");
  });
});

describe("an input", () => {
  it.each([
    [{}, "deviceURL"],
    [{ deviceURL: "", name: "x" }, "deviceURL"],
    [{ deviceURL: "a", name: ".." }, "name"],
    [{ deviceURL: "a", name: "b", page: "two" }, "page"],
    [{ deviceURL: "a", name: "b", pages: 2 }, "pages"],
    [{ deviceURL: "a", name: "b", body: {} }, "body"],
  ])("that is wrong is refused by the name of its parameter: %j", (flat, parameter) => {
    const checked = checkInput(device, splitInput(device, flat));
    expect(checked.ok ? undefined : checked.fault.parameter).toBe(parameter);
  });

  it("names the field inside the body", () => {
    const missing = checkInput(rename, splitInput(rename, { id: 1, body: {} }));
    expect(missing.ok ? undefined : missing.fault.parameter).toBe("body.label");
    const unknown = checkInput(rename, splitInput(rename, { id: 1, body: { label: "a", lable: "b" } }));
    expect(unknown.ok ? undefined : unknown.fault.parameter).toBe("body.lable");
  });

  it("of a command may stand flat or in a body", () => {
    expect(splitInput(command, { mac: "0C" })).toEqual({ path: {}, body: { mac: "0C" } });
    expect(splitInput(command, { body: { mac: "0C" } })).toEqual({ path: {}, body: { mac: "0C" } });
  });
});

describe("the finder", () => {
  const gone = deprecated("GET /old", { name: "old", successor: "GET /new" });
  const find = createFinder({ device, rename, command }, [gone]);

  it("finds rows by route, by short name and by command", () => {
    expect(find("PUT /devices/{id}")).toBe(rename);
    expect(find("rename")).toBe(rename);
    expect(find("open_it")).toBe(command);
    expect(find("POST /commands")).toBeUndefined();
  });

  it("finds withdrawn operations as what they are", () => {
    expect(find("GET /old")).toBe(gone);
  });
});
