import type { types } from "@slack/bolt";
import type { CardChoice, CardPanel } from "#core/reply.ts";
import { limits } from "./limits.ts";
import { shorten } from "./text.ts";

type Block = types.KnownBlock;

/** Prefix of the ids of everything that can be pressed; what a press means stands in its value alone. */
export const pressId = "usher-press";
/** The button that answers with the form of its card. */
export const formPressId = "usher-form-open";
/** The menu that takes a card with secrets away. */
export const hidePressId = "usher-hide";
/** The menu that finds things by type-ahead; what it finds stands behind its token. */
const searchPrefix = "usher-search-";

function searchId(token: string): string {
  return `${searchPrefix}${token}`;
}

export function searchIdOf(actionId: string): string | undefined {
  return actionId.startsWith(searchPrefix) ? actionId.slice(searchPrefix.length) : undefined;
}

const plain = (text: string, most: number) => ({
  type: "plain_text" as const,
  text: shorten(text, most),
  emoji: false,
});

/** The parts of a control panel: a heading, a line for each thing with what can be done with it. */
export function panelBlocks(panel: CardPanel, index: number): readonly Block[] {
  const { title, lines, search } = panel;
  return [
    { type: "header", text: plain(title, limits.headerChars) },
    ...lines.map(({ label, detail, choices }, line): Block => {
      const accessory = controlOf(choices, `${pressId}-panel-${index}-${line}`, title);
      const text = detail === undefined || detail === "" ? label : `${label}\n${detail}`;
      return {
        type: "section",
        text: plain(text, limits.sectionChars),
        ...(accessory === undefined ? {} : { accessory }),
      };
    }),
    ...(search === undefined ? [] : [searchBlock(search)]),
  ];
}

/** One thing to do is a button, a few are an overflow menu, many a menu with all of them. */
function controlOf(choices: readonly CardChoice[], id: string, title: string): types.SectionBlockAccessory | undefined {
  const [first, ...others] = choices;
  if (first === undefined) return undefined;
  if (others.length === 0) {
    return { type: "button", action_id: id, text: plain(first.label, limits.buttonChars), value: first.token };
  }
  const options = choices
    .slice(0, limits.optionsPerSelect)
    .map((choice) => ({ text: plain(choice.label, limits.optionChars), value: choice.token }));
  if (choices.length <= limits.overflowOptions) return { type: "overflow", action_id: id, options };
  return { type: "static_select", action_id: id, placeholder: plain(title, limits.placeholderChars), options };
}

export function searchBlock({ label, token }: { readonly label: string; readonly token: string }): Block {
  return {
    type: "actions",
    elements: [
      {
        type: "external_select",
        action_id: searchId(token),
        placeholder: plain(label, limits.placeholderChars),
        min_query_length: 0,
      },
    ],
  };
}
