import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { revocationOf } from "#core/keys.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** Ends the keys that still open a place, each through the gate; what cannot be ended is told by the lockdown's card. */
export default defineCommand({
  name: "access end",
  action: "access.lockdown",
  slots: { place: slot.entity("place") },
  async plan({ directory, keys }, { place }) {
    const doors = directory.all().filter((one) => one.kind === "door" && one.place === place.place);
    const running = await keys.running(doors);
    // What has no end is somebody's own way in, not a temporary key.
    const acts = running.keys.filter(({ until }) => until !== undefined).map(revocationOf);
    if (acts.length === 0) throw new InputError("nothing-usable");
    return {
      acts,
      question: message("replies:access.end", { place: { kind: "entity", id: place.id } }),
      resultKey: "replies:access.change",
      facts: [{ label: message("replies:fact.keys"), value: acts.length }],
    };
  },
});
