import { defineCommand } from "#core/command.ts";
import { askWhich, isOnePersons, labelOf, meant, nearlyMeant, wishAsRaw } from "#core/key-choice.ts";
import { revocationOf } from "#core/keys.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

const command = "key revoke";
/** Stands for every key that the other words mean. */
const all = "all";
/** More lines than this are only counted. */
const mostLines = 10;

/** Keys with an end; somebody's own way in, which has none, only by its number. */
export default defineCommand({
  name: command,
  action: "key.revoke",
  slots: { who: slot.text().optional(), door: slot.entity("door").optional(), key: slot.text().optional() },
  positional: ["door", "who"],
  async plan(context, { who, door, key }) {
    const { keys } = await context.keys.running(door === undefined ? context.allowed(["door"]) : [door]);
    const number = key === all ? undefined : key;
    const open = number === undefined ? keys.filter(({ until }) => until !== undefined) : keys;
    const found = meant(open, { who, door, key: number }, context);
    if (found.length === 0) {
      askWhich(nearlyMeant(open, { who, door, key: number }, context), { command, raw: wishAsRaw({ door }) }, context);
    }
    const isSaid = who !== undefined || door !== undefined;
    const isOne = found.length === 1 && (isSaid || number !== undefined);
    const isAll = key === all || (who !== undefined && isOnePersons(found));
    if (!isOne && !isAll) {
      const raw = wishAsRaw({ who, door });
      const every = { label: message("replies:key.all", { count: found.length }), raw: { ...raw, key: all }, command };
      askWhich(found, { command, raw }, context, isSaid ? [every] : []);
    }
    const more = found.length - mostLines;
    return {
      acts: found.map(revocationOf),
      question: message("replies:key.revoke.question", { count: found.length }),
      resultKey: "replies:key.revoke",
      facts: [
        ...found
          .slice(0, mostLines)
          .map((one) => ({ label: message("replies:fact.key"), value: labelOf(one, context) })),
        ...(more > 0 ? [{ label: message("replies:key.more"), value: more }] : []),
      ],
      isPrivate: true,
    };
  },
});
