import { describe, expect, it } from "vitest";
import { parseHours } from "#policy/hours.ts";

function read(text: string) {
  const parsed = parseHours(text);
  return parsed.isWell ? parsed.hours : parsed.complaint;
}

describe("hours", () => {
  it("hold for days and times of day", () => {
    expect(read("Mon-Fri 08:00-20:00")).toEqual([{ days: [1, 2, 3, 4, 5], from: 480, until: 1200 }]);
    expect(read("sunday 9:05 – 10:00")).toEqual([{ days: [7], from: 545, until: 600 }]);
  });

  it("hold every day when no day is named", () => {
    expect(read("00:00-24:00")).toEqual([{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, until: 1440 }]);
  });

  it("may pass midnight and belong to the day on which they begin", () => {
    expect(read("Sun 22:00-02:00")).toEqual([
      { days: [7], from: 1320, until: 1440 },
      { days: [1], from: 0, until: 120 },
    ]);
    expect(read("Fri 22:00-00:00")).toEqual([{ days: [5], from: 1320, until: 1440 }]);
  });

  it("may run over the end of the week", () => {
    expect(read("Sat-Mon 10:00-11:00")).toEqual([{ days: [6, 7, 1], from: 600, until: 660 }]);
  });

  it("may be several", () => {
    expect(read("Mon 08:00-09:00, Tue 10:00-11:00")).toHaveLength(2);
  });

  it.each([
    ["", "is not a range of hours"],
    ["Mon-Fri", "is not a range of hours"],
    ["Mon, Wed 08:00-10:00", "is not a range of hours"],
    ["8-20", "is not a range of hours"],
    ["Mon 08:00-20:00 or so", "is not a range of hours"],
    ["Mo 08:00-20:00", "names no day"],
    ["Lunes 08:00-20:00", "names no day"],
    ["Mon 08:60-20:00", "no clock shows"],
    ["Mon 24:00-02:00", "no clock shows"],
    ["Mon 08:00-24:01", "no clock shows"],
    ["Mon 08:00-08:00", "empty range"],
  ])("refuse %j", (text, problem) => {
    expect(read(text)).toMatchObject({ problem: expect.stringContaining(problem) });
  });
});
