import type { VendorReads } from "#core/capabilities.ts";
import type { JsonObject } from "#core/json.ts";
import type { VendorServices } from "#core/ports.ts";
import { Client } from "#vendors/client.ts";
import type { Operation } from "#vendors/operation.ts";
import { pause } from "#vendors/retry.ts";
import type { SignIn } from "#vendors/session.ts";
import { type AccountIdentity, createAccount, type VendorConnection } from "#vendors/vendor.ts";
import { createListeners } from "#vendors/watch.ts";
import { type Budget, createBudget } from "./budget.ts";
import { createEnergyReads } from "./energy.ts";
import { overkizErrors } from "./errors.ts";
import { Executions } from "./executions.ts";
import { cloudRhythm, Feed, localRhythm, type Rhythm } from "./feed.ts";
import { Home } from "./home.ts";
import { describe } from "./kinds.ts";
import { deprecatedOperations } from "./operations/deprecated.ts";
import { executionOperations } from "./operations/executions.ts";
import { overkizOperations } from "./operations.ts";
import { Past } from "./past.ts";
import { overkizPerformers } from "./performers.ts";
import { sceneContent } from "./scenes.ts";
import { type Identity, overkizSignIn } from "./sign-in.ts";
import { stateOf, tintOf } from "./states.ts";
import { toVendorEvent } from "./watch.ts";

export interface OverkizSettings {
  /** The whole prefix before a catalogued path. */
  readonly baseUrl: string;
  readonly identity: Identity;
  /** Certificate of a local gateway, or leave to take any. */
  readonly tls?: { readonly ca?: string; readonly rejectUnauthorized?: boolean };
  /** How often events are fetched; by default as the vendor's limits allow. */
  readonly rhythm?: Rhythm;
}

const readMs = 10_000;
/** A large house is a few megabytes. */
const maxBodyBytes = 32 * 1024 * 1024;
const askEveryMs = 3000;
const hurryMs = 60_000;

/** Local gateways put a version where the cloud puts nothing: `/enduser-mobile-web/1/enduserAPI`. */
function isLocalGateway(baseUrl: string): boolean {
  return /\/\d+\/enduserAPI\/?$/.test(new URL(baseUrl).pathname);
}

function readsOf(client: Client, home: Home, now: () => number, isLocal: boolean): VendorReads {
  const signal = (): AbortSignal => AbortSignal.timeout(readMs);
  const past = new Past({ client, home, now });
  const fresh = async (vendorId: string) => {
    const device = await home.freshDevice(vendorId, signal());
    return { device, state: stateOf(device, describe(device)) };
  };
  return {
    doors: {
      async state(vendorId) {
        const { isOnline, isOpen, isLocked } = (await fresh(vendorId)).state;
        return {
          ...(isOnline === undefined ? {} : { isOnline }),
          ...(isOpen === undefined ? {} : { isOpen }),
          ...(isLocked === undefined ? {} : { isLocked }),
        };
      },
      ...(isLocal ? {} : { history: (vendorId: string) => past.door(vendorId, signal()) }),
    },
    lights: {
      async state(vendorId) {
        const { device, state } = await fresh(vendorId);
        return {
          ...(state.isOnline === undefined ? {} : { isOnline: state.isOnline }),
          ...(state.isOn === undefined ? {} : { isOn: state.isOn }),
          ...(state.level === undefined ? {} : { level: state.level }),
          ...tintOf(device),
        };
      },
    },
    shades: {
      async state(vendorId) {
        const { isOnline, isOpen, closure } = (await fresh(vendorId)).state;
        return {
          ...(isOnline === undefined ? {} : { isOnline }),
          ...(isOpen === undefined ? {} : { isOpen }),
          ...(closure === undefined ? {} : { closure }),
        };
      },
    },
    scenes: {
      content: (vendorId) => sceneContent(home, vendorId, signal()),
      async running() {
        const running = await client.call(executionOperations.executions, {}, { signal: signal() });
        return running.map(({ actionGroup }) => actionGroup?.oid).filter((oid) => typeof oid === "string");
      },
    },
    ...(isLocal ? {} : { energy: createEnergyReads(client, home, signal) }),
  };
}

/** Sign-in takes its parameters in a form, whatever the list of operations says. */
function complete(input: JsonObject, row: Operation): Promise<JsonObject> {
  if (row.encoding !== "form" || "body" in input) return Promise.resolve(input);
  return Promise.resolve({ body: input });
}

interface Connection {
  readonly client: Client;
  readonly budget: Budget | undefined;
}

/** The client with its sign-in and, in the cloud, the budget of the session. */
function createConnection(
  settings: OverkizSettings,
  services: VendorServices,
  account: string,
  onNewSession: () => void,
): Connection {
  let signIn: (SignIn & { ready(): Promise<unknown> }) | undefined;
  const isLimited = !isLocalGateway(settings.baseUrl);
  const budget = isLimited ? createBudget(account, services, async () => signIn?.ready()) : undefined;
  const client = new Client({
    account,
    baseUrl: settings.baseUrl,
    services,
    errors: overkizErrors,
    maxBodyBytes,
    ...(budget === undefined ? {} : { limits: budget }),
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    signIn: (exchange) => {
      signIn = overkizSignIn({
        account,
        identity: settings.identity,
        services,
        exchange,
        async onNewSession() {
          onNewSession();
          await budget?.begin();
        },
      });
      return signIn;
    },
  });
  return { client, budget };
}

/** Connects one account: a cloud login or one local gateway. */
export function connectOverkiz(
  settings: OverkizSettings,
  services: VendorServices,
  account: AccountIdentity,
): VendorConnection {
  const isLocal = isLocalGateway(settings.baseUrl);
  const { client, budget } = createConnection(settings, services, account.id, () => feed.forget());
  const listeners = createListeners();
  const common = { account: account.id, client, clock: services.clock, log: services.log };
  const home = new Home({ ...common, isLocal, giveBack: (row) => budget?.giveBack(row) });
  const feed = new Feed({
    ...common,
    rhythm: settings.rhythm ?? (isLocal ? localRhythm : cloudRhythm),
    hear(event) {
      home.hear(event);
      executions.hear(event);
      const told = toVendorEvent(account.id, event, home);
      if (told !== undefined) listeners.tell(told);
    },
    onGap: (signal) => home.reread(signal),
    isTalking: () => home.isTalking(),
  });
  const executions = new Executions({ ...common, feed, askEveryMs });

  return createAccount({
    account,
    vendor: "overkiz",
    services,
    client,
    operations: overkizOperations,
    withdrawn: deprecatedOperations,
    reads: readsOf(client, home, () => services.clock.now(), isLocal),
    performers: overkizPerformers({ client, home, onStarted: () => feed.start() }),
    ...(budget === undefined ? {} : { limits: budget }),
    async things(signal) {
      const things = await home.things(signal);
      feed.start();
      return things;
    },
    follow: (follow, signal) => executions.follow(follow, signal),
    // Listening begins at once: what changes before it would go unheard.
    watch: listeners.joined(() => {
      const { listening, release } = feed.hurry();
      // A cloud that is down is asked at the feed's own pace after that.
      Promise.race([listening, pause(hurryMs, undefined, true)]).then(release, release);
      return release;
    }),
    ping: (signal) => client.call(overkizOperations.executions, {}, { signal }),
    complete,
    close: () => feed.close(),
  });
}
