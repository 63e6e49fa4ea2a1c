import type { Card } from "#core/reply.ts";
import { buttonWidth, limits } from "./limits.ts";
import { shortened } from "./text.ts";

interface Button {
  readonly type: 2;
  /** 1 primary, 2 secondary, 3 success, 4 danger. */
  readonly style: 1 | 2 | 3 | 4;
  readonly label: string;
  readonly custom_id: string;
  readonly disabled?: boolean;
}

interface Select {
  readonly type: 3;
  readonly custom_id: string;
  readonly placeholder?: string;
  readonly options: readonly { readonly label: string; readonly value: string; readonly description?: string }[];
}

/** An action row of the message. */
export interface Row {
  readonly type: 1;
  readonly components: readonly (Button | Select)[];
}

/** Custom id of the n-th select of a card; what was chosen is the option's value. */
export const selectPrefix = "choose:";

/** A button of the adapter's own. */
export interface ExtraButton {
  readonly label: string;
  readonly customId: string;
}

/** The rows of a card, and the whole text of every label that had to be shortened. */
export function componentRows(
  card: Card,
  extras: readonly ExtraButton[] = [],
): { readonly rows: readonly Row[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const label = (text: string, limit: number): string => {
    const short = shortened(text, limit);
    if (short.endsWith("…") && short !== text) notes.push(text);
    return short;
  };
  const yes = card.tone === "danger" ? 4 : card.tone === "success" ? 3 : 1;
  const buttons = card.buttons.map(
    (button): Button => ({
      type: 2,
      style: button.role === "yes" ? yes : 2,
      label: label(button.label, limits.buttonLabel),
      custom_id: button.token,
    }),
  );
  const choices = areButtons(card)
    ? buttonRows(
        card.choices.map((choice) => ({
          type: 2,
          style: 2,
          label: shortened(choice.label, limits.buttonLabel),
          custom_id: choice.token,
        })),
      )
    : selectRows(card, label);
  const own = extras.map(
    (extra): Button => ({
      type: 2,
      style: 2,
      label: shortened(extra.label, limits.buttonLabel),
      custom_id: extra.customId,
    }),
  );
  return { rows: [...choices, ...buttonRows([...buttons, ...own])], notes };
}

/** A few short choices are quicker as buttons; more, or those with details, go into a select. */
function areButtons(card: Card): boolean {
  return (
    card.choices.length <= limits.buttonsInRow &&
    card.choices.every((choice) => choice.label.length <= buttonWidth && choice.detail === undefined)
  );
}

function buttonRows(buttons: readonly Button[]): readonly Row[] {
  return Array.from({ length: Math.ceil(buttons.length / limits.buttonsInRow) }, (_, index) => ({
    type: 1,
    components: buttons.slice(index * limits.buttonsInRow, (index + 1) * limits.buttonsInRow),
  }));
}

function selectRows(card: Card, label: (text: string, limit: number) => string): readonly Row[] {
  const pages = Math.ceil(card.choices.length / limits.selectOptions);
  return Array.from({ length: pages }, (_, page) => {
    const start = page * limits.selectOptions;
    const choices = card.choices.slice(start, start + limits.selectOptions);
    const range = pages === 1 ? "" : `${start + 1}–${start + choices.length}`;
    const placeholder = [card.choicesLabel ?? "", range].filter((part) => part !== "").join(" · ");
    return {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: `${selectPrefix}${page}`,
          ...(placeholder === "" ? {} : { placeholder: shortened(placeholder, limits.placeholder) }),
          options: choices.map((choice) => ({
            label: label(choice.label, limits.optionLabel),
            value: choice.token,
            ...(choice.detail === undefined ? {} : { description: label(choice.detail, limits.optionDescription) }),
          })),
        },
      ],
    };
  });
}
