import { defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { BotError, InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Act } from "#core/plan.ts";
import { slot } from "#core/slots.ts";

/** Ends the keys that still open a place, each through the gate; what cannot be ended is told by the lockdown's card. */
export default defineCommand({
  name: "access end",
  action: "access.lockdown",
  slots: { place: slot.entity("place") },
  async plan({ directory, reads }, { place }) {
    const doors = directory.all().filter((one) => one.kind === "door" && one.place === place.place);
    const keysOf = async (door: Entity): Promise<readonly Act[]> => {
      const { id, account, vendorId } = door;
      try {
        const keys = (await reads.keys(door).list?.(vendorId)) ?? [];
        // What has no end is somebody's own way in, not a temporary key.
        const temporary = keys.filter(({ until }) => until !== undefined);
        return temporary.map((key) => ({
          capability: "key.revoke",
          entity: id,
          account,
          vendorId,
          input: { key: key.id },
        }));
      } catch (error) {
        if (error instanceof BotError) return [];
        throw error;
      }
    };
    const found = (await Promise.all(doors.map(keysOf))).flat();
    // A key that opens several doors is kept once.
    const acts = [...new Map(found.map((act) => [JSON.stringify([act.account, act.input.key]), act])).values()];
    if (acts.length === 0) throw new InputError("nothing-usable");
    return {
      acts,
      question: message("replies:access.end", { place: { kind: "entity", id: place.id } }),
      resultKey: "replies:access.change",
      facts: [{ label: message("replies:fact.keys"), value: acts.length }],
    };
  },
});
