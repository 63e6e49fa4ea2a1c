import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "scene run",
  action: "scene.run",
  slots: { scene: slot.entity("scene") },
  async plan(_context, { scene }) {
    return {
      acts: [
        { capability: "scene.run", entity: scene.id, account: scene.account, vendorId: scene.vendorId, input: {} },
      ],
      question: message("replies:scene.run.question", { scene: { kind: "entity", id: scene.id } }),
      resultKey: "replies:scene.run",
      facts: [{ label: message("replies:fact.scene"), value: { kind: "entity", id: scene.id } }],
    };
  },
});
