import { defineCommand } from "#core/command.ts";
import { message, type Value } from "#core/message.ts";
import { personOf, personThing } from "#core/own.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access list",
  action: "access.view",
  slots: { person: slot.entity("person").optional() },
  async answer(context, { person }) {
    const isMine = (thing: string) => {
      const entity = context.directory.entity(thing);
      return entity !== undefined && context.allowedOn(entity);
    };
    const grants = context.access
      .grants()
      .filter((grant) => (person === undefined || grant.person === personOf(person)) && isMine(grant.thing));
    const locked = context.access.lockdowns().map(({ place }): Value => ({ kind: "place", id: place }));
    const column = (name: string) => ({ label: message(`replies:fact.${name}`), align: "left" as const });
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:grant.list"),
      ...(locked.length === 0
        ? {}
        : { facts: [{ label: message("replies:lockdown.now"), value: { kind: "list", style: "and", of: locked } }] }),
      table: {
        columns: ["person", "right", "thing", "until", "uses"].map(column),
        rows: grants.map(({ person: id, action, thing, until, uses, used, hours }): readonly Value[] => {
          const entity = context.directory.entity(thing);
          const zone = entity === undefined ? "UTC" : context.placeOf(entity).timezone;
          return [
            { kind: "entity", id: personThing(id) },
            hours === undefined ? action : `${action} (${hours})`,
            { kind: "entity", id: thing },
            { kind: "instant", at: until, zone },
            uses === undefined ? "" : `${used}/${uses}`,
          ];
        }),
      },
    };
  },
});
