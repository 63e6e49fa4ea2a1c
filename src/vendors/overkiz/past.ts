import type { DoorHappening, DoorRecord } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { Client } from "#vendors/client.ts";
import type { Output } from "#vendors/operation.ts";
import type { Home } from "./home.ts";
import { historyOperations } from "./operations/history.ts";
import { isOpeningOf, type SceneCommand } from "./scenes.ts";
import { isOpenAs, openStateOf } from "./states.ts";

type Executions = Output<typeof historyOperations.pastExecutions>;
type Execution = Executions[number];

const monthMs = 30 * 24 * 3_600_000;
/** Asking for a number of values lifts the vendor's limit of three days. */
const mostMoves = 200;

export interface PastOptions {
  readonly client: Client;
  readonly home: Home;
  now(): number;
}

function commandsFor(execution: Execution, deviceURL: string): readonly SceneCommand[] {
  return (execution.commands ?? []).flatMap((each) => {
    if (typeof each !== "object" || each === null) return [];
    const said = each as { readonly deviceURL?: unknown; readonly command?: unknown; readonly parameters?: unknown };
    if (said.deviceURL !== deviceURL || typeof said.command !== "string") return [];
    return [{ name: said.command, parameters: Array.isArray(said.parameters) ? said.parameters : [] }];
  });
}

/** What doors did and were told, as far as the cloud keeps it. */
export class Past {
  readonly #options: PastOptions;
  #executions: Executions | undefined;
  #reading: Promise<Executions> | undefined;

  constructor(options: PastOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async door(deviceURL: string, signal: AbortSignal): Promise<readonly DoorRecord[]> {
    const told = await Promise.allSettled([this.#commands(deviceURL, signal), this.#moves(deviceURL, signal)]);
    const known = told.flatMap((one) => (one.status === "fulfilled" && one.value !== undefined ? [one.value] : []));
    const failure = told.find((one) => one.status === "rejected");
    if (failure !== undefined && (known.length === 0 || !(failure.reason instanceof VendorError))) throw failure.reason;
    return known.flat().sort((a, b) => b.at - a.at);
  }

  /** From the executions that ended: what the device was told, and whether it did. */
  async #commands(deviceURL: string, signal: AbortSignal): Promise<readonly DoorRecord[]> {
    const executions = await this.#readExecutions(signal);
    const device = await this.#options.home.device(deviceURL, signal);
    return executions.flatMap((execution) => {
      const at = execution.endTime ?? execution.eventTime;
      const commands = commandsFor(execution, deviceURL);
      if (at == null || commands.length === 0) return [];
      const hasEnded = execution.state === "COMPLETED" || execution.state === "FAILED";
      if (!hasEnded || !commands.some((command) => isOpeningOf(device, command))) return [];
      const what: DoorHappening = execution.state === "COMPLETED" ? "opened" : "open-failed";
      return [{ at, what, by: "command" } as const];
    });
  }

  /** The vendor gives this list every half hour at most: in between it is as it was read last. */
  async #readExecutions(signal: AbortSignal): Promise<Executions> {
    try {
      // Several doors are asked for together: one reading serves them all.
      this.#reading ??= this.#options.client.call(historyOperations.pastExecutions, {}, { signal }).finally(() => {
        this.#reading = undefined;
      });
      this.#executions = await this.#reading;
    } catch (error) {
      const isUsedUp = error instanceof VendorError && error.details.kind === "rate-limit";
      if (!isUsedUp || this.#executions === undefined) throw error;
    }
    return this.#executions ?? [];
  }

  /** From its own sensor, which the vendor lets be read at any time; undefined where it has none. */
  async #moves(deviceURL: string, signal: AbortSignal): Promise<readonly DoorRecord[] | undefined> {
    const { client, home, now } = this.#options;
    const name = openStateOf(await home.device(deviceURL, signal));
    if (name === undefined) return undefined;
    const path = { deviceURL, name, from: now() - monthMs, to: now() };
    const kept = await client.call(historyOperations.stateHistory, { path, query: { limit: mostMoves } }, { signal });
    const seen = (kept.historyValues ?? []).flatMap((each) => {
      const { when, value } = each as { readonly when?: unknown; readonly value?: unknown };
      const isOpen = isOpenAs(value);
      return typeof when === "number" && isOpen !== undefined ? [{ at: when, isOpen }] : [];
    });
    const inOrder = seen.sort((a, b) => a.at - b.at);
    // The same said twice is no movement.
    return inOrder
      .filter(({ isOpen }, index) => inOrder[index - 1]?.isOpen !== isOpen)
      .map(({ at, isOpen }) => ({ at, what: isOpen ? "moved-open" : "moved-closed" }));
  }
}
