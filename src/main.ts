import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { DiscordConfig } from "#adapters/discord/config.ts";
import type { SlackConfig } from "#adapters/slack/config.ts";
import { actions } from "#core/actions.ts";
import type { Command } from "#core/command.ts";
import { createDispatcher, type DispatchDeps, type Dispatcher } from "#core/dispatch.ts";
import type { Gate } from "#core/gate.ts";
import { ownAccount } from "#core/own.ts";
import { createPermitOffice } from "#core/permit.ts";
import type { Clock, Log, Random, Vault, Wording } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import type { Store } from "#core/store.ts";
import { withStandIns } from "#core/unnamed.ts";
import { createGate } from "#gate/gate.ts";
import { createIdentify } from "#gate/identify.ts";
import { createRights } from "#gate/rights.ts";
import { createTokens } from "#gate/tokens.ts";
import { createExpiry, type Expiry } from "#keys/expiry.ts";
import { createKeyring } from "#keys/keyring.ts";
import { createKeyView } from "#keys/running.ts";
import { createLanguage, type Understander } from "#language/language.ts";
import { takeUtterances } from "#language/utterances.ts";
import { isWithinHours, parseHours } from "#policy/hours.ts";
import { createPolicy } from "#policy/policy.ts";
import { openRights, type RightsOffice } from "#rights/rights.ts";
import { type Accounts, connectAccounts } from "#src/accounts.ts";
import { readCommands } from "#src/commands.ts";
import type { Config } from "#src/config.ts";

import { createDirectory, type LiveDirectory } from "#src/directory.ts";
import { type LocaleFiles, readLocales } from "#src/locales.ts";
import { createWording } from "#src/translate.ts";
import { StoreError } from "#store/errors.ts";
import { openStore } from "#store/open.ts";

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
export const systemRandom: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };

/** The configuration with the platforms' own keys. */
export type UsherConfig = Config<SlackConfig, DiscordConfig>;

export interface UsherOptions {
  readonly config: UsherConfig;
  readonly log: Log;
  /** The one process that stays on its store; one-shot commands work beside it. */
  readonly isExclusive: boolean;
  /** How long the vendors are waited for, and how old a stored list of things may be before they are asked. */
  readonly patienceMs: number;
  readonly freshForMs: number;
  readonly clock?: Clock;
  readonly observe?: DispatchDeps["observe"];
}

/** Everything put together, except the platforms. */
export interface Usher {
  readonly config: UsherConfig;
  readonly bot: Dispatcher;
  readonly gate: Gate;
  readonly rights: RightsOffice;
  /** Takes away what its vendor would keep for ever; begins when it is told to. */
  readonly expiry: Expiry;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly directory: LiveDirectory;
  readonly language: Understander;
  readonly wording: Wording;
  readonly commands: readonly Command[];
  readonly locales: Readonly<Record<string, LocaleFiles>>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** As they are now: the configuration may be read again. */
  roles(): UsherConfig["roles"];
  newTurnId(): string;
  /** Replaces people, roles, places and names at once; accounts, platforms and the store take a restart. */
  reload(config: UsherConfig): void;
  /** Ends the waiting for better outcomes: what is known by now is the last word. */
  stopFollowing(): void;
  /** Lets running turns finish, closes everything. */
  close(): Promise<void>;
}

/** The composition root: the only place that knows all parts. */
export async function createUsher(options: UsherOptions): Promise<Usher> {
  const { log, clock = systemClock } = options;
  const random = systemRandom;
  const { config } = options;
  // The store opens in its own thread while the languages are compiled in this one.
  const opening = openStore({
    ...config.store,
    directory: dirname(config.file),
    clock,
    random,
    log,
    exclusive: options.isExclusive,
  });
  // Heard where it is awaited below; until then a failure is nobody's unhandled rejection.
  opening.catch(() => {});
  const [commands, locales] = await Promise.all([readCommands(), readLocales()]);
  const stopping = new AbortController();
  const directory = createDirectory(config);
  const language = createUnderstanding(commands, locales);
  const store = await opening;
  const zone = config.places[0]?.timezone ?? "UTC";
  const wording = createWording(locales, directory, zone);
  const permits = createPermitOffice();
  const tokens = createTokens(random);
  const vault = vaultOn(store);
  const accounts = await connectAccounts(config.accounts, {
    store,
    directory,
    clock,
    log,
    onChange: () => language.setNames(withStandIns(directory.names())),
    services: {
      clock,
      random,
      log,
      vault,
      ledger: { load: (bucket) => store.loadBucket(bucket), save: (bucket, state) => store.saveBucket(bucket, state) },
      redeem: (permit) => permits.redeem(permit),
      giveBack: (permit, reason) => permits.giveBack(permit, reason),
    },
  });
  await accounts.load(options.patienceMs, options.freshForMs);

  const accountsKnown = {
    linkOf: (identity: string) => office.book.linkOf(identity),
    linkedTo: (person: string) => office.book.linkedTo(person),
    guest: (person: string) => office.book.guest(person),
    groupsOf: (identity: string) => office.members.groupsOf(identity),
  };
  let identify = createIdentify(identifyConfig(config), accountsKnown);
  let roles = config.roles;
  let policy = createPolicy(config);
  let owners = ownersIn(config);
  const keys = createKeyView({ store, clock, directory, reads: accounts.reads });
  const office: RightsOffice = await openRights({
    store,
    clock,
    random,
    log,
    tokens,
    wording,
    directory,
    reads: accounts.reads,
    keys,
    policy: { decide: (question) => policy.decide(question) },
    isWithin: isWithinHours,
    register: {
      person: (id) => identify.person(id),
      isConfigured: (id) => identify.isConfigured(id),
      owner: (identity) => identify.owner(identity),
    },
    hasGroupRoles: () => roles.some(({ groups }) => groups.length > 0),
    onPeople(people) {
      directory.setGuests(people);
      void language.setNames(withStandIns(directory.names()));
    },
    owners: () => owners,
    redeem: (permit) => permits.redeem(permit),
  });
  const { book } = office;
  const leaveChanges = store.onChange(({ what, ...of }) => {
    const taken = what === "rights" ? book.refresh() : accounts.reread("account" in of ? of.account : undefined);
    taken.catch((error: unknown) => log.warn("change-not-taken", { what, error }));
  });
  const keyring = createKeyring({
    store,
    clock,
    random,
    log,
    directory,
    reads: accounts.reads,
    redeem: (permit) => permits.redeem(permit),
    performer: (account, capability) => accounts.performer(account, capability),
  });
  const gate = createGate({
    store,
    clock,
    log,
    directory,
    permits,
    tokens,
    random,
    identify: (turn) => identify(turn),
    rights: createRights(
      {
        decide: (question) => policy.decide(question),
        mayEver: (...question) => policy.mayEver(...question),
        mayAnywhere: (...question) => policy.mayAnywhere(...question),
      },
      directory,
      actions,
      book,
    ),
    isLocked: (place) => book.isLocked(place),
    refreshRights: (turn) => office.refresh(identify.accounts(turn)),
    notices: office.notices,
    people: () => identify.people(),
    tellOwners: (reply) =>
      void office.notices.tellOwners({ reply }).catch((error: unknown) => log.error("owners-not-told", { error })),
    reads: accounts.reads,
    performer: (account, capability) =>
      account === ownAccount ? office.keeper(capability) : keyring(account, capability),
    follow: (account) => accounts.follow(account),
    stopping: stopping.signal,
    confirmSeconds: config.confirm.seconds,
    accountHasDoors: (account) => accounts.hasDoors(account),
    vendorSkews: () => accounts.skews(),
    async cancelToken({ hash, turn, who, expiresAt }) {
      const minted = tokens.mint();
      const common = { person: who.person.id, identity: turn.identity.id, conversation: turn.conversation.id };
      const payload = { kind: "cancel", confirmation: hash };
      await store.keepContinuations([{ ...common, hash: minted.hash, group: minted.hash, payload, expiresAt }]);
      return minted.token;
    },
  });
  const newTurnId = () => Buffer.from(random.bytes(12)).toString("base64url");
  const expiry = createExpiry({
    store,
    clock,
    log,
    gate,
    keys,
    notices: office.notices,
    newTurnId,
    zoneOf: (thing) => directory.place(directory.entity(thing)?.place ?? "")?.timezone ?? zone,
  });
  const bot = createDispatcher({
    gate,
    commands,
    directory,
    reads: accounts.reads,
    keys,
    health: accounts.health,
    access: {
      grants: () => book.grants(),
      lockdowns: () => book.lockdowns(),
      asking: () => book.guests().filter(({ state }) => state === "asking"),
      isHours: (text) => parseHours(text).isWell,
      who(id) {
        const person = identify.person(id);
        return person === undefined ? undefined : { person, roles: person.roles, viewRoles: [] };
      },
    },
    identities: office.identities,
    language,
    wording,
    clock,
    log,
    store,
    tokens,
    zoneOf: () => zone,
    patience: patient,
    isStoreFailure: (error) => error instanceof StoreError,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });

  return {
    config,
    bot,
    gate,
    rights: office,
    expiry,
    store,
    accounts,
    directory,
    language,
    wording,
    commands,
    locales,
    vault,
    clock,
    roles: () => roles,
    newTurnId,
    reload(next) {
      const nextPolicy = createPolicy(next);
      identify = createIdentify(identifyConfig(next), accountsKnown);
      roles = next.roles;
      policy = nextPolicy;
      owners = ownersIn(next);
      directory.configure(next);
      void language.setNames(withStandIns(directory.names()));
    },
    stopFollowing: () => stopping.abort(),
    async close() {
      stopping.abort();
      leaveChanges();
      await Promise.all([bot.drain(), expiry.stop()]);
      office.members.stop();
      await office.notices.stop();
      await accounts.close();
      await store.close();
    },
  };
}

function createUnderstanding(
  commands: readonly Command[],
  locales: Readonly<Record<string, LocaleFiles>>,
): Understander {
  const sentences = Object.entries(locales).map(([tag, files]) => [tag, takeUtterances(files.utterances)] as const);
  return createLanguage({ commands, locales: Object.fromEntries(sentences) });
}

/** Whether any role is given by a group of this platform. */
export function hasGroupRoles(roles: UsherConfig["roles"], platform: string): boolean {
  return roles.some(({ groups }) => groups.some((group) => group.startsWith(`${platform}:`)));
}

function identifyConfig({ people, roles, slack, discord }: UsherConfig) {
  return { people, roles, served: { slack: slack?.teams, discord: discord?.guilds } };
}

/** Somebody stands at a door and looks at a phone. */
const patienceMs = 4_000;

function patient<T>(work: Promise<T>): Promise<{ readonly value: T } | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    work.then((value) => resolve({ value }), reject).finally(() => clearTimeout(timer));
  });
}

/** People with a role that allows everything. */
function ownersIn({ people, roles }: UsherConfig): readonly string[] {
  const all = new Set(roles.filter((role) => role.allow.includes("*")).map((role) => role.name));
  return people.filter((person) => person.roles.some((role) => all.has(role))).map(({ id }) => id);
}

/** Vendor tokens survive restarts, encrypted in the store. */
function vaultOn(store: Store): Vault {
  return {
    async load(name) {
      const value = await store.loadSecret(name);
      return value === undefined ? undefined : new Secret(value);
    },
    save: (name, value, expiresAt) => store.saveSecret(name, value.reveal(), expiresAt),
    drop: (name) => store.dropSecret(name),
  };
}
