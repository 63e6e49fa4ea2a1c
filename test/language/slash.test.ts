import { describe, expect, it } from "vitest";
import type { NameEntry } from "#core/language.ts";
import { commands, languageOf, speaking } from "./support.ts";

const names: readonly NameEntry[] = [
  { id: "d:front", kind: "door", name: "Front door", locale: "" },
  { id: "d:front", kind: "door", name: "puerta principal", locale: "es" },
  { id: "d:lobby", kind: "door", name: "Lobby", locale: "" },
  { id: "d:cafe", kind: "door", name: "Café", locale: "" },
  { id: "d:cafe2", kind: "door", name: "Cafe", locale: "" },
  { id: "d:a", kind: "door", name: "Gate", locale: "" },
  { id: "d:b", kind: "door", name: "Gate", locale: "" },
  { id: "l:hall", kind: "light", name: "Hall", locale: "" },
  { id: "a:kitchen", kind: "area", name: "Kitchen", locale: "" },
  { id: "t:finish", kind: "timer", name: "Finish", locale: "" },
];

const language = await languageOf("en", names);

function slash(text: string, locale = "en"): unknown {
  const found = language.findCommand(text, locale);
  if (!("command" in found)) return found.suggestions.map((command) => command.name);
  const read = language.readSlots(found.command, found.rest, speaking(locale));
  return {
    command: found.command.name,
    ...(read.kind === "read" ? read.raw : { fault: read.fault.key, values: read.fault.values }),
  };
}

const front = { mention: "front door", candidates: ["d:front"] };
const until = (hour: number, minute = 0): number => Date.UTC(2026, 4, 12, hour - 2, minute);

describe("slash text", () => {
  it.each([
    ["door open front door", { command: "door open", door: front }],
    ["/door open front door", { command: "door open", door: front }],
    ["open door front door", { command: "door open", door: front }],
    ["DOOR OPEN Front Door", { command: "door open", door: { mention: "Front Door", candidates: ["d:front"] } }],
    ['door open "front door"', { command: "door open", door: front }],
    ["door open door=front door", { command: "door open", door: front }],
    ["door open front", { command: "door open", door: { mention: "front", candidates: ["d:front"] } }],
    ["door open gate", { command: "door open", door: { mention: "gate", candidates: ["d:a", "d:b"] } }],
    ["door open café", { command: "door open", door: { mention: "café", candidates: ["d:cafe"] } }],
    ["door open cafe", { command: "door open", door: { mention: "cafe", candidates: ["d:cafe2"] } }],
    ["door open narnia", { command: "door open", door: { mention: "narnia", candidates: [] } }],
    ["door open", { command: "door open" }],
    [
      "key create lobby 2 hours",
      { command: "key create", door: { mention: "lobby", candidates: ["d:lobby"] }, window: { until: until(12) } },
    ],
    [
      "key create 2 hours 3 lobby",
      {
        command: "key create",
        door: { mention: "lobby", candidates: ["d:lobby"] },
        window: { until: until(12) },
        uses: 3,
      },
    ],
    [
      "key create lobby until 18:00 uses=2",
      {
        command: "key create",
        door: { mention: "lobby", candidates: ["d:lobby"] },
        window: { until: until(18) },
        uses: 2,
      },
    ],
    [
      "key create window='for 90 minutes' door=lobby",
      { command: "key create", door: { mention: "lobby", candidates: ["d:lobby"] }, window: { until: until(11, 30) } },
    ],
    [
      "lights dim hall 40%",
      { command: "lights dim", light: { mention: "hall", candidates: ["l:hall"] }, level: { level: 40 } },
    ],
    [
      "lights dim kitchen off",
      { command: "lights dim", light: { mention: "kitchen", candidates: ["a:kitchen"] }, level: { state: "off" } },
    ],
    [
      "lights dim hall +20",
      { command: "lights dim", light: { mention: "hall", candidates: ["l:hall"] }, level: { delta: 20 } },
    ],
    [
      "lights dim hall -5%",
      { command: "lights dim", light: { mention: "hall", candidates: ["l:hall"] }, level: { delta: -5 } },
    ],
    [
      "lights dim brighter hall",
      { command: "lights dim", light: { mention: "hall", candidates: ["l:hall"] }, level: { delta: 20 } },
    ],
    [
      "race passings finish 5",
      { command: "race passings", timer: { mention: "finish", candidates: ["t:finish"] }, last: 5 },
    ],
    ["race passings bib 007 last 3", { command: "race passings", bib: "007", last: 3 }],
    ["help", { command: "help show" }],
    ["me", { command: "me show" }],
  ])("%s", (text, wanted) => {
    expect(slash(text)).toEqual(wanted);
  });

  it.each([
    ["puerta abrir principal", { command: "door open", door: { mention: "principal", candidates: ["d:front"] } }],
    [
      "abrir puerta puerta principal",
      { command: "door open", door: { mention: "puerta principal", candidates: ["d:front"] } },
    ],
    ["/puerta abrir puerta=lobby", { command: "door open", door: { mention: "lobby", candidates: ["d:lobby"] } }],
    [
      "llave crear lobby hasta las 18:00 usos=2",
      {
        command: "key create",
        door: { mention: "lobby", candidates: ["d:lobby"] },
        window: { until: until(18) },
        uses: 2,
      },
    ],
    ["door open door=lobby", { command: "door open", door: { mention: "lobby", candidates: ["d:lobby"] } }],
  ])("in Spanish: %s", (text, wanted) => {
    expect(slash(text, "es")).toEqual(wanted);
  });

  it.each([
    ["door open front door now and for ever", "errors:leftover-words", { words: "and for ever" }],
    ["door open front door in an hour", "errors:leftover-words", { words: "in an hour" }],
    ['door open "front door', "errors:unclosed-quote", undefined],
    ["door open colour=red", "errors:unknown-slot", { slot: "colour", command: "door open" }],
    [
      "key create lobby uses=many",
      "errors:slot-wrong",
      { slot: { key: "commands:key.create.slots.uses.name" }, text: "many" },
    ],
    [
      "key create lobby uses=500",
      "errors:slot-wrong",
      { slot: { key: "commands:key.create.slots.uses.name" }, text: "500" },
    ],
    [
      "door open door=lobby door=front",
      "errors:slot-twice",
      { slot: { key: "commands:door.open.slots.door.name" }, first: "lobby", text: "front" },
    ],
    ["key create lobby until 18:00 from", "errors:leftover-words", { words: "from" }],
    ["lights dim hall 150%", "errors:leftover-words", { words: "150%" }],
  ])("%s is a fault", (text, key, values) => {
    const read = slash(text) as { fault: string; values: unknown };
    expect(read.fault).toBe(key);
    if (values !== undefined) expect(read.values).toEqual(values);
  });

  it("suggests what a misspelt command is near to", () => {
    expect(slash("dor open front")).toContain("door open");
    expect(slash("lihgts dim hall")).toContain("lights dim");
    expect(slash("xyzzy")).toEqual([]);
  });

  it("suggests the verbs of a noun that has no way to be shown", () => {
    const suggested = slash("race") as readonly string[];
    expect(suggested).toHaveLength(5);
    expect(suggested.filter((name) => !name.startsWith("race "))).toEqual([]);
  });

  it("marks a misspelt name as corrected", () => {
    const found = language.findCommand("door open frnt door", "en");
    if (!("command" in found)) throw new Error("not found");
    expect(language.readSlots(found.command, found.rest, speaking("en"))).toEqual({
      kind: "read",
      how: "corrected",
      raw: { door: { mention: "frnt door", candidates: ["d:front"] } },
    });
  });
});

describe("single values", () => {
  const read = (command: string, slot: string, text: string): unknown => {
    const found = commands.find((one) => one.name === command);
    return found === undefined ? undefined : language.readSlot(found, slot, text, speaking("en"));
  };

  it.each([
    ["door open", "door", "front door", front],
    ["door open", "door", "castle", { mention: "castle", candidates: [] }],
    ["lights dim", "level", "half", { level: 50 }],
    ["lights dim", "level", "off", { state: "off" }],
    ["lights dim", "level", "loud", undefined],
    ["key create", "uses", "3", 3],
    ["key create", "uses", "twice", 2],
    ["key create", "uses", "three", 3],
    ["key create", "uses", "0", undefined],
    ["key create", "window", "for 2 hours", { until: until(12) }],
    ["key create", "window", "whenever", undefined],
    ["race passings", "bib", "007", "007"],
    ["race passings", "bib", "no such bib at all", undefined],
    ["me language", "language", "Spanish", "Spanish"],
  ])("%s, %s: %s", (command, slot, text, wanted) => {
    expect(read(command, slot, text)).toEqual(wanted);
  });
});

describe("nearest names", () => {
  it("finds what a name is a slip of, nearest first", () => {
    expect(language.nearest("frnt dor", ["door"], "en", 3)[0]).toBe("d:front");
    expect(language.nearest("lobbby", ["door"], "en", 3)).toEqual(["d:lobby"]);
    expect(language.nearest("qqqq", ["door"], "en", 3)).toEqual([]);
    expect(language.nearest("hall", ["door"], "en", 3)).toEqual([]);
  });
});
