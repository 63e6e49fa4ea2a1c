import type { Directory } from "#core/directory.ts";
import { VendorError, vendorErrorKinds } from "#core/errors.ts";
import type { AccountHealth, HealthView } from "#core/health.ts";
import type { Clock, VendorAccount } from "#core/ports.ts";

/** A vendor that answers no sooner is as good as down for whoever waits. */
const probeTimeoutMs = 4000;
/** Looks of several people at once are one. */
const freshMs = 3_000;

interface Look {
  readonly at: number;
  readonly isWell: boolean;
  readonly problem?: AccountHealth["problem"];
}

export interface Health {
  readonly view: HealthView;
  /** What was noticed by the way: an answer, or why there was none. */
  note(account: string, error?: unknown): void;
}

/** Keeps what was last seen of each account, and since when it has been in trouble. */
export function createHealth(
  accountOf: (id: string) => Pick<VendorAccount, "id" | "probe"> | undefined,
  { clock, directory }: { readonly clock: Clock; readonly directory: Pick<Directory, "heardAt"> },
): Health {
  const looks = new Map<string, Look>();
  const downSince = new Map<string, number>();
  const looking = new Map<string, Promise<void>>();

  function see(account: string, look: Look): void {
    looks.set(account, look);
    if (look.isWell) downSince.delete(account);
    else if (!downSince.has(account)) downSince.set(account, look.at);
  }

  async function look(id: string): Promise<void> {
    const account = accountOf(id);
    if (account === undefined) return;
    const { isWell, problem } = await account.probe(AbortSignal.timeout(probeTimeoutMs));
    see(id, { at: clock.now(), isWell, ...problemOf(problem) });
  }

  async function refresh(id: string): Promise<void> {
    const known = looks.get(id);
    if (known !== undefined && clock.now() - known.at < freshMs) return;
    const running = looking.get(id) ?? look(id).finally(() => looking.delete(id));
    looking.set(id, running);
    await running;
  }

  return {
    async view(ids) {
      await Promise.all(ids.map(refresh));
      return ids.flatMap((account) => {
        const known = looks.get(account);
        if (known === undefined) return [];
        const since = downSince.get(account);
        const heardAt = directory.heardAt(account);
        return [
          {
            account,
            isWell: known.isWell,
            ...(since === undefined ? {} : { downSince: since }),
            ...(known.problem === undefined ? {} : { problem: known.problem }),
            ...(heardAt === undefined ? {} : { heardAt }),
          },
        ];
      });
    },
    note(account, error) {
      const at = clock.now();
      if (error === undefined) see(account, { at, isWell: true });
      else if (error instanceof VendorError) see(account, { at, isWell: false, problem: error.code });
    },
  };
}

function problemOf(code: string | undefined): Pick<Look, "problem"> {
  const problem = vendorErrorKinds.map((kind) => `vendor-${kind}` as const).find((one) => one === code);
  return problem === undefined ? {} : { problem };
}
