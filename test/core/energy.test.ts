import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byUnit, daysOf, inSlots, slotsOf, totalOf } from "#core/energy.ts";

const zone = "Europe/Madrid";
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds;
const now = at("2031-04-07T09:30");

describe("the days of a period", () => {
  it("are the last seven when nothing was said", () => {
    const { from, until } = daysOf(undefined, now, zone);
    expect([from.toString(), until.toString()]).toEqual(["2031-04-01", "2031-04-07"]);
  });

  it("end with the day before a midnight, and never in the future", () => {
    const yesterday = daysOf({ from: at("2031-04-06T00:00"), until: at("2031-04-07T00:00") }, now, zone);
    expect([yesterday.from.toString(), yesterday.until.toString()]).toEqual(["2031-04-06", "2031-04-06"]);
    const month = daysOf({ from: at("2031-04-01T00:00"), until: at("2031-05-01T00:00") }, now, zone);
    expect(month.until.toString()).toBe("2031-04-07");
  });

  it("are a year at most, and say that the rest was left out", () => {
    const { from, isCut } = daysOf({ from: 0, until: now }, now, zone);
    expect([from.toString(), isCut]).toEqual(["2030-04-07", true]);
  });
});

describe("what was used", () => {
  const days = {
    from: Temporal.PlainDate.from("2031-03-28"),
    until: Temporal.PlainDate.from("2031-04-02"),
    isCut: false,
  };

  it("by day adds up to what was used at all, over a change of the clock", () => {
    const first = at("2031-03-28T00:00");
    const last = at("2031-04-03T00:00") - 1;
    const reading = fc.record({ at: fc.integer({ min: first, max: last }), value: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(reading), (readings) => {
        const used = { id: "a:b", readings };
        const { slots } = slotsOf(days, [], zone);
        const sum = inSlots(used, slots, zone).reduce<number>((a, b) => a + (b ?? 0), 0);
        expect(sum).toBe(totalOf(used));
      }),
    );
    expect(slotsOf(days, [], zone).slots).toHaveLength(6);
  });

  it("on a date counts for that date wherever the lamp is", () => {
    const used = { id: "a:b", readings: [{ at: Date.UTC(2031, 2, 30), value: 5 }] };
    for (const place of ["America/Los_Angeles", "Europe/Madrid", "Pacific/Auckland"]) {
      expect(inSlots(used, slotsOf(days, [], place).slots, place)).toEqual([null, null, 5, null, null, null]);
    }
  });

  it("is told by the hour where there is more than one reading a day and few days", () => {
    const day = { ...days, until: days.from };
    const readings = [1, 2].map((hour) => ({ at: at(`2031-03-28T0${hour}:15`), value: hour }));
    const { size, slots } = slotsOf(day, [{ id: "a:b", readings }], zone);
    expect([size, slots.length]).toEqual(["hour", 24]);
    expect(inSlots({ id: "a:b", readings }, slots, zone).slice(0, 4)).toEqual([null, 1, 2, null]);
  });

  it("is added up within one unit alone, watt-hours as kilowatt-hours", () => {
    const readings = [{ at: now, value: 500 }];
    const groups = byUnit([
      { id: "a", readings, unit: "Wh" },
      { id: "b", readings, unit: "kWh" },
      { id: "c", readings },
    ]);
    expect(groups.map(({ unit, used }) => [unit, used.map(totalOf)])).toEqual([
      ["kWh", [0.5, 500]],
      [undefined, [500]],
    ]);
  });
});
