import { defineCommand } from "#core/command.ts";
import { endingsOf, openingsOf } from "#core/doors/openings.ts";
import { InputError } from "#core/errors.ts";
import { revocationOf } from "#core/keys.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** Ends what still opens a place without us (keys, schedules, holds), each through the gate; what cannot be ended is told by the lockdown's card. */
export default defineCommand({
  name: "access end",
  action: "access.lockdown",
  slots: { place: slot.entity("place") },
  async plan({ directory, keys, reads }, { place }) {
    const doors = directory.all().filter((one) => one.kind === "door" && one.place === place.place);
    const running = await keys.running(doors);
    // What has no end is somebody's own way in, not a temporary key.
    const revoked = running.keys.filter(({ until }) => until !== undefined).map(revocationOf);
    const ended = await Promise.all(doors.map(async (door) => endingsOf(door, await openingsOf(door, reads))));
    const ends = ended.flat();
    const acts = [...revoked, ...ends];
    const holds = ends.filter(({ capability }) => capability === "door.hold").length;
    const counts = [
      { label: message("replies:fact.keys"), value: revoked.length },
      { label: message("replies:door.fact.schedules"), value: ends.length - holds },
      { label: message("replies:door.fact.holds"), value: holds },
    ];
    if (acts.length === 0) throw new InputError("nothing-usable");
    return {
      acts,
      question: message("replies:access.end", { place: { kind: "entity", id: place.id } }),
      resultKey: "replies:access.change",
      facts: counts.filter(({ value }) => value > 0),
    };
  },
});
