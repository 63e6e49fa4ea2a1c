import { describe, expect, it } from "vitest";
import { type Outgoing, render } from "#adapters/discord/outbound.ts";
import { escapeText, splitText, tableLines } from "#adapters/discord/text.ts";
import type { Card } from "#core/reply.ts";
import { makeCard, makeConfirmCard, noToken, yesToken } from "../../contracts/scripted-bot.ts";
import { isEmptyMessage, messageFaults } from "../../fakes/discord/checks.ts";
import { inWords, lapTimes } from "../../pictures/samples.ts";

const png = new Uint8Array([137, 80, 78, 71]);
const draw = { qr: async () => png, chart: async () => png };

async function rendered(parts: Parameters<typeof makeCard>[0]): Promise<readonly Outgoing[]> {
  const messages = await render(makeCard(parts), draw);
  for (const { body, files } of messages) {
    expect(
      messageFaults(
        body,
        files.map(({ name, data }) => ({ name, size: data.byteLength })),
      ),
    ).toEqual([]);
    expect(isEmptyMessage(body, files.length)).toBe(false);
    expect(body.allowed_mentions).toEqual({ parse: [] });
  }
  return messages;
}

const words = (messages: readonly Outgoing[]): string => JSON.stringify(messages.map(({ body }) => body.embeds));

describe("cards on Discord", () => {
  it.each([
    ["neutral", 1],
    ["warning", 1],
    ["success", 3],
    ["danger", 4],
  ] as const)("style the yes button of a %s card as %i and all others as secondary", async (tone, style) => {
    const [message] = await rendered(makeConfirmCard({ tone }));
    expect(message?.body.components).toEqual([
      {
        type: 1,
        components: [
          { type: 2, style, label: "Open", custom_id: yesToken },
          { type: 2, style: 2, label: "Cancel", custom_id: noToken },
        ],
      },
    ]);
  });

  it("count down to the end of a confirmation", async () => {
    const until = { at: 1_800_000_000_500, text: "Holds until 09:20" };
    const [message] = await rendered(makeConfirmCard({ until }));
    expect(message?.body.embeds[0]?.description).toBe("-# Holds until 09:20 · <t:1800000000:R>");
  });

  it("show facts as fields, and those that do not fit as text", async () => {
    const facts = [
      ...Array.from({ length: 30 }, (_, index) => ({ label: `Fact ${index}`, value: `value ${index}` })),
      { label: "Long", value: "v".repeat(1_500) },
      { label: "Empty", value: "" },
    ];
    const messages = await rendered({ title: "Facts", facts });
    for (const { label, value } of facts) {
      expect(words(messages)).toContain(label);
      expect(words(messages)).toContain(value);
    }
  });

  it("lose nothing of a card that is too long for every limit at once", async () => {
    const card = {
      title: "T".repeat(400),
      text: Array.from({ length: 30 }, (_, index) => `<${index}> ${"words and ".repeat(60)}`),
      facts: Array.from({ length: 40 }, (_, index) => ({ label: `L${index}`, value: `f${index} `.repeat(150) })),
      table: {
        columns: [{ label: "Bib", align: "right" as const }],
        rows: Array.from({ length: 900 }, (_, index) => [`bib-${index}`]),
      },
      choices: Array.from({ length: 60 }, (_, index) => ({
        label: `Choice ${index} ${"x".repeat(120)}`,
        token: `token-${index}-${"t".repeat(22)}`,
      })),
      picture: { name: "chart", png, alt: "A chart" },
      qr: { content: "K", alt: "A code" },
    };
    const messages = await rendered(card);
    const all = words(messages);
    for (let index = 0; index < 900; index += 1) expect(all).toContain(`bib-${index}`);
    expect(all.match(/words and/g)).toHaveLength(30 * 60);
    for (let index = 0; index < 40; index += 1) expect(all.split(`f${index} `).length - 1).toBe(150);
    for (let index = 0; index < 60; index += 1) expect(all).toContain(`Choice ${index} ${"x".repeat(120)}`);
    expect(messages.flatMap(({ files }) => files)).toHaveLength(2);
  });

  it("give pictures and codes their alternative text", async () => {
    const [message] = await rendered({
      title: "Key",
      picture: { name: "best laps.png", png, alt: "Best laps by bib" },
      qr: { content: "KEY", alt: "QR code of the key" },
    });
    expect(message?.body.attachments).toEqual([
      { id: 0, filename: "best-laps.png", description: "Best laps by bib" },
      { id: 1, filename: "qr.png", description: "QR code of the key" },
    ]);
    expect(message?.body.embeds.map((embed) => embed.image?.url)).toEqual([
      "attachment://best-laps.png",
      "attachment://qr.png",
    ]);
  });

  it("show a chart as a picture with its words, on the first page of what is long", async () => {
    const chart = inWords(lapTimes(["7 Ann", "12 Bob"], 12), "en");
    const columns = ["Bib", "Time"].map((label) => ({ label, align: "left" as const }));
    const table = { columns, rows: Array.from({ length: 900 }, (_, index) => [String(index), "1:02.4"]) };
    const messages = await rendered({ title: "Lap times", chart, table });
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.map(({ body }) => body.attachments)).toEqual([
      [{ id: 0, filename: "chart.png", description: chart.alt }],
      ...messages.slice(1).map(() => []),
    ]);
    expect(messages[0]?.body.embeds.at(-1)?.image).toEqual({ url: "attachment://chart.png" });
  });

  it("say in words what a chart shows that could not be drawn", async () => {
    const chart = inWords(lapTimes(["7 Ann"], 3), "en");
    const [message] = await render(makeCard({ title: "Lap times", chart }), { ...draw, chart: async () => undefined });
    expect(message?.files).toEqual([]);
    expect(message?.body.embeds[0]?.description).toBe(escapeText(chart.alt));
  });

  it("carry a file, and say so where Discord takes none of its size", async () => {
    const file = { name: "race 7.csv", type: "text/csv", label: "race 7.csv (3 bytes)", lost: "The file is too large" };
    const [message] = await rendered({ title: "Export", file: { ...file, bytes: new Uint8Array([49, 44, 50]) } });
    expect(message?.files).toEqual([{ name: "race-7.csv", type: "text/csv", data: Buffer.from("1,2") }]);
    const [large] = await rendered({ title: "Export", file: { ...file, bytes: new Uint8Array(11 * 1_048_576) } });
    expect(large?.files).toEqual([]);
    expect(large?.body.embeds[0]?.description).toBe("The file is too large");
  });

  it("offer a few short choices as buttons and others in a select", async () => {
    const choice = (index: number) => ({ label: `Door ${index}`, token: `token-number-${index}-0123456789` });
    const few: Card["choices"] = [1, 2].map(choice);
    const [asButtons] = await rendered({ title: "Which?", choices: few });
    expect(asButtons?.body.components[0]?.components.map((each) => [each.type, "style" in each && each.style])).toEqual(
      [
        [2, 2],
        [2, 2],
      ],
    );
    const detailed = few.map((each) => ({ ...each, detail: "Headquarters" }));
    const [asSelect] = await rendered({ title: "Which?", choices: detailed, choicesLabel: "Pick one" });
    expect(asSelect?.body.components).toEqual([
      {
        type: 1,
        components: [
          {
            type: 3,
            custom_id: "choose:0",
            placeholder: "Pick one",
            options: detailed.map(({ label, detail, token }) => ({ label, description: detail, value: token })),
          },
        ],
      },
    ]);
  });
});

describe("text for Discord", () => {
  it.each([
    ["*bold* _x_ `code`", "\\*bold\\* \\_x\\_ \\`code\\`"],
    ["<@1> <t:1:R>", "\\<@1> \\<t:1:R>"],
    ["# head\n> quote\n- item\n1. one", "\\# head\n\\> quote\n\\- item\n1\\. one"],
    ["~~gone~~ ||hidden||", "\\~\\~gone\\~\\~ \\|\\|hidden\\|\\|"],
    ["12:30:45, 50 % – a-b", "12:30:45, 50 % – a-b"],
  ])("shows %j as it is", (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  it("splits at lines or words and keeps every character that is not a space", () => {
    const text = `${"word ".repeat(50)}\n${"x".repeat(250)}`;
    const parts = splitText(text, 100);
    expect(parts.every((part) => part.length <= 100)).toBe(true);
    expect(parts.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
  });

  it("cuts no emoji and no escape in two", () => {
    const parts = splitText("😀".repeat(60), 101);
    expect(parts.join("")).toBe("😀".repeat(60));
    expect(parts.every((part) => !/^[\udc00-\udfff]/.test(part))).toBe(true);
    expect(splitText("\\*".repeat(60), 99).every((part) => part.startsWith("\\"))).toBe(true);
  });

  it("aligns tables in a fixed-width font, wide letters included", () => {
    const columns = [
      { label: "Bib", align: "right" as const },
      { label: "Name", align: "left" as const },
      { label: "Lap", align: "right" as const },
    ];
    const lines = tableLines({
      columns,
      rows: [
        ["007", "Zoë", "12"],
        ["12", "山田", "3"],
      ],
    });
    expect(lines.flat()).toEqual(["Bib  Name  Lap", "007  Zoë    12", " 12  山田    3"]);
  });

  it("keeps names with emoji, marks and from right to left in their columns", () => {
    const columns = ["Name", "Laps"].map((label, index) => ({ label, align: index === 0 ? "left" : "right" }) as const);
    const names = ["Ann", "👩‍👩‍👧 Cruz", "שרה", "محمد", "Zoë", "❤️ Bo"];
    const lines = tableLines({ columns, rows: names.map((name) => [name, "12"]) }).flat();
    expect(lines).toEqual([
      "Name     Laps",
      "Ann        12",
      "👩‍👩‍👧 Cruz    12",
      "\u2068שרה\u2069        12",
      "\u2068محمد\u2069       12",
      "Zoë        12",
      "❤️ Bo      12",
    ]);
  });

  it("stacks a table that is too wide for a phone", () => {
    const columns = ["Door", "When", "Who"].map((label) => ({ label, align: "left" as const }));
    const row = ["The front door of headquarters", "Friday 14:00", "Robin"];
    expect(tableLines({ columns, rows: [row, row] })).toEqual([
      ["Door  The front door of headquarters", "When  Friday 14:00", "Who   Robin", ""],
      ["Door  The front door of headquarters", "When  Friday 14:00", "Who   Robin"],
    ]);
  });
});
