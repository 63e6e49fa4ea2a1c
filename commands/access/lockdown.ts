import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { ownAccount } from "#core/own.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access lockdown",
  action: "access.lockdown",
  slots: { state: slot.choice(["on", "off"]), place: slot.entity("place").optional(), reason: slot.text().optional() },
  async plan(context, { state, place, reason }) {
    const capability = state === "on" ? "access.lockdown" : "access.unlock";
    const places = place === undefined ? context.allowed(["place"], capability) : [place];
    if (places.length === 0) throw new InputError("nothing-usable");
    const input = { by: context.person.id, ...(reason === undefined ? {} : { reason }) };
    return {
      acts: places.map(({ id, vendorId }) => ({ capability, entity: id, account: ownAccount, vendorId, input })),
      question: message(`replies:lockdown.${state}.question`),
      ...(state === "on" ? { resultKey: "replies:lockdown.on" } : { resultKey: "replies:lockdown.off" }),
      facts: [
        {
          label: message("replies:fact.place"),
          value: { kind: "list", style: "and", of: places.map(({ id }) => ({ kind: "entity", id })) },
        },
        ...(reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: reason }]),
      ],
    };
  },
});
