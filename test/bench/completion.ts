import type { DiscoveredThing } from "#core/directory.ts";
import { openWholeHouse } from "../whole/house.ts";
import { median, quantile, type Row, spreadOf } from "./row.ts";

const things = 10_000;
const rounds = 30;
/** Nothing typed yet, a beginning that many names have, a middle, one name, and nothing that fits. */
const typed = ["", "ga", "te 77", "gate 7777", "zzz"];
const goalMs = 50;

/** What a person waits for behind every key they press: names first, then rights for those that match. */
export async function benchCompletion(): Promise<readonly Row[]> {
  const house = await openWholeHouse();
  try {
    const { bot, directory, clock } = house.usher;
    directory.replace("overkiz", Array.from({ length: things }, gate), clock.now());
    const rows: Row[] = [];
    for (const person of ["owner", "staff"]) {
      const asker = {
        identity: {
          id: `terminal:${person === "owner" ? "me" : person}`,
          platform: "terminal",
          standing: "member",
          groups: [],
        },
        conversation: { id: "terminal", kind: "direct" },
        locale: "en",
      } as const;
      const took: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        for (const text of typed) {
          const begun = performance.now();
          await bot.complete({ ...asker, command: "door open", slot: "door", text });
          took.push(performance.now() - begun);
        }
      }
      rows.push({
        what: `completion of a name among ${things.toLocaleString("en")} things, as ${person}`,
        floor: "-",
        measured: `p50 ${median(took).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms`,
        spread: spreadOf(took),
        goal: `p99 ≤ ${goalMs} ms`,
        isMet: quantile(took, 0.99) <= goalMs,
      });
    }
    return rows;
  } finally {
    await house.close();
  }
}

function gate(_: unknown, index: number): DiscoveredThing {
  return { vendorId: `gate-${index}`, kind: "door", label: `Gate ${index}`, capabilities: ["door.open"] };
}
