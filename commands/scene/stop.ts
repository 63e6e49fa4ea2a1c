import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { namesOf } from "#core/naming.ts";
import { runningScenes } from "#core/scenes.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "scene stop",
  action: "scene.stop",
  slots: { scene: slot.entity("scene").optional() },
  async plan(context, { scene }) {
    const scenes = scene === undefined ? await stoppable(context) : [scene];
    return {
      acts: scenes.map(({ id, account, vendorId }) => {
        return { capability: "scene.stop", entity: id, account, vendorId, input: {} };
      }),
      question: message("replies:scene.stop.question"),
      resultKey: "replies:scene.stop",
      facts: [{ label: message("replies:fact.scene"), value: namesOf(scenes.map(({ id }) => id)) }],
    };
  },
});

/** What runs now and may be stopped by this person. */
async function stoppable(context: CommandContext): Promise<readonly Entity[]> {
  const mine = context.allowed(["scene"]);
  const running = await runningScenes(context, mine);
  const scenes = mine.filter(({ id }) => running.has(id));
  if (scenes.length === 0) throw new InputError("no-scene-running");
  return scenes;
}
