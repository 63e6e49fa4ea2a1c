import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { Clock, Log } from "#core/ports.ts";
import type { Client } from "#vendors/client.ts";
import type { Operation, Output } from "#vendors/operation.ts";
import { describe, isOneWay } from "./kinds.ts";
import { deviceOperations } from "./operations/devices.ts";
import { placeOperations } from "./operations/places.ts";
import { sceneOperations } from "./operations/scenes.ts";
import { setupOperations } from "./operations/setup.ts";
import type { ActionGroup, Device, Event, Place } from "./schemas.ts";
import { withStates } from "./states.ts";
import { thingsOf } from "./things.ts";

export interface HomeOptions {
  readonly account: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Log;
  /** Local gateways know no scenes of their own and no daily limit. */
  readonly isLocal: boolean;
  /** The call took no effect at the vendor: its daily budget is not used up. */
  giveBack(row: Operation): void;
}

type DailyRow = Operation & { readonly limit: "bulk-load" };

const dayMs = 24 * 3_600_000;
const localRereadMs = 60_000;
/** Single reads after a gap, when the reading of everything is used up. */
const rereadAtMost = 60;
const never = Number.NEGATIVE_INFINITY;

const availability: ReadonlyMap<string, boolean> = new Map([
  ["DeviceAvailableEvent", true],
  ["DeviceUnavailableEvent", false],
  ["DeviceDisabledEvent", false],
]);

function isGone(error: unknown): boolean {
  return error instanceof VendorError && ["not-found", "rejected", "forbidden"].includes(error.details.kind);
}

/** What is known of the home: read once a day (the vendor allows no more), kept up to date by events. */
export class Home {
  readonly #options: HomeOptions;
  readonly #devices = new Map<string, Device>();
  readonly #scenes = new Map<string, ActionGroup>();
  #rootPlace: Place | null | undefined;
  #location: unknown;
  #setupAt = never;
  #scenesAt = never;
  #loading: Promise<void> | undefined;

  constructor(options: HomeOptions) {
    this.#options = options;
  }

  async things(signal?: AbortSignal): Promise<readonly DiscoveredThing[]> {
    this.#loading ??= this.#load(signal).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    return thingsOf({
      devices: [...this.#devices.values()],
      rootPlace: this.#rootPlace,
      scenes: [...this.#scenes.values()],
      isLocal: this.#options.isLocal,
    });
  }

  /** The zone of the home's own clock; UTC while the vendor has not told it. */
  timezone(): string {
    const { timezone } = Object(this.#location) as { readonly timezone?: unknown };
    const isKnown = typeof timezone === "string" && Intl.supportedValuesOf("timeZone").includes(timezone);
    return isKnown ? timezone : "UTC";
  }

  /** As it is known now, from memory alone. */
  known(deviceURL: string): Device | undefined {
    return this.#devices.get(deviceURL);
  }

  /** From memory, else read by itself, which the vendor does not limit. */
  async device(deviceURL: string, signal?: AbortSignal): Promise<Device> {
    return this.#devices.get(deviceURL) ?? this.#readDevice(deviceURL, signal);
  }

  /** With its states read now. */
  async freshDevice(deviceURL: string, signal?: AbortSignal): Promise<Device> {
    const known = this.#devices.get(deviceURL);
    if (known === undefined) return this.#readDevice(deviceURL, signal);
    const path = { deviceURL };
    const states = await this.#options.client.call(deviceOperations.deviceStates, { path }, { signal });
    const fresh = withStates(this.#devices.get(deviceURL) ?? known, states);
    this.#devices.set(deviceURL, fresh);
    return fresh;
  }

  /** Read now, and remembered. */
  async scene(oid: string, signal?: AbortSignal): Promise<ActionGroup> {
    const scene = await this.#options.client.call(sceneOperations.scene, { path: { oid } }, { signal });
    this.#scenes.set(oid, { ...scene, oid });
    return scene;
  }

  /** Takes in what an event means for what is known; names that are not here change nothing. */
  hear(event: Event): void {
    const { name, deviceURL, actionGroupOID } = event;
    if (typeof deviceURL === "string") this.#hearDevice(name, deviceURL, event);
    if (typeof actionGroupOID === "string") this.#hearScene(name, actionGroupOID);
    if (/^Place(Created|Updated|Deleted)Event$/.test(name)) this.#quietly(this.#readPlaces());
  }

  /** Reads again what may have changed unheard. */
  async reread(signal: AbortSignal): Promise<void> {
    try {
      const all = await this.#readDaily(deviceOperations.devices, signal);
      for (const device of all) this.#devices.set(device.deviceURL, device);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      const told = [...this.#devices.values()].filter((one) => !isOneWay(one) && describe(one).kind !== "sensor");
      for (const device of told.slice(0, rereadAtMost)) await this.#readDevice(device.deviceURL, signal);
    }
  }

  /** Whether any device ever says anything by itself. */
  isTalking(): boolean {
    return this.#devices.size === 0 || [...this.#devices.values()].some((device) => !isOneWay(device));
  }

  #hearDevice(name: string, deviceURL: string, event: Event): void {
    const available = availability.get(name);
    if (available !== undefined) this.#change(deviceURL, (device) => ({ ...device, available }));
    else if (name === "DeviceStateChangedEvent") this.#hearStates(deviceURL, event);
    else if (name === "DeviceRemovedEvent") this.#devices.delete(deviceURL);
    else if (/^Device(Created|Updated)Event$/.test(name)) this.#quietly(this.#readDevice(deviceURL));
  }

  #hearStates(deviceURL: string, event: Event): void {
    const at = event.timestamp ?? this.#options.clock.now();
    const news = (event.deviceStates ?? []).map((state) => ({ ...state, lastUpdateTime: at }));
    this.#change(deviceURL, (device) => withStates(device, news));
  }

  #hearScene(name: string, oid: string): void {
    if (name === "ActionGroupDeletedEvent") this.#scenes.delete(oid);
    else if (/^ActionGroup(Created|Updated)Event$/.test(name)) this.#quietly(this.scene(oid));
  }

  #change(deviceURL: string, news: (device: Device) => Device): void {
    const known = this.#devices.get(deviceURL);
    if (known !== undefined) this.#devices.set(deviceURL, news(known));
  }

  /** What was to be kept up to date stays as it was when the vendor does not answer. */
  #quietly(work: Promise<unknown>): void {
    const { account, log } = this.#options;
    work.catch((error: unknown) => {
      if (!(error instanceof VendorError)) log.error("home-not-updated", { account, error });
    });
  }

  #isOld(at: number): boolean {
    const { clock, isLocal } = this.#options;
    return clock.now() - at >= (isLocal ? localRereadMs : dayMs);
  }

  async #load(signal: AbortSignal | undefined): Promise<void> {
    const isFirst = this.#setupAt === never || this.#scenesAt === never;
    try {
      if (this.#isOld(this.#setupAt)) await this.#loadSetup(signal);
      if (this.#isOld(this.#scenesAt)) await this.#loadScenes(signal);
    } catch (error) {
      if (isFirst || !(error instanceof VendorError)) throw error;
      this.#options.log.info("home-not-reread", { account: this.#options.account, kind: error.details.kind });
    }
  }

  async #loadSetup(signal: AbortSignal | undefined): Promise<void> {
    const setup = await this.#readDaily(setupOperations.setup, signal);
    this.#devices.clear();
    for (const device of setup.devices ?? []) this.#devices.set(device.deviceURL, device);
    this.#rootPlace = setup.rootPlace;
    this.#location = setup.location;
    this.#setupAt = this.#options.clock.now();
  }

  async #loadScenes(signal: AbortSignal | undefined): Promise<void> {
    const { clock, isLocal } = this.#options;
    try {
      const all = await this.#readDaily(sceneOperations.scenes, signal);
      this.#scenes.clear();
      for (const scene of all) if (typeof scene.oid === "string") this.#scenes.set(scene.oid, scene);
    } catch (error) {
      if (!isLocal || !isGone(error)) throw error;
    }
    this.#scenesAt = clock.now();
  }

  /** Reads that the vendor allows once a day; a failure of the way there does not use the day up. */
  async #readDaily<O extends DailyRow>(row: O, signal: AbortSignal | undefined): Promise<Output<O>> {
    const result = await this.#options.client.attemptLoose(row, {}, { signal });
    if (result.ok) return result.data as Output<O>;
    const { status, kind } = result.error.details;
    const isUncounted = result.sends > 0 ? status === undefined || status >= 500 : kind !== "rate-limit";
    if (isUncounted) this.#options.giveBack(row);
    throw result.error;
  }

  async #readDevice(deviceURL: string, signal?: AbortSignal): Promise<Device> {
    const device = await this.#options.client.call(deviceOperations.device, { path: { deviceURL } }, { signal });
    this.#devices.set(deviceURL, device);
    return device;
  }

  async #readPlaces(): Promise<void> {
    this.#rootPlace = await this.#readDaily(placeOperations.places, undefined);
  }
}
