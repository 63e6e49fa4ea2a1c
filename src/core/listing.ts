import { type Message, message } from "#core/message.ts";

/** More rows than this are counted, not shown. */
export const mostRows = 40;

/** A sentence that says how many rows were left out; none when all are there. */
export function leftOutRows(all: number, shown = mostRows): readonly Message[] {
  return all > shown ? [message("replies:table.more", { count: all - shown })] : [];
}
