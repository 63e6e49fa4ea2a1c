type Words = Record<string, number | string>;

const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;
const counts = [0, 0.5, 1, 2, 3, 5, 11, 21, 22, 100];

/** Words for units, weekdays, months and near days as the platform's own data has them; names of the languages `tongues`. */
export function intlLexicon(locale: string, tongues: readonly string[]): Record<string, Words> {
  return {
    unit: units(locale),
    weekday: weekdays(locale),
    month: months(locale),
    nearday: nearDays(locale),
    tongue: languages(locale, tongues),
  };
}

/** Languages by their names in the speaker's language, in their own and in English. */
function languages(locale: string, tongues: readonly string[]): Words {
  const words: Words = {};
  for (const reader of [locale, "en"]) {
    for (const tag of tongues) {
      for (const name of [reader, tag].map((own) => new Intl.DisplayNames(own, { type: "language" }).of(tag))) {
        if (name !== undefined) words[name] = tag;
      }
    }
  }
  return words;
}

function units(locale: string): Words {
  const words: Words = {};
  const rules = new Intl.PluralRules(locale);
  const oneEach = new Map(counts.map((count) => [rules.select(count), count])).values().toArray();
  for (const [unit, length] of Object.entries(seconds)) {
    for (const unitDisplay of ["long", "short"] as const) {
      const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay });
      for (const count of oneEach) {
        for (const { type, value } of format.formatToParts(count))
          if (type === "unit" && value.length > 0) words[value] = length;
      }
    }
  }
  return words;
}

/** 1 is Monday. */
function weekdays(locale: string): Words {
  const words: Words = {};
  for (const weekday of ["long", "short"] as const) {
    const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" });
    // 1 January 2024 is a Monday.
    for (let day = 1; day <= 7; day += 1) words[format.format(Date.UTC(2024, 0, day)).replace(/\.$/, "")] = day;
  }
  return words;
}

function months(locale: string): Words {
  const words: Words = {};
  for (const month of ["long", "short"] as const) {
    const alone = new Intl.DateTimeFormat(locale, { month, timeZone: "UTC" });
    const dated = new Intl.DateTimeFormat(locale, { month, day: "numeric", timeZone: "UTC" });
    for (let at = 0; at < 12; at += 1) {
      const date = Date.UTC(2024, at, 3);
      words[alone.format(date).replace(/\.$/, "")] = at + 1;
      for (const { type, value } of dated.formatToParts(date))
        if (type === "month") words[value.replace(/\.$/, "")] = at + 1;
    }
  }
  // Where months are numbers with a sign ("5月") the number reader has them already.
  return Object.fromEntries(Object.entries(words).filter(([word]) => !/^\d+$/.test(word)));
}

/** "today" 0, "tomorrow" 1 … as far as the language has words without a number. */
function nearDays(locale: string): Words {
  const words: Words = {};
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const days of [-2, -1, 0, 1, 2]) {
    const word = format.format(days, "day");
    if (!/\d/.test(word)) words[word] = days;
  }
  return words;
}
