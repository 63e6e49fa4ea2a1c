import { defineCommand } from "#core/command.ts";
import type { Explanation } from "#core/language.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** For those who look after the house: why words were understood as they were, or were not. */
export default defineCommand({
  name: "audit explain",
  action: "audit.view",
  slots: { text: slot.text() },
  async answer(context, { text }) {
    const { tokens, spans, parses: all } = context.explain(text);
    const parses = all.filter((one, at) => all.findIndex((other) => isAlike(one, other)) === at);
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message(parses.some(({ isChosen }) => isChosen) ? "replies:explain.title" : "replies:explain.nothing"),
      facts: [
        { label: message("replies:explain.text"), value: text },
        { label: message("replies:explain.tokens"), value: tokens.map(({ key }) => key).join(" · ") },
        ...spans.map(({ text: words, type, value }) => ({
          label: message("replies:explain.span", { type }),
          value: `${words} → ${value}`,
        })),
      ],
      ...(parses.length === 0
        ? {}
        : {
            table: {
              columns: (["reading", "template", "slots"] as const).map((column) => ({
                label: message(`replies:explain.column.${column}`),
                align: "left" as const,
              })),
              rows: parses.map(({ template, say, slots, isChosen }) => [
                message(isChosen ? "replies:explain.chosen" : "replies:explain.runner-up", { template }),
                say,
                slots.map(({ name, value }) => `${name}=${value}`).join(", "),
              ]),
            },
          }),
    };
  },
});

/** The same sentence can be reached in several ways that mean the same. */
function isAlike(one: Explanation["parses"][number], other: Explanation["parses"][number]): boolean {
  return one.template === other.template && JSON.stringify(one.slots) === JSON.stringify(other.slots);
}
