import type { Card } from "#core/reply.ts";
import type { Row } from "./components.ts";
import type { Outgoing } from "./outbound.ts";

/** Long lists in one message, turned over by its buttons; kept in memory, as far back as there is room. */
export interface Pages {
  /** The messages of a card, those of a long list as one with buttons to turn its pages. */
  bound(card: Card, messages: readonly Outgoing[], user: string): readonly Outgoing[];
  /** The page behind a button, for the person whom the list was shown to. */
  behind(customId: string, user: string): Outgoing | undefined;
}

const prefix = "page:";
const mostKept = 200;

export function createPages(newId: () => string): Pages {
  const kept = new Map<string, { readonly user: string; readonly pages: readonly Outgoing[] }>();
  return {
    bound(card, messages, user) {
      // What can be pressed stays where it is: a page turned back must not bring used buttons back.
      const isPlain = messages.every(({ body }) => body.components.length === 0);
      if (card.table === undefined || messages.length < 2 || !isPlain) return messages;
      const id = newId();
      const pages = messages.map((message, index) => withTurns(message, id, index, messages.length));
      kept.set(id, { user, pages });
      const oldest = kept.keys().next().value;
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return pages.slice(0, 1);
    },
    behind(customId, user) {
      if (!customId.startsWith(prefix)) return undefined;
      const [id = "", index] = customId.slice(prefix.length).split(":");
      const found = kept.get(id);
      return found?.user === user ? found.pages[Number(index)] : undefined;
    },
  };
}

function withTurns(message: Outgoing, id: string, index: number, count: number): Outgoing {
  const turn = (label: string, to: number | string, isDisabled: boolean) =>
    ({
      type: 2,
      style: 2,
      label,
      custom_id: `${prefix}${id}:${to}`,
      ...(isDisabled ? { disabled: true } : {}),
    }) as const;
  const row: Row = {
    type: 1,
    components: [
      turn("◀", index - 1, index === 0),
      turn(`${index + 1} / ${count}`, "here", true),
      turn("▶", index + 1, index === count - 1),
    ],
  };
  return { ...message, body: { ...message.body, components: [row] } };
}
