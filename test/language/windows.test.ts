import { describe, expect, it } from "vitest";
import { commands, languageOf, speaking } from "./support.ts";

const keyCreate = commands.find((command) => command.name === "key create");
const racePassings = commands.find((command) => command.name === "race passings");
if (keyCreate === undefined || racePassings === undefined) throw new Error("commands are missing");

/** Madrid's wall clock of an epoch, as `05-12 18:00`. */
function wall(at: unknown): string | undefined {
  if (typeof at !== "number") return undefined;
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/Madrid");
  return `${zoned.toPlainDate().toString().slice(5)} ${zoned.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

type Case = readonly [text: string, from: string | undefined, until: string];

// It is Tuesday, 12 May, ten in the morning.
const twoHours = [undefined, "05-12 12:00"] as const;
const untilTomorrowSix = [undefined, "05-13 18:00"] as const;
const weekend = ["05-15 15:00", "05-17 11:00"] as const;
const halfHour = [undefined, "05-12 10:30"] as const;
const thursday = ["05-14 00:00", "05-15 00:00"] as const;
const tomorrowMorning = ["05-13 09:00", "05-13 11:30"] as const;

const cases: Readonly<Record<string, readonly Case[]>> = {
  en: [
    ["for two hours", ...twoHours],
    ["until tomorrow at 18:00", ...untilTomorrowSix],
    ["until 6 pm tomorrow", ...untilTomorrowSix],
    ["from Friday 3 pm to Sunday 11 am", ...weekend],
    ["for half an hour", ...halfHour],
    ["on Thursday", ...thursday],
    ["tomorrow from 9 to half past eleven", ...tomorrowMorning],
    ["between 14:00 and 16:00", "05-12 14:00", "05-12 16:00"],
    ["for an hour and a half", undefined, "05-12 11:30"],
    ["until 6", undefined, "05-12 18:00"],
    ["from the 14th of May until May 16th", "05-14 00:00", "05-17 00:00"],
    ["until midnight", undefined, "05-13 00:00"],
    ["tomorrow", "05-13 00:00", "05-14 00:00"],
    ["from 2026-06-01 to 2026-06-03", "06-01 00:00", "06-04 00:00"],
    ["for 2 days from Friday 3 pm", "05-15 15:00", "05-17 15:00"],
    ["next Tuesday", "05-19 00:00", "05-20 00:00"],
    ["for 90 minutes", undefined, "05-12 11:30"],
    ["from 10 pm to 6 am", "05-12 22:00", "05-13 06:00"],
    ["until noon", undefined, "05-12 12:00"],
    ["from now until quarter to five in the afternoon", "05-12 10:00", "05-12 16:45"],
  ],
  es: [
    ["durante dos horas", ...twoHours],
    ["hasta mañana a las 18:00", ...untilTomorrowSix],
    ["hasta mañana a las seis de la tarde", ...untilTomorrowSix],
    ["desde el viernes a las 15:00 hasta el domingo a las 11:00", ...weekend],
    ["del viernes a las tres de la tarde al domingo a las once", ...weekend],
    ["durante media hora", ...halfHour],
    ["el jueves", ...thursday],
    ["mañana de 9 a once y media", ...tomorrowMorning],
    ["entre las 14:00 y las 16:00", "05-12 14:00", "05-12 16:00"],
    ["por una hora y media", undefined, "05-12 11:30"],
    ["desde el 14 de mayo hasta el 16 de mayo", "05-14 00:00", "05-17 00:00"],
    ["hasta las tres y media de la tarde", undefined, "05-12 15:30"],
  ],
  fr: [
    ["pendant deux heures", ...twoHours],
    ["jusqu'à demain à 18 h", ...untilTomorrowSix],
    ["jusqu'à demain 18:00", ...untilTomorrowSix],
    ["de vendredi 15 h à dimanche 11 h", ...weekend],
    ["du vendredi à 15 heures au dimanche à 11 heures", ...weekend],
    ["pendant une demi-heure", ...halfHour],
    ["jeudi", ...thursday],
    ["demain de 9 h à onze heures et demie", ...tomorrowMorning],
    ["entre 14 h et 16 h", "05-12 14:00", "05-12 16:00"],
    ["pour une heure et demie", undefined, "05-12 11:30"],
    ["du 14 mai au 16 mai", "05-14 00:00", "05-17 00:00"],
  ],
  de: [
    ["für zwei Stunden", ...twoHours],
    ["bis morgen um 18:00", ...untilTomorrowSix],
    ["bis morgen 18 Uhr", ...untilTomorrowSix],
    ["von Freitag 15 Uhr bis Sonntag 11 Uhr", ...weekend],
    ["für eine halbe Stunde", ...halfHour],
    ["am Donnerstag", ...thursday],
    ["morgen von 9 bis halb zwölf", ...tomorrowMorning],
    ["zwischen 14 und 16 Uhr", "05-12 14:00", "05-12 16:00"],
    ["für anderthalb Stunden", undefined, "05-12 11:30"],
    ["vom 14. Mai bis zum 16. Mai", "05-14 00:00", "05-17 00:00"],
    ["bis halb drei nachmittags", undefined, "05-12 14:30"],
  ],
  it: [
    ["per due ore", ...twoHours],
    ["fino a domani alle 18:00", ...untilTomorrowSix],
    ["fino a domani alle sei di sera", ...untilTomorrowSix],
    ["da venerdì alle 15 a domenica alle 11", ...weekend],
    ["per mezz'ora", ...halfHour],
    ["giovedì", ...thursday],
    ["domani dalle 9 alle undici e mezza", ...tomorrowMorning],
    ["tra le 14 e le 16", "05-12 14:00", "05-12 16:00"],
    ["per un'ora e mezza", undefined, "05-12 11:30"],
    ["dal 14 maggio al 16 maggio", "05-14 00:00", "05-17 00:00"],
  ],
  pt: [
    ["durante duas horas", ...twoHours],
    ["até amanhã às 18:00", ...untilTomorrowSix],
    ["até amanhã às seis da tarde", ...untilTomorrowSix],
    ["de sexta às 15:00 até domingo às 11:00", ...weekend],
    ["por meia hora", ...halfHour],
    ["na quinta-feira", ...thursday],
    ["amanhã das 9 às onze e meia", ...tomorrowMorning],
    ["entre as 14 e as 16", "05-12 14:00", "05-12 16:00"],
    ["por uma hora e meia", undefined, "05-12 11:30"],
    ["de 14 de maio até 16 de maio", "05-14 00:00", "05-17 00:00"],
  ],
  nl: [
    ["voor twee uur", ...twoHours],
    ["tot morgen om 18:00", ...untilTomorrowSix],
    ["tot morgen 18 uur", ...untilTomorrowSix],
    ["van vrijdag 15 uur tot zondag 11 uur", ...weekend],
    ["een half uur", ...halfHour],
    ["op donderdag", ...thursday],
    ["morgen van 9 tot half twaalf", ...tomorrowMorning],
    ["tussen 14 en 16 uur", "05-12 14:00", "05-12 16:00"],
    ["voor anderhalf uur", undefined, "05-12 11:30"],
    ["van 14 mei tot 16 mei", "05-14 00:00", "05-17 00:00"],
  ],
  pl: [
    ["na dwie godziny", ...twoHours],
    ["do jutra do 18:00", ...untilTomorrowSix],
    ["do jutra o 18", ...untilTomorrowSix],
    ["od piątku 15:00 do niedzieli 11:00", ...weekend],
    ["na pół godziny", ...halfHour],
    ["w czwartek", ...thursday],
    ["jutro od 9 do wpół do dwunastej", ...tomorrowMorning],
    ["na półtorej godziny", undefined, "05-12 11:30"],
    ["od 14 maja do 16 maja", "05-14 00:00", "05-17 00:00"],
  ],
  ja: [
    ["2時間", ...twoHours],
    ["明日の18:00まで", ...untilTomorrowSix],
    ["明日の午後6時まで", ...untilTomorrowSix],
    ["金曜日の15時から日曜日の11時まで", ...weekend],
    ["30分間", ...halfHour],
    ["木曜日", ...thursday],
    ["明日の9時から11時半まで", ...tomorrowMorning],
    ["5月14日から5月16日まで", "05-14 00:00", "05-17 00:00"],
    ["1時間半", undefined, "05-12 11:30"],
  ],
};

describe.each(Object.keys(cases))("windows in %s", async (tag) => {
  const language = await languageOf(tag);
  it.each(cases[tag] ?? [])("%s is from %s until %s", (text, from, until) => {
    const raw = language.readSlot(keyCreate, "window", text, speaking(tag));
    const window = raw as { from?: number; until?: number } | undefined;
    expect({ text, from: wall(window?.from), until: wall(window?.until) }).toEqual({ text, from, until });
  });
});

describe("windows that cannot be", async () => {
  const language = await languageOf("en");
  const fault = (text: string, context = speaking("en")): unknown => {
    const read = language.readSlots(keyCreate, text, context);
    return read.kind === "fault" ? read.fault.key : read.raw;
  };

  it.each([
    ["from Friday 3 pm to Friday 2 pm", "errors:window-reversed"],
    ["today from 18:00 to 17:00", "errors:window-reversed"],
    ["today until 9:00 am", "errors:window-past"],
    ["until 2026-05-01", "errors:window-past"],
    ["from 31 April to 3 May", "errors:window-missing"],
  ])("%s is refused", (text, key) => {
    expect(fault(text)).toBe(key);
  });

  it("refuses a wall-clock time that a clock change leaves out", () => {
    const march = { locale: "en", now: Date.UTC(2026, 2, 27, 9, 0), zone: "Europe/Madrid" };
    expect(fault("on 29 March from 2:30 to 6:00", march)).toBe("errors:window-gap");
    expect(fault("from 28 March 22:00 to 29 March 4:00", march)).toEqual({
      window: { from: Date.UTC(2026, 2, 28, 21, 0), until: Date.UTC(2026, 2, 29, 2, 0) },
    });
  });

  it("reads the same words in the zone of the place", () => {
    const tokyo = language.readSlot(keyCreate, "window", "until 18:00", { ...speaking("en"), zone: "Asia/Tokyo" });
    expect(tokyo).toEqual({ until: Date.UTC(2026, 4, 12, 9, 0) });
  });

  it("counts a day over a clock change as a day, not as 24 hours", () => {
    const october = { locale: "en", now: Date.UTC(2026, 9, 24, 10, 0), zone: "Europe/Madrid" };
    expect(language.readSlot(keyCreate, "window", "for 1 day", october)).toEqual({
      until: Date.UTC(2026, 9, 25, 11, 0),
    });
  });
});

describe("ranges that lie behind", async () => {
  const language = await languageOf("en");
  it.each([
    ["the last hour", "05-12 09:00", "05-12 10:00"],
    ["yesterday", "05-11 00:00", "05-12 00:00"],
    ["since 9:15", "05-12 09:15", "05-12 10:00"],
    ["from 9:00 to 9:30", "05-12 09:00", "05-12 09:30"],
    ["the last 20 minutes", "05-12 09:40", "05-12 10:00"],
  ])("%s is from %s until %s", (text, from, until) => {
    const raw = language.readSlot(racePassings, "window", text, speaking("en")) as
      | { from?: number; until?: number }
      | undefined;
    expect({ from: wall(raw?.from), until: wall(raw?.until) }).toEqual({ from, until });
  });
});
