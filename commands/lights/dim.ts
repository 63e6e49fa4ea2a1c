import { defineCommand } from "#core/command.ts";
import { expand } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Act } from "#core/plan.ts";
import { type Level, slot } from "#core/slots.ts";

export default defineCommand({
  name: "lights dim",
  action: "light.set",
  slots: { light: slot.entity("light", "area"), level: slot.level() },
  async plan(context, { light, level }) {
    const lights = expand(context.directory, light, "light.set");
    if (lights.length === 0) throw new InputError("not-offered", { thing: { kind: "entity", id: light.id } });
    const acts = lights.map((one): Act => {
      const members = (one.members ?? []).map((member) => `${one.account}:${member}`);
      return {
        capability: "light.set",
        entity: one.id,
        account: one.account,
        vendorId: one.vendorId,
        input: { ...level },
        ...(members.length > 0
          ? { alsoJudged: members.filter((id) => context.directory.entity(id) !== undefined) }
          : {}),
      };
    });
    return {
      acts,
      question: message("replies:light.set.question", { light: { kind: "entity", id: light.id } }),
      resultKey: "replies:light.set",
      facts: [
        { label: message("replies:fact.light"), value: { kind: "entity", id: light.id } },
        { label: message("replies:fact.level"), value: inWords(level) },
      ],
    };
  },
});

function inWords(level: Level): Value | Message {
  if ("level" in level) return { kind: "percent", percent: level.level };
  if ("state" in level) return message(`replies:light.${level.state}`);
  const percent = { kind: "percent", percent: Math.abs(level.delta) } as const;
  return message(level.delta > 0 ? "replies:light.brighter" : "replies:light.darker", { percent });
}
