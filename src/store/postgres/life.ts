import pg from "pg";

/** Proof of life of one run: an advisory lock on a connection of its own, which ends with the process. */
export interface Life {
  /** Resolves once the server has just said that the lock is held, connecting again where it was lost. */
  ensure(): Promise<void>;
  end(): Promise<void>;
}

const againMs = 500;

/** The lock of a run: 60 bits of its random id. */
export function lockNumber(run: string): string {
  return BigInt(`0x${run.slice(0, 15)}`).toString();
}

export function createLife(config: pg.ClientConfig, run: string): Life {
  let holding: Promise<pg.Client> | undefined;
  let holder: pg.Client | undefined;
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;

  async function hold(): Promise<pg.Client> {
    const client = new pg.Client({ ...config, keepAlive: true });
    client.on("error", () => lose(client));
    client.on("end", () => lose(client));
    try {
      await client.connect();
      await client.query("SELECT pg_advisory_lock($1)", [lockNumber(run)]);
      holder = client;
      return client;
    } catch (error) {
      holding = undefined;
      client.end().catch(() => {});
      throw error;
    }
  }

  function lose(client: pg.Client): void {
    if (holder !== client) return;
    holder = undefined;
    holding = undefined;
    client.end().catch(() => {});
    holdSoon();
  }

  /** Without the lock others would take what runs here for interrupted. */
  function holdSoon(): void {
    if (isEnded || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      ensure().catch(holdSoon);
    }, againMs).unref();
  }

  /** Those who ask at once share one question. */
  function ensure(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function ask(): Promise<void> {
    holding ??= hold();
    const client = await holding;
    try {
      await client.query("SELECT 1");
    } catch {
      lose(client);
      holding ??= hold();
      await holding;
    }
  }

  return {
    ensure,
    async end() {
      isEnded = true;
      clearTimeout(timer);
      const client = await holding?.catch(() => undefined);
      await client?.end();
    },
  };
}
