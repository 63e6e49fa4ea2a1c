import { defineCommand } from "#core/command.ts";
import { leftOutRows, mostRows } from "#core/listing.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { runningScenes } from "#core/scenes.ts";

export default defineCommand({
  name: "scene list",
  action: "scene.view",
  slots: {},
  async answer(context): Promise<Reply> {
    const scenes = context.allowedNow(context.allowed(["scene"]));
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    if (scenes.length === 0) return { ...common, title: message("replies:scene.list.none") };
    const running = await runningScenes(context, scenes);
    const shown = scenes.toSorted((a, b) => Number(running.has(b.id)) - Number(running.has(a.id))).slice(0, mostRows);
    return {
      ...common,
      title: message("replies:scene.list.title", { count: scenes.length }),
      text: leftOutRows(scenes.length),
      table: {
        columns: [
          { label: message("replies:fact.scene"), align: "left" },
          { label: message("replies:fact.place"), align: "left" },
          ...(running.size === 0 ? [] : [{ label: message("replies:fact.state"), align: "left" } as const]),
        ],
        rows: shown.map(({ id, place }): readonly Value[] => [
          { kind: "entity", id },
          { kind: "place", id: place },
          ...(running.size === 0 ? [] : [running.has(id) ? message("replies:scene.list.running") : ""]),
        ]),
      },
    };
  },
});
