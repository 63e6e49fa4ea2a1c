import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { Clock, Log } from "#core/ports.ts";
import type { CallOptions, Client } from "#vendors/client.ts";
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

/** What is known of the home: read once a day (the vendor allows no more), kept up to date by events. */
export interface Home {
  things(signal?: AbortSignal): Promise<readonly DiscoveredThing[]>;
  /** From memory, else read by itself, which the vendor does not limit. */
  device(deviceURL: string, signal?: AbortSignal): Promise<Device>;
  /** With its states read now. */
  freshDevice(deviceURL: string, signal?: AbortSignal): Promise<Device>;
  /** Read now, and remembered. */
  scene(oid: string, signal?: AbortSignal): Promise<ActionGroup>;
  hear(event: Event): void;
  /** Reads again what may have changed unheard. */
  reread(signal: AbortSignal): Promise<void>;
  /** Whether any device ever says anything by itself. */
  isTalking(): boolean;
}

type DailyRow = Operation & { readonly limit: "bulk-load" };

const dayMs = 24 * 3_600_000;
const localRereadMs = 60_000;
/** Single reads after a gap, when the reading of everything is used up. */
const rereadAtMost = 60;

function isGone(error: unknown): boolean {
  return error instanceof VendorError && ["not-found", "rejected", "forbidden"].includes(error.details.kind);
}

export function createHome(options: HomeOptions): Home {
  const { client, clock, log, account, isLocal } = options;
  const devices = new Map<string, Device>();
  const scenes = new Map<string, ActionGroup>();
  let rootPlace: Place | null | undefined;
  let setupAt = Number.NEGATIVE_INFINITY;
  let scenesAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;
  const maxAgeMs = isLocal ? localRereadMs : dayMs;
  const isOld = (at: number): boolean => clock.now() - at >= maxAgeMs;

  /** Reads that the vendor allows once a day; a failure of the way there does not use the day up. */
  const readDaily = async <O extends DailyRow>(row: O, how: CallOptions): Promise<Output<O>> => {
    const result = await client.attemptLoose(row, {}, how);
    if (result.ok) return result.data as Output<O>;
    const { status } = result.error.details;
    if (result.sends > 0 ? status === undefined || status >= 500 : result.error.details.kind !== "rate-limit") {
      options.giveBack(row);
    }
    throw result.error;
  };
  const loadSetup = async (signal: AbortSignal | undefined): Promise<void> => {
    const setup = await readDaily(setupOperations.setup, { signal });
    devices.clear();
    for (const device of setup.devices ?? []) devices.set(device.deviceURL, device);
    rootPlace = setup.rootPlace;
    setupAt = clock.now();
  };
  const loadScenes = async (signal: AbortSignal | undefined): Promise<void> => {
    try {
      const all = await readDaily(sceneOperations.scenes, { signal });
      scenes.clear();
      for (const scene of all) if (typeof scene.oid === "string") scenes.set(scene.oid, scene);
    } catch (error) {
      if (!isLocal || !isGone(error)) throw error;
    }
    scenesAt = clock.now();
  };
  const load = async (signal: AbortSignal | undefined): Promise<void> => {
    const isFirst = setupAt === Number.NEGATIVE_INFINITY || scenesAt === Number.NEGATIVE_INFINITY;
    try {
      if (isOld(setupAt)) await loadSetup(signal);
      if (isOld(scenesAt)) await loadScenes(signal);
    } catch (error) {
      if (isFirst || !(error instanceof VendorError)) throw error;
      log.info("home-not-reread", { account, kind: error.details.kind });
    }
  };
  const readDevice = async (deviceURL: string, signal?: AbortSignal): Promise<Device> => {
    const device = await client.call(deviceOperations.device, { path: { deviceURL } }, { signal });
    devices.set(deviceURL, device);
    return device;
  };
  const readScene = async (oid: string, signal?: AbortSignal): Promise<ActionGroup> => {
    const scene = await client.call(sceneOperations.scene, { path: { oid } }, { signal });
    scenes.set(oid, { ...scene, oid });
    return scene;
  };
  const quietly = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (!(error instanceof VendorError)) log.error("home-not-updated", { account, error });
    });
  };
  const hearState = (event: Event, deviceURL: string): void => {
    const known = devices.get(deviceURL);
    if (known === undefined) return;
    const at = event.timestamp ?? clock.now();
    const news = (event.deviceStates ?? []).map((state) => ({ ...state, lastUpdateTime: at }));
    devices.set(deviceURL, withStates(known, news));
  };
  const setAvailable = (deviceURL: string, available: boolean): void => {
    const known = devices.get(deviceURL);
    if (known !== undefined) devices.set(deviceURL, { ...known, available });
  };
  const readPlaces = async (): Promise<void> => {
    rootPlace = await readDaily(placeOperations.places, {});
  };

  /** What an event means for what is known; names that are not here change nothing. */
  const hearDevice = new Map<string, (event: Event, deviceURL: string) => void>(
    Object.entries({
      DeviceStateChangedEvent: hearState,
      DeviceAvailableEvent: (_, deviceURL) => setAvailable(deviceURL, true),
      DeviceUnavailableEvent: (_, deviceURL) => setAvailable(deviceURL, false),
      DeviceDisabledEvent: (_, deviceURL) => setAvailable(deviceURL, false),
      DeviceCreatedEvent: (_, deviceURL) => quietly(readDevice(deviceURL)),
      DeviceUpdatedEvent: (_, deviceURL) => quietly(readDevice(deviceURL)),
      DeviceRemovedEvent: (_, deviceURL) => devices.delete(deviceURL),
    }),
  );
  const hearScene = new Map<string, (oid: string) => void>(
    Object.entries({
      ActionGroupCreatedEvent: (oid) => quietly(readScene(oid)),
      ActionGroupUpdatedEvent: (oid) => quietly(readScene(oid)),
      ActionGroupDeletedEvent: (oid) => scenes.delete(oid),
    }),
  );
  const placeEvents: ReadonlySet<string> = new Set(["PlaceCreatedEvent", "PlaceUpdatedEvent", "PlaceDeletedEvent"]);

  return {
    async things(signal) {
      loading ??= load(signal).finally(() => {
        loading = undefined;
      });
      await loading;
      return thingsOf({ devices: [...devices.values()], rootPlace, scenes: [...scenes.values()] });
    },
    async device(deviceURL, signal) {
      return devices.get(deviceURL) ?? readDevice(deviceURL, signal);
    },
    async freshDevice(deviceURL, signal) {
      const known = devices.get(deviceURL);
      if (known === undefined) return readDevice(deviceURL, signal);
      const states = await client.call(deviceOperations.deviceStates, { path: { deviceURL } }, { signal });
      const fresh = withStates(devices.get(deviceURL) ?? known, states);
      devices.set(deviceURL, fresh);
      return fresh;
    },
    scene: readScene,
    hear(event) {
      if (typeof event.deviceURL === "string") hearDevice.get(event.name)?.(event, event.deviceURL);
      const { actionGroupOID } = event;
      if (typeof actionGroupOID === "string") hearScene.get(event.name)?.(actionGroupOID);
      if (placeEvents.has(event.name)) quietly(readPlaces());
    },
    async reread(signal) {
      try {
        const all = await readDaily(deviceOperations.devices, { signal });
        for (const device of all) devices.set(device.deviceURL, device);
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        const told = [...devices.values()].filter((one) => !isOneWay(one) && describe(one).kind !== "sensor");
        for (const device of told.slice(0, rereadAtMost)) await readDevice(device.deviceURL, signal);
      }
    },
    isTalking: () => devices.size === 0 || [...devices.values()].some((device) => !isOneWay(device)),
  };
}
