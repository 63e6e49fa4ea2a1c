import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formView } from "#adapters/slack/forms.ts";
import { homeView } from "#adapters/slack/home.ts";
import { type CardFiles, renderCard } from "#adapters/slack/outbound.ts";
import type { Card, CardForm } from "#core/reply.ts";
import { makeCard, makeConfirmCard } from "../../contracts/scripted-bot.ts";
import { checkBlocks, checkView } from "../../fakes/slack/block-kit.ts";
import { root } from "../../imports.ts";
import { energyByDay, inWords, lapTimes } from "../../pictures/samples.ts";

const folder = join(root, "test/adapters/slack/golden");
const token = (name: string): string => `${name}-token-9kT2nQ7sWc4yU`.slice(0, 22);

const form: CardForm = {
  command: "key create",
  title: "Create a temporary key",
  token: token("Form"),
  label: "Fill in a form",
  submit: "Send",
  cancel: "Cancel",
  fields: [
    {
      slot: "door",
      label: "door",
      hint: "For which door",
      wire: "entity",
      isRequired: true,
      known: { text: "Side gate", value: { mention: "Side gate", candidates: ["acme:2"] } },
    },
    { slot: "window", label: "duration", hint: "How long it holds", wire: "window", isRequired: true },
    { slot: "uses", label: "uses", hint: "How often", wire: "integer", isRequired: false },
  ],
};

const panel: NonNullable<Card["panel"]> = [
  {
    title: "Doors",
    lines: [{ label: "Side gate", detail: "Head office", choices: [{ label: "Open", token: token("Open") }] }],
    search: { label: "Search by name", token: token("Search") },
  },
  {
    title: "Lights",
    lines: [
      {
        label: "Kitchen",
        choices: [
          { label: "on", token: token("On") },
          { label: "off", token: token("Off") },
        ],
      },
    ],
  },
];

/** One card of each kind, as people see them. */
const cards: Readonly<Record<string, Card>> = {
  confirm: makeConfirmCard({
    facts: [{ label: "Door", value: "Side gate" }],
    until: { at: 1_732_104_000_000, text: "You can answer until 13:00:00" },
  }),
  danger: makeConfirmCard({ tone: "danger", text: ["It unlocks the Garage."] }),
  done: makeCard({ title: "Done: Side gate is open", outcome: "done", facts: [{ label: "Door", value: "Side gate" }] }),
  unknown: makeCard({
    title: "Side gate: outcome unknown",
    outcome: "unknown",
    status: "unknown",
    text: ["It may or may not have happened. Look for yourself."],
  }),
  refused: makeCard({ title: "Not allowed", status: "refused", text: ["You have no right to do this."] }),
  ask: makeCard({ title: "How long shall the key work?", status: "ask", form }),
  "choose-few": makeCard({
    title: "Which door?",
    status: "choose",
    choices: ["Side gate", "Garage"].map((label) => ({ label, token: token(label.replace(" ", "-")) })),
  }),
  "choose-many": makeCard({
    title: "Which door?",
    status: "choose",
    choicesLabel: "Choose",
    choices: ["North", "East", "South"].map((label) => ({ label, detail: "Head office", token: token(label) })),
    search: { label: "Search by name", token: token("Search") },
  }),
  table: makeCard({
    title: "The last 2 passings",
    table: {
      columns: [
        { label: "Bib", align: "left" },
        { label: "Time", align: "right" },
      ],
      rows: [
        ["007", "10:00:01.2"],
        ["12", "10:00:03.4"],
      ],
    },
  }),
  key: makeCard({
    title: "Here is the key",
    outcome: "accepted",
    facts: [{ label: "Code", value: "000000" }],
    qr: { content: "KEY", alt: "QR code of the key" },
  }),
  picture: makeCard({
    title: "Laps",
    picture: { name: "laps.png", png: new Uint8Array(), alt: "Lap times of 7 runners" },
  }),
  chart: makeCard({ title: "Energy", chart: inWords(energyByDay(3, ["Kitchen", "Hall"]), "en") }),
  "chart-drawn": makeCard({ title: "Lap times", chart: inWords(lapTimes(["7 Ann", "12 Bob"], 12), "en") }),
  panel: makeCard({ title: "Your panel", panel }),
};

const files: CardFiles = { qr: "F0QR", picture: "F0PICTURE", chart: "F0CHART" };

/** One block a line, so that a change shows as the block that changed. */
const lines = (blocks: readonly unknown[]): string => `${blocks.map((block) => JSON.stringify(block)).join("\n")}\n`;
const golden = (name: string): string => join(folder, `${name}.jsonl`);

describe("what Slack is sent", () => {
  it.each(Object.keys(cards))("for a card of kind %s", async (name) => {
    const [message, ...others] = renderCard(cards[name] ?? makeCard({ title: "" }), { files });
    expect(others).toEqual([]);
    expect(checkBlocks(message?.blocks)).toEqual([]);
    await expect(lines(message?.blocks ?? [])).toMatchFileSnapshot(golden(`message-${name}`));
  });

  it("for a form", async () => {
    const { blocks, ...view } = formView(form, {
      kind: "command",
      channel: "C01",
      responseUrl: "https://hooks.test/1",
    });
    expect(checkView({ ...view, blocks })).toEqual([]);
    await expect(lines([view, ...blocks])).toMatchFileSnapshot(golden("view-form"));
  });

  it("for the Home tab", async () => {
    const { blocks, ...view } = homeView(makeCard({ title: "Your panel", text: ["All yours."], panel }));
    expect(checkView({ ...view, blocks })).toEqual([]);
    await expect(lines([view, ...blocks])).toMatchFileSnapshot(golden("view-home"));
  });

  it("is what Slack's own types take, and no file stands for nothing", () => {
    const names = readdirSync(folder).map((name) => name.replace(".jsonl", ""));
    const expected = [...Object.keys(cards).map((name) => `message-${name}`), "view-form", "view-home"];
    expect(names.toSorted()).toEqual(expected.toSorted());
    const checked = names.map((name) => {
      const parts = readFileSync(golden(name), "utf8").trim().split("\n");
      if (name.startsWith("message-")) return `[${parts.join(",")}] satisfies (KnownBlock | ChartBlock)[];`;
      const [view = "", ...blocks] = parts;
      const type = name === "view-home" ? "HomeView" : "ModalView";
      return `({...${view}, blocks: [${blocks.join(",")}]}) satisfies ${type};`;
    });
    const work = join(root, "test/adapters/slack/.golden");
    mkdirSync(work, { recursive: true });
    try {
      const text = `import type { HomeView, KnownBlock, ModalView } from "@slack/types";\nimport type { ChartBlock } from "#adapters/slack/chart.ts";\n${checked.join("\n")}\n`;
      writeFileSync(join(work, "all.ts"), text);
      const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as {
        readonly compilerOptions: object;
      };
      const project = join(work, "tsconfig.json");
      writeFileSync(project, JSON.stringify({ compilerOptions, files: ["all.ts"] }));
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      expect(() => execFileSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" })).not.toThrow();
    } finally {
      rmSync(work, { recursive: true });
    }
  }, 30_000);
});
