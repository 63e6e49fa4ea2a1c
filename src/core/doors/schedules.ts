import type { DoorSchedule } from "#core/capabilities.ts";

const minuteMs = 60_000;
/** No list is so long that its numbers come near to minutes since 1970. */
const firstMinute = 1_000_000;
export const mostNumber = 2_000_000_000;

/**
 * A number that goes on meaning the same schedule when the list has changed meanwhile: the minute in which it begins.
 * Buttons carry it; people type the number in the list.
 */
export function lastingNumber({ from }: DoorSchedule): number {
  return Math.floor(from / minuteMs);
}

/** The schedule that goes by the number: its place in the list from 1, or its lasting number. */
export function findSchedule(schedules: readonly DoorSchedule[], number: number): DoorSchedule | undefined {
  if (number >= firstMinute) return schedules.find((one) => lastingNumber(one) === number);
  return schedules[number - 1];
}
