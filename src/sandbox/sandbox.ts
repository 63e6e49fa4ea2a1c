import type { Clock, Random } from "#core/ports.ts";
import { createAkuvox } from "./akuvox.ts";
import { createAvion } from "./avion.ts";
import { createChance } from "./chance.ts";
import { type Cloud, type CloudName, type CloudParts, cloudNames } from "./cloud.ts";
import { sandboxConfig } from "./config.ts";
import { createKeeper, forgetful } from "./keep.ts";
import { createOverkiz } from "./overkiz.ts";
import { createRaixer } from "./raixer.ts";
import { createRufus } from "./rufus.ts";
import { type CloudServer, startCloud } from "./server.ts";

const creators: Readonly<Record<CloudName, (parts: CloudParts) => Cloud>> = {
  raixer: createRaixer,
  akuvox: createAkuvox,
  overkiz: createOverkiz,
  avion: createAvion,
  rufus: createRufus,
};

/** Published limits run this much faster until `POST /_settings` says otherwise. */
const limitsDividedBy = 1000;

export interface SandboxOptions {
  /** First of five consecutive ports; 0 or absent takes free ones. */
  readonly port?: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Folder in which the clouds keep their state; in memory only when absent. */
  readonly data?: string;
}

interface CloudAddress {
  /** Root, with the control routes `/_faults`, `/_log`, `/_state`, `/_world` and `/_settings`. */
  readonly url: string;
  /** The prefix before every catalogued path. */
  readonly baseUrl: string;
}

export interface Sandbox {
  readonly clouds: Readonly<Record<CloudName, CloudAddress>>;
  /** A ready `usher.yaml` for these clouds. */
  readonly config: string;
  close(): Promise<void>;
}

/** Starts the five simulated clouds on the loopback interface. */
export async function startSandbox({ port = 0, clock, random, data }: SandboxOptions): Promise<Sandbox> {
  const keeper = data === undefined ? forgetful : createKeeper(data);
  const chance = createChance(random);
  const start = (name: CloudName, index: number): Promise<CloudServer> => {
    const settings = { limitsDividedBy };
    const cloud = creators[name]({ clock, chance, settings, stored: keeper.load(name) });
    return startCloud({ cloud, clock, settings, keeper, port: port === 0 ? 0 : port + index });
  };
  const started = await Promise.allSettled(cloudNames.map(start));
  const servers = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const failure = started.find((result) => result.status === "rejected");
  if (failure !== undefined) {
    await close();
    throw failure.reason;
  }
  const addresses = cloudNames.map((name, index) => [name, servers[index]] as const);
  const clouds = Object.fromEntries(
    addresses.map(([name, server]) => [name, { url: server?.url ?? "", baseUrl: server?.baseUrl ?? "" }]),
  ) as Record<CloudName, CloudAddress>;
  const baseUrls = Object.fromEntries(cloudNames.map((name) => [name, clouds[name].baseUrl])) as Record<
    CloudName,
    string
  >;
  return { clouds, config: sandboxConfig(baseUrls), close };
}
