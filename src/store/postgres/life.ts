import pg from "pg";

/**
 * Proof of life of one run: an advisory lock on a connection of its own, which ends with the process. On the same
 * connection the process hears what others change.
 */
export interface Life {
  /** Resolves once the server has just said that the lock is held, connecting again where it was lost. */
  ensure(): Promise<void>;
  end(): Promise<void>;
}

/** What comes in on the connection. */
export interface Ears {
  hear(payload: string): void;
  /** The connection stands again: what was told meanwhile was missed. */
  missed(): void;
}

const againMs = 500;
/** A connection that died without a word is noticed after so long. */
const beatMs = 5_000;
const waitMs = 5_000;

/** The same for all processes on one schema. */
export const channel = "'usher_' || md5(current_schema())";

/** The lock of a run: 60 bits of its random id. */
export function lockNumber(run: string): string {
  return BigInt(`0x${run.slice(0, 15)}`).toString();
}

export function createLife(config: pg.ClientConfig, run: string, ears: Ears): Life {
  let holding: Promise<pg.Client> | undefined;
  let holder: pg.Client | undefined;
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let hasHeld = false;
  const beat = setInterval(() => {
    if (holder !== undefined) ensure().catch(() => {});
  }, beatMs).unref();

  async function hold(): Promise<pg.Client> {
    const client = new pg.Client({ ...config, keepAlive: true, query_timeout: waitMs });
    client.on("error", () => lose(client));
    client.on("end", () => lose(client));
    client.on("notification", ({ payload = "" }) => ears.hear(payload));
    try {
      await client.connect();
      await client.query("SELECT pg_advisory_lock($1)", [lockNumber(run)]);
      const { rows } = await client.query<{ name: string }>(`SELECT ${channel} AS name`);
      await client.query(`LISTEN ${rows[0]?.name ?? ""}`);
      holder = client;
      if (hasHeld) ears.missed();
      hasHeld = true;
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
      clearInterval(beat);
      clearTimeout(timer);
      const client = await holding?.catch(() => undefined);
      await client?.end();
    },
  };
}
