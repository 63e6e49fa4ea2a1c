/** 1 January 2024 was a Monday. */
const monday = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** The seven days from Monday on, as the language names them. */
export function weekdayNames(locale: string, style: "short" | "long"): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, index) => format.format(monday + index * dayMs));
}
