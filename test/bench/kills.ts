import { killRounds } from "../whole/kills.ts";
import type { Row } from "./row.ts";

const rounds = 60;

/** SIGKILL between the press and the outcome, 60 times on one store. */
export async function benchKills(): Promise<readonly Row[]> {
  const report = await killRounds(rounds);
  const bad =
    report.openedTwice + report.openedUnrecorded + report.acknowledgedLost + (report.interrupted - report.told);
  return [
    {
      what: `doors opened twice or unrecorded, rows lost, interruptions not told, in ${rounds} kills`,
      floor: "–",
      measured: `${bad} (${report.interrupted} interrupted, ${report.told} told)`,
      spread: report.isChainWhole ? "chain verified" : "chain broken",
      goal: "0",
      isMet: bad === 0 && report.isChainWhole,
    },
  ];
}
