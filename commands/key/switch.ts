import type { CommandContext } from "#core/command.ts";
import { defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError, SlotError } from "#core/errors.ts";
import { type Message, message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/**
 * Switches a residence's own way in (card, phone) on or off, where the vendor has such a switch. On is like a key
 * without an end; off only takes something away.
 */
export default defineCommand({
  name: "key switch",
  action: "key.create",
  slots: {
    way: slot.choice(["nfc", "bluetooth"]),
    state: slot.choice(["on", "off"]),
    door: slot.entity("door").optional(),
  },
  async plan(context, { way, state, door: said }) {
    const door = said ?? theOnly(context);
    const keys = context.reads.keys(door);
    if (keys.own === undefined) throw new InputError("not-offered", { thing: { kind: "entity", id: door.id } });
    const opened = (await keys.opens(door.vendorId)).map((vendorId) => `${door.account}:${vendorId}`);
    const others = opened.filter((id) => id !== door.id && context.directory.entity(id) !== undefined);
    const named: Message = message(`replies:key.mine.${way}`);
    return {
      acts: [
        {
          capability: "key.create",
          entity: door.id,
          account: door.account,
          vendorId: door.vendorId,
          input: { way, on: state === "on" },
          alsoJudged: others,
        },
      ],
      question: message(`replies:key.switch.question.${state}`, { way: named }),
      resultKey: "replies:key.switch",
      facts: [
        { label: named, value: message(`replies:key.mine.${state}`) },
        {
          label: message("replies:fact.opens"),
          value: { kind: "list", style: "and", of: [door.id, ...others].map((id) => ({ kind: "entity", id })) },
        },
      ],
      isPrivate: true,
    };
  },
});

/** The residence that is meant without a word: the only one that has such switches. */
function theOnly({ allowed, reads }: CommandContext): Entity {
  const having = allowed(["door"]).filter((door) => hasSwitches(door, reads));
  const [first] = having;
  if (first === undefined) throw new InputError("nothing-usable");
  if (new Set(having.map(({ account }) => account)).size > 1) throw new SlotError("slot-missing", "door");
  return first;
}

function hasSwitches(door: Entity, reads: CommandContext["reads"]): boolean {
  try {
    return reads.keys(door).own !== undefined;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
