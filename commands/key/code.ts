import { type CommandContext, defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { meant, ownerOf, timeOf } from "#core/key-choice.ts";
import type { RunningKey } from "#core/keys.ts";
import { message } from "#core/message.ts";
import { isPhoneDoor } from "#core/phone.ts";
import { slot } from "#core/slots.ts";

/**
 * The digits or the phone number of a key, for its maker and for those who could make the same key without asking
 * others: whoever sees a code can use it and pass it on.
 */
export default defineCommand({
  name: "key code",
  action: "key.create",
  slots: { door: slot.entity("door"), key: slot.text() },
  async answer(context, { door, key: number }) {
    const { keys } = await context.keys.running([door]);
    const [key, ...others] = meant(keys, { key: number }, context);
    if (key?.reveal === undefined || others.length > 0) throw new InputError("key-unknown");
    if (!mayKnow(key, context)) throw new InputError("key-private");
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      holdsSecret: true,
      title: message("replies:key.one", { number: key.number }),
      facts: [
        {
          label: message(isPhoneDoor(door) ? "replies:fact.phone" : "replies:key.digits"),
          value: key.reveal.reveal(),
        },
        { label: message("replies:fact.for"), value: ownerOf(key, context) },
        { label: message("replies:fact.door"), value: { kind: "entity", id: door.id } },
        { label: message("replies:fact.until"), value: timeOf(key, context, context.now) },
      ],
    };
  },
});

function mayKnow({ made, opens }: RunningKey, { access, decide, directory, person }: CommandContext): boolean {
  const locked = new Set(access.lockdowns().map(({ place }) => place));
  return opens.every((id) => {
    const door = directory.entity(id);
    if (door === undefined) return true;
    const decision = decide(door, "key.create");
    if (!decision.isAllowed || locked.has(door.place)) return false;
    return made?.maker === person.id || decision.obligations.every(({ kind }) => kind === "confirm");
  });
}
