import { type Action, thingActions } from "#core/actions.ts";
import { defineCommand } from "#core/command.ts";
import type { Entity, EntityKind } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { ownAccount, personOf } from "#core/own.ts";
import { slot } from "#core/slots.ts";

/** What is meant when only the thing is named. */
const usual: Readonly<Partial<Record<EntityKind, Action>>> = {
  door: "door.open",
  place: "door.open",
  scene: "scene.run",
  light: "light.set",
  shade: "shade.move",
  timer: "race.view",
  sensor: "energy.view",
};

export default defineCommand({
  name: "access grant",
  action: "access.grant",
  slots: {
    person: slot.entity("person"),
    thing: slot.entity("door", "place", "scene", "light", "shade", "timer", "sensor"),
    window: slot.window(),
    right: slot.choice(thingActions).optional(),
    uses: slot.integer(1, 1000).optional(),
    hours: slot.text().optional(),
  },
  positional: ["person", "thing", "window", "right", "uses"],
  async plan(context, { person, thing, window, right = usual[thing.kind], uses, hours }) {
    const from = Math.max(window.from ?? context.now, context.now);
    if (window.until <= context.now) throw new InputError("window-past");
    if (window.until <= from) throw new InputError("window-reversed");
    if (hours !== undefined && !context.access.isHours(hours)) throw wrong("hours", hours);
    if (right === undefined || !fits(thing, right)) throw wrong("right", right ?? "");
    const { id: by, roles } = context.person;
    const own = context.access.who(by)?.roles ?? [];
    const limits = { ...(hours === undefined ? {} : { hours }), ...(uses === undefined ? {} : { uses }) };
    const byRoles = roles.filter((role) => !own.includes(role));
    const input = { by, byRoles, person: personOf(person), right, from, until: window.until, ...limits };
    const { timezone: zone } = context.placeOf(thing);
    return {
      acts: [{ capability: "access.grant", entity: thing.id, account: ownAccount, vendorId: thing.vendorId, input }],
      question: message("replies:access.give", { person: { kind: "entity", id: person.id } }),
      resultKey: "replies:access.change",
      facts: [
        { label: message("replies:fact.person"), value: { kind: "entity", id: person.id } },
        { label: message("replies:fact.right"), value: right },
        { label: message("replies:fact.thing"), value: { kind: "entity", id: thing.id } },
        { label: message("replies:fact.from"), value: { kind: "instant", at: from, zone } },
        { label: message("replies:fact.until"), value: { kind: "instant", at: window.until, zone } },
        ...(hours === undefined ? [] : [{ label: message("replies:fact.hours"), value: hours }]),
        ...(uses === undefined ? [] : [{ label: message("replies:fact.uses"), value: uses }]),
      ],
    };
  },
});

function fits(thing: Entity, right: Action): boolean {
  return thing.kind === "place" || thing.capabilities.includes(right);
}

function wrong(slotName: string, text: string): InputError {
  return new InputError("slot-wrong", { slot: message(`commands:access.grant.slots.${slotName}.name`), text });
}
