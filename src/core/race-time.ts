/** As marshals write a time down: 9:05, 14:05:30, 14:05:30.4. */
const written = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/;

/**
 * Epoch ms of the latest moment, not after `now`, at which the clocks of `zone` (IANA name) showed this time of day;
 * undefined when the text is none.
 */
export function latestAt(text: string, now: number, zone: string): number | undefined {
  const [, hour, minute, second = "0", fraction = ""] = written.exec(text.trim()) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = Temporal.PlainTime.from({
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, "0")),
  });
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const at = today.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
  return at <= now
    ? at
    : today.subtract({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}
