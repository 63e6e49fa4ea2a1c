import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";
import type { Watch } from "#core/watch.ts";

export default defineCommand({
  name: "race unfollow",
  action: "race.view",
  slots: { bib: slot.bib().optional() },
  async answer({ watches }, { bib }): Promise<Reply> {
    const own = await watches.list();
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    if (own.length === 0) return { ...common, title: message("replies:race.unfollow.none") };
    const meant = bib === undefined ? own : own.filter((one) => one.bib === bib);
    if (bib !== undefined && meant.length === 0) throw new InputError("not-followed", { bib, bibs: bibsOf(own) });
    await watches.end(meant);
    const others = own.filter((one) => !meant.includes(one));
    return {
      ...common,
      title: message("replies:race.unfollow.title", { bibs: bibsOf(meant) }),
      facts: others.length === 0 ? [] : [{ label: message("replies:race.unfollow.others"), value: bibsOf(others) }],
    };
  },
});

function bibsOf(watches: readonly Watch[]): Value {
  return { kind: "list", style: "and", of: [...new Set(watches.map(({ bib }) => bib))] };
}
