import type { Card } from "#core/reply.ts";
import { rufusKeys } from "#sandbox/rufus/state.ts";
import type { WholeHouse } from "../../whole/house.ts";

interface Session {
  readonly token_session: string;
  readonly alias: string;
  readonly active: boolean;
  readonly passings: number;
}

const headers = { api_key: rufusKeys.readWrite, "content-type": "application/json" };

/** The race of a whole house as its vendor has it. */
export function raceOf(house: WholeHouse) {
  const { url } = house.sandbox.clouds.rufus;
  const call = async (path: string, body?: unknown) => {
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${url}/v0${path}`, init)).json() as Promise<Record<string, unknown>>;
  };

  return {
    async sessions(): Promise<readonly Session[]> {
      const { body } = (await call("/devices")) as { body: { result: readonly { deviceid: string }[] } };
      const { result } = await call(`/sessions/device/${body.result[0]?.deviceid}`);
      return result as readonly Session[];
    },
    /** Writes passings into the running session: bib, epoch ms, number. */
    async insert(...passings: readonly (readonly [string, number, number])[]): Promise<void> {
      const running = (await this.sessions()).find(({ active }) => active);
      const passings_list = passings.map(([bib, at, num_passing]) => ({
        bib,
        num_passing,
        timestamp: new Date(at).toISOString(),
      }));
      const answer = await call("/passings", { token_session: running?.token_session, passings_list });
      if (answer.inserted_count !== passings.length) throw new Error(`not inserted: ${JSON.stringify(answer)}`);
    },
  };
}

export const factOf = (card: Card, label: string): string | undefined =>
  card.facts.find((fact) => fact.label === label)?.value;

/** The rows of the card's table that begin with, or hold in this column, the text. */
export const rowsOf = (card: Card, column: string, text: string): readonly (readonly string[])[] => {
  const at = card.table?.columns.findIndex(({ label }) => label === column) ?? -1;
  return (card.table?.rows ?? []).filter((row) => row[at] === text);
};
