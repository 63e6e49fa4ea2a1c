import pg from "pg";

/** Proof of life of one run: an advisory lock on a connection of its own, which ends with the process. */
export interface Life {
  /** Resolves once the lock is held, connecting again where that was lost. */
  ensure(): Promise<void>;
  end(): Promise<void>;
}

/** The lock of a run: 60 bits of its random id. */
export function lockNumber(run: string): string {
  return BigInt(`0x${run.slice(0, 15)}`).toString();
}

export function createLife(config: pg.ClientConfig, run: string): Life {
  let held: Promise<pg.Client> | undefined;
  let holder: pg.Client | undefined;

  async function hold(): Promise<pg.Client> {
    const client = new pg.Client({ ...config, keepAlive: true });
    const lose = (): void => {
      if (holder === client) held = undefined;
    };
    client.on("error", lose);
    client.on("end", lose);
    try {
      await client.connect();
      await client.query("SELECT pg_advisory_lock($1)", [lockNumber(run)]);
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    holder = client;
    return client;
  }

  return {
    async ensure() {
      held ??= hold();
      try {
        await held;
      } catch (error) {
        held = undefined;
        throw error;
      }
    },
    async end() {
      const client = await held?.catch(() => undefined);
      await client?.end();
    },
  };
}
