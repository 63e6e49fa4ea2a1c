import type { KnownBlock } from "@slack/types";
import { describe, expect, it } from "vitest";
import type { ChartBlock } from "#adapters/slack/chart.ts";
import { limits } from "#adapters/slack/limits.ts";
import { renderCard, withoutControls } from "#adapters/slack/outbound.ts";
import type { Card } from "#core/reply.ts";
import { makeCard, makeConfirmCard } from "../../contracts/scripted-bot.ts";
import { checkBlocks } from "../../fakes/slack/block-kit.ts";
import { wordsOf } from "./harness.ts";

/** Blocks with one line each, so that a golden stays readable. */
function lines(card: Card, options?: Parameters<typeof renderCard>[1]): readonly string[] {
  return renderCard(card, options).flatMap((message) => {
    // Held against the types that Slack publishes, and our own of what they lack.
    const blocks: readonly (KnownBlock | ChartBlock)[] = message.blocks;
    expect(checkBlocks(blocks)).toEqual([]);
    return blocks.map((block) => JSON.stringify(block).replaceAll('"', ""));
  });
}

const plain = (text: string) => `{type:plain_text,text:${text},emoji:false}`;

describe("a card on Slack", () => {
  it("draws a confirmation with its facts, its deadline and one primary button", () => {
    const card = makeConfirmCard({
      facts: [{ label: "Place", value: "HQ" }],
      until: { at: 1_732_104_000_000, text: "Open until 13:00:00" },
    });
    expect(lines(card)).toEqual([
      `{type:header,text:${plain("Open the side gate?")}}`,
      `{type:section,fields:[{type:mrkdwn,text:*Place*,verbatim:true},${plain("HQ")}]}`,
      "{type:context,elements:[{type:mrkdwn,text:Open until <!date^1732104000^{time_secs}|13:00:00>}]}",
      `{type:actions,elements:[{type:button,text:${plain("Open")},value:Yes-4fJ2mQ8sVb0xTz5LkA,action_id:usher-press-0,style:primary},` +
        `{type:button,text:${plain("Cancel")},value:No_-7hP3nR9tWc1yUa6MlB,action_id:usher-press-1}]}`,
    ]);
  });

  it("draws the yes of a dangerous card red", () => {
    expect(lines(makeConfirmCard({ tone: "danger" })).at(-1)).toContain("style:danger");
  });

  it("draws a result as title, text and facts without buttons", () => {
    const card = makeCard({
      title: "Side gate is opening",
      text: ["The vendor said yes."],
      facts: [
        { label: "Door", value: "Side gate" },
        { label: "Place", value: "*HQ* <east>" },
      ],
    });
    expect(lines(card)).toEqual([
      `{type:header,text:${plain("Side gate is opening")}}`,
      `{type:section,text:${plain("The vendor said yes.")}}`,
      `{type:section,fields:[{type:mrkdwn,text:*Door*,verbatim:true},${plain("Side gate")},` +
        `{type:mrkdwn,text:*Place*,verbatim:true},${plain("*HQ* &lt;east&gt;")}]}`,
    ]);
  });

  it("draws few choices as buttons and many as a menu", () => {
    const choices = [1, 2].map((number) => ({ label: `Gate ${number}`, token: `token-${number}` }));
    expect(lines(makeCard({ title: "Which?", choices })).at(-1)).toBe(
      `{type:actions,elements:[{type:button,text:${plain("Gate 1")},value:token-1,action_id:usher-press-choice-0},` +
        `{type:button,text:${plain("Gate 2")},value:token-2,action_id:usher-press-choice-1}]}`,
    );
    const described = [{ label: "Gate", detail: "HQ, north", token: "token-1" }];
    expect(lines(makeCard({ title: "Which?", choicesLabel: "Choose", choices: described })).at(-1)).toBe(
      `{type:actions,elements:[{type:static_select,action_id:usher-press-menu-0,placeholder:${plain("Choose")},` +
        `options:[{text:${plain("Gate")},value:token-1,description:${plain("HQ, north")}}]}]}`,
    );
  });

  it("draws a table as Slack's own, numbers to the right", () => {
    const table = {
      columns: [
        { label: "Bib", align: "left" as const },
        { label: "Time", align: "right" as const },
      ],
      rows: [
        ["007", "1:02.3"],
        ["12", ""],
      ],
    };
    const cell = (text: string) => `{type:raw_text,text:${text}}`;
    expect(lines(makeCard({ title: "Passings", table })).at(-1)).toBe(
      "{type:table,column_settings:[{align:left,is_wrapped:false},{align:right,is_wrapped:false}],rows:" +
        `[[${cell("Bib")},${cell("Time")}],[${cell("007")},${cell("1:02.3")}],[${cell("12")},${cell(" ")}]]}`,
    );
    expect(lines(makeCard({ title: "Passings", table }), { hasTables: false }).at(-1)).toContain(
      "text:Bib    Time\\n007  1:02.3\\n12",
    );
  });

  it("draws uploaded pictures, and the words for them where there was no upload", () => {
    const card = makeCard({ title: "Your key", qr: { content: "K", alt: "QR code of your key" } });
    expect(lines(card, { files: { qr: "F0123" } }).at(-1)).toBe(
      "{type:image,slack_file:{id:F0123},alt_text:QR code of your key}",
    );
    expect(lines(card).at(-1)).toBe(`{type:context,elements:[${plain("QR code of your key")}]}`);
  });

  it("says in its notification no more than its title", () => {
    const card = makeCard({ title: "Your key", facts: [{ label: "Digits", value: "123456" }] });
    expect(renderCard(card).map((message) => message.text)).toEqual(["Your key"]);
  });
});

describe("a card that is too large for Slack", () => {
  const words = (index: number) => `word${index}`;
  const huge = makeConfirmCard({
    title: `${"A long title ".repeat(20)}end-of-title`,
    text: Array.from({ length: 30 }, (_, index) => `${words(index)} ${"<&> filler ".repeat(300)}`),
    facts: Array.from({ length: 60 }, (_, index) => ({ label: `label${index}`, value: `value${index}` })),
    table: {
      columns: [{ label: "Number", align: "right" }],
      rows: Array.from({ length: 1000 }, (_, index) => [`row${index}`]),
    },
    choices: Array.from({ length: 150 }, (_, index) => ({
      label: `choice${index}`,
      token: `token-number-${index}`,
    })),
  });

  it("goes on in further messages that each keep every limit, with nothing lost", () => {
    for (const hasTables of [true, false]) {
      const messages = renderCard(huge, { hasTables });
      expect(messages.flatMap((message) => checkBlocks(message.blocks))).toEqual([]);
      expect(messages.every((message) => message.blocks.length <= limits.blocksPerMessage)).toBe(true);
      const all = `${messages.map((message) => wordsOf(message.blocks)).join("\n")}\n`;
      expect(all).toContain("end-of-title");
      for (let index = 0; index < 30; index += 1) expect(all).toContain(`${words(index)} `);
      for (let index = 0; index < 60; index += 1) expect(all).toContain(`value${index}\n`);
      for (let index = 0; index < 1000; index += 1) expect(all).toContain(`row${index}\n`);
      const json = JSON.stringify(messages);
      for (let index = 0; index < 150; index += 1) expect(json).toContain(`"token-number-${index}"`);
    }
  });

  it("has its buttons on the last message alone", () => {
    const messages = renderCard(huge);
    const withButtons = messages.map((message) => JSON.stringify(message.blocks).includes('"style":"primary"'));
    expect(withButtons.indexOf(true)).toBe(messages.length - 1);
  });

  it("keeps the limits for names as long as may be", () => {
    const long = "€<".repeat(2000);
    const card = makeConfirmCard({
      facts: [{ label: long, value: long }],
      buttons: [{ label: long, role: "yes", token: "t".repeat(43) }],
      choices: [{ label: long, detail: long, token: "u".repeat(43) }],
      choicesLabel: long,
      qr: { content: "x", alt: long },
      until: { at: 0, text: long },
    });
    expect(renderCard(card, { files: { qr: "F0123" } }).flatMap(({ blocks }) => checkBlocks(blocks))).toEqual([]);
  });

  it("draws something for an empty card", () => {
    const messages = renderCard(makeCard({ title: " ", text: [""], facts: [{ label: "", value: "" }] }));
    expect(messages.flatMap((message) => checkBlocks(message.blocks))).toEqual([]);
  });
});

describe("a message whose controls are taken away", () => {
  it("keeps its words", () => {
    const [message] = renderCard(makeConfirmCard({ text: ["It is dark."] }));
    const rest = withoutControls(message?.blocks ?? []);
    expect(wordsOf(rest)).toBe("Open the side gate?\nIt is dark.");
    expect(JSON.stringify(rest)).not.toContain("button");
  });

  it("offers to take a card away that shows what opens a door, and no other", () => {
    const menus = (card: Card) =>
      JSON.stringify(renderCard(card, { files: {}, hide: "Hide" })).split('"overflow"').length - 1;
    expect(menus(makeCard({ title: "Code", visibility: "private", holdsSecret: true }))).toBe(1);
    expect(menus(makeCard({ title: "Chart", visibility: "private" }))).toBe(0);
  });
});
