import type { Card } from "#core/reply.ts";
import type { ExtraButton } from "./components.ts";
import { limits } from "./limits.ts";
import { shortened } from "./text.ts";

/** A question that was put to one person on a card, and what they had said to it before. */
interface Question {
  readonly user: string;
  readonly title: string;
  readonly said?: string;
}

/** Whom a turn's cards are for, and the words of the form that the turn began with. */
export interface Asked {
  readonly user: string;
  readonly said?: string;
}

/**
 * Slash answers are seen by the asker alone, who cannot answer them by a message: a card that asks for words carries
 * a button which brings up a form with one field. Nothing but the words goes on to the bot, as a sentence.
 */
export interface Questions {
  /** The button for a card that asks for words; undefined for all others. */
  buttonFor(card: Card, asked: Asked): ExtraButton | undefined;
  /** Whether a form stands behind a button. */
  isOpen(customId: string): boolean;
  /** The form behind a button, for the person whom the question was put to. */
  formFor(customId: string, user: string): object | undefined;
  /** The words of a submitted form. */
  answerOf(customId: string, user: string, components: readonly unknown[]): string | undefined;
}

const prefix = "answer:";
const mostKept = 1_000;
const labelComponent = 18;
const textInput = 4;
const shortStyle = 1;

export function createQuestions(
  newId: () => string,
  words: (key: string, locale: string) => string | undefined,
): Questions {
  const open = new Map<string, Question>();
  const find = (customId: string, user: string): Question | undefined => {
    const question = open.get(customId);
    return question?.user === user ? question : undefined;
  };
  return {
    buttonFor(card, { user, said }) {
      if (card.status !== "ask" || card.choices.length > 0 || card.buttons.length > 0) return undefined;
      const label = words("replies:ask.answer", card.locale);
      if (label === undefined) return undefined;
      const customId = `${prefix}${newId()}`;
      open.set(customId, { user, title: card.title, ...(said === undefined ? {} : { said }) });
      const oldest = open.keys().next().value;
      if (open.size > mostKept && oldest !== undefined) open.delete(oldest);
      return { label, customId };
    },
    isOpen: (customId) => open.has(customId),
    formFor(customId, user) {
      const question = find(customId, user);
      if (question === undefined) return undefined;
      const title = shortened(question.title, limits.formTitle);
      const field = {
        type: textInput,
        custom_id: "text",
        style: shortStyle,
        required: true,
        max_length: limits.formText,
        ...(question.said === undefined ? {} : { value: question.said }),
      };
      return { custom_id: customId, title, components: [{ type: labelComponent, label: title, component: field }] };
    },
    answerOf(customId, user, components) {
      if (find(customId, user) === undefined) return undefined;
      open.delete(customId);
      return components.map(valueIn).find((value) => value !== undefined);
    },
  };
}

/** The value of the field within a label, or within a row as older clients send it. */
function valueIn(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if ("value" in node && typeof node.value === "string") return node.value;
  if ("component" in node) return valueIn(node.component);
  if ("components" in node && Array.isArray(node.components))
    return node.components.map(valueIn).find((one) => one !== undefined);
  return undefined;
}
