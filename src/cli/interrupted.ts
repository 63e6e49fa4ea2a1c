import { message } from "#core/message.ts";
import type { Log } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { AuditRow } from "#core/store.ts";
import type { Usher } from "#src/main.ts";

/**
 * What an earlier process began and never heard the end of: recorded as unknown, and every owner is told which
 * door, who asked, and when.
 */
export async function reportInterrupted(usher: Usher, log: Log): Promise<void> {
  const rows = await usher.store.settleInterrupted(usher.clock.now());
  for (const row of rows) {
    log.error("outcome-unknown-after-crash", { turn: row.turn, action: row.action, thing: row.thing });
    await usher.rights.notices.tellOwners({ reply: cardFor(row, usher) });
  }
}

function cardFor(row: AuditRow, { directory, config }: Usher): Reply {
  const asker = config.people.find(({ id }) => id === row.person)?.name ?? row.person;
  const zone = directory.place(row.place)?.timezone ?? "UTC";
  // The time of the asking stands in the intent; the row itself was written now.
  const at = typeof row.detail?.since === "number" ? row.detail.since : row.at;
  return {
    status: "unknown",
    outcome: "unknown",
    visibility: "private",
    tone: "warning",
    title: message("replies:crash.title"),
    text: [message("replies:crash.text")],
    facts: [
      { label: message("replies:fact.door"), value: { kind: "entity", id: row.thing } },
      { label: message("replies:fact.asker"), value: asker },
      { label: message("replies:fact.time"), value: { kind: "instant", at, zone } },
    ],
  };
}
