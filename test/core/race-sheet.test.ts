import { describe, expect, it } from "vitest";
import type { Passing } from "#core/capabilities.ts";
import { readRace } from "#core/race.ts";
import { sheetOf } from "#core/race-sheet.ts";
import { latestAt } from "#core/race-time.ts";

const madrid = "Europe/Madrid";
const sheet = (...passings: readonly Passing[]) =>
  new TextDecoder()
    .decode(sheetOf(passings, readRace(passings), madrid))
    .split("\r\n")
    .slice(1, -1);

describe("a sheet of passings", () => {
  it("tells the offset that held, before and after the clocks change", () => {
    const rows = sheet(
      { bib: "1", number: 1, at: Date.UTC(2031, 2, 30, 0, 59, 59, 500) },
      { bib: "1", number: 2, at: Date.UTC(2031, 2, 30, 1, 0, 0, 500) },
    );
    expect(rows.map((row) => row.split(",")[3])).toEqual([
      "2031-03-30T01:59:59.500+01:00",
      "2031-03-30T03:00:00.500+02:00",
    ]);
  });

  it("quotes what RFC 4180 wants quoted and lets no spreadsheet run a bib", () => {
    const bibs = ["a,b", 'say "hi"', "=1+1", "@x", "-cmd", "-7", "007", "Ω 12"];
    const rows = sheet(...bibs.map((bib, index) => ({ bib, number: index + 1, at: index * 1000 })));
    const cells = rows.map((row) => row.slice(row.indexOf(",") + 1, row.indexOf(",1970-")));
    expect(cells).toEqual(['"a,b"', '"say ""hi"""', "'=1+1", "'@x", "'-cmd", "-7", "007", "Ω 12"]);
  });

  it("numbers the laps, leaves second readings without one, and knows no time across a jump of the clock", () => {
    const at = (seconds: number, number: number): Passing => ({ bib: "1", number, at: 1e12 + seconds * 1000 });
    const rows = sheet(at(0, 1), at(1, 2), at(60, 3), at(-3600, 4), at(-3550, 5), at(-3500.5, 6));
    const laps = rows.map((row) => row.split(",")).map(([number, , , , , lap, seconds]) => [number, lap, seconds]);
    expect(laps).toEqual([
      ["4", "2", ""],
      ["5", "3", "50"],
      ["6", "4", "49.5"],
      ["1", "", ""],
      ["2", "", ""],
      ["3", "1", "60"],
    ]);
  });
});

describe("a time of day", () => {
  const now = Date.UTC(2031, 4, 10, 10, 30);
  const iso = (text: string) => {
    const at = latestAt(text, now, madrid);
    return at === undefined ? undefined : new Date(at).toISOString();
  };

  it("is the latest moment at which the clocks of the place showed it", () => {
    expect(iso("12:15")).toBe("2031-05-10T10:15:00.000Z");
    expect(iso("12:15:30.4")).toBe("2031-05-10T10:15:30.400Z");
    expect(iso("12:15:30,45")).toBe("2031-05-10T10:15:30.450Z");
    expect(iso("12:31")).toBe("2031-05-09T10:31:00.000Z");
    expect(iso("0:05")).toBe("2031-05-09T22:05:00.000Z");
  });

  it("is nothing else", () => {
    for (const text of ["", "25:00", "12:60", "12:15:60", "noon", "12", "12:15:30.1234"])
      expect(iso(text)).toBeUndefined();
  });
});
