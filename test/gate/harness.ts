import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Action, actions } from "#core/actions.ts";
import type { SceneContent } from "#core/capabilities.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { NoticeButton } from "#core/notice.ts";
import { createPermitOffice, type PermitOffice } from "#core/permit.ts";
import type { Person, Who } from "#core/person.ts";
import type { Act, ActResult, Plan } from "#core/plan.ts";
import type { Decision, Policy } from "#core/policy.ts";
import type { Log, PerformContext } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { createGate } from "#gate/gate.ts";
import { createRights } from "#gate/rights.ts";
import { createTokens } from "#gate/tokens.ts";
import { createDirectory } from "#src/directory.ts";
import { openStore } from "#store/open.ts";

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

const things: readonly DiscoveredThing[] = [
  { vendorId: "front", kind: "door", label: "Front door", capabilities: ["door.open"] },
  { vendorId: "garage", kind: "door", label: "Garage", capabilities: ["door.open"] },
  { vendorId: "lamp", kind: "light", label: "Lamp", capabilities: ["light.set"] },
  { vendorId: "home", kind: "scene", label: "Coming home", capabilities: ["scene.run"] },
];

export const staff: Who = {
  person: { id: "ana", name: "Ana", roles: ["staff"], identities: ["test:ana"], isKnown: true },
  roles: ["staff"],
  viewRoles: [],
};
export const other: Who = {
  person: { id: "ben", name: "Ben", roles: ["staff"], identities: ["test:ben"], isKnown: true },
  roles: ["staff"],
  viewRoles: [],
};

interface Told {
  readonly person: string;
  readonly reply: Reply;
  readonly buttons: readonly NoticeButton[];
}

export const allow = (...obligations: Extract<Decision, { isAllowed: true }>["obligations"]): Decision => ({
  isAllowed: true,
  rules: ["test.allow"],
  obligations,
  limits: {},
});
export const deny: Decision = { isAllowed: false, rules: [], reason: "default-deny" };

/** A gate on the real store, with a vendor and a policy that a test scripts. */
export async function openHouse({
  isStored = true,
  rules,
  key,
}: {
  isStored?: boolean;
  rules?: Policy;
  key?: string;
} = {}) {
  const directoryPath = await mkdtemp(join(tmpdir(), "usher-gate-"));
  let now = Date.UTC(2026, 0, 15, 12);
  const clock = { now: () => now };
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const store: Store = !isStored
    ? forgetfulStore()
    : await openStore({
        url: "file:./gate.db",
        directory: directoryPath,
        clock,
        random,
        log: silent,
        exclusive: false,
        ...(key === undefined ? {} : { key: new Secret(key) }),
      });
  const directory = createDirectory({
    file: "usher.yaml",
    accounts: [{ id: "acc", vendor: "test", place: "hq", settings: {} }],
    places: [{ id: "hq", name: "HQ", timezone: "Europe/Madrid", require: {} }],
    things: [],
  });
  directory.replace("acc", things, now);

  const rulings = new Map<Action, (entity: string) => Decision>();
  const decide = (action: Action, entity: string) => rulings.get(action)?.(entity) ?? deny;
  const policy: Policy = {
    decide: ({ action, entity }) => decide(action, entity.id),
    mayEver: (_person, action, entity) => decide(action, entity.id).isAllowed,
    mayAnywhere: (_person, action) => rulings.has(action),
  };
  const sent: Act[] = [];
  const vendor = {
    answer: async (_act: Act): Promise<ActResult> => ({ outcome: "accepted", sends: 1 }),
    scene: { isReadable: true, opens: [], fingerprint: "calm" } as SceneContent,
    skews: new Map<string, number>(),
  };
  const permits: PermitOffice = createPermitOffice();
  const performer = async (acts: readonly Act[], { permit }: PerformContext) =>
    Promise.all(
      acts.map(async (act) => {
        if (!permits.redeem(permit)) return { outcome: "failed", sends: 0 } as const;
        sent.push(act);
        return vendor.answer(act);
      }),
    );
  const tokens = createTokens(random);
  const never = () => {
    throw new InputError("not-offered");
  };
  const notices: Told[] = [];
  const later: { person: string; reply: Reply; due: number; subject: string }[] = [];
  const people: Person[] = [staff.person, other.person];
  const gate = createGate({
    store,
    clock,
    log: silent,
    directory,
    permits,
    tokens,
    random,
    identify: () => staff,
    rights: createRights(rules ?? policy, directory, actions),
    reads: {
      doors: never,
      keys: never,
      lights: never,
      shades: never,
      race: never,
      energy: never,
      scenes: () => ({ content: async () => vendor.scene }),
    },
    performer: () => performer,
    follow: () => undefined,
    stopping: new AbortController().signal,
    confirmSeconds: 60,
    accountHasDoors: () => true,
    isLocked: () => false,
    vendorSkews: () => vendor.skews,
    refreshRights: async () => {},
    tellOwners: () => {},
    people: () => people,
    notices: {
      async tell(told, { reply, buttons = [], due, subject = "" }) {
        for (const person of told) {
          if (due === undefined) notices.push({ person, reply, buttons });
          else later.push({ person, reply, due, subject });
        }
      },
      post: async () => {},
      async tellNow(person, reply) {
        notices.push({ person, reply, buttons: [] });
        return true;
      },
      tellOwners: async () => {},
      async drop(subject) {
        later.splice(0, later.length, ...later.filter((one) => one.subject !== subject));
      },
    },
    cancelToken: async () => tokens.mint().token,
  });

  let count = 0;
  let lastRow = 0;
  const turn = (input: Turn["input"] = { kind: "utterance", text: "open" }, conversation = "test:room"): Turn => {
    count += 1;
    return {
      id: `turn-${count}`,
      key: `test:${count}`,
      at: now,
      platform: "test",
      identity: { id: "test:ana", platform: "test", standing: "member", groups: [] },
      conversation: { id: conversation, kind: "channel" },
      input,
    };
  };
  const ask = (plan: Plan, how: "exact" | "corrected" = "exact", who = staff) =>
    gate.ask({ turn: turn(), who, command: "door open", plan, how, locale: "en" });

  return {
    gate,
    store,
    /** The plan's acts at the vendor, past every step: only what a measurement compares with. */
    performDirectly: (plan: Plan) =>
      performer(plan.acts, { permit: permits.issue(plan.acts.length), turn: "", signal: new AbortController().signal }),
    directory,
    sent,
    /** What people were told who did not ask. */
    notices,
    /** What they will be told if nothing happens until then. */
    later,
    people,
    vendor,
    permits,
    turn,
    ask,
    rule: (action: Action, ruling: (entity: string) => Decision) => rulings.set(action, ruling),
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    /** A new day on the same store: nothing of the test before is left but its audit, which is not looked at. */
    async newDay() {
      now += 48 * 3_600_000;
      rulings.clear();
      sent.length = 0;
      notices.length = 0;
      later.length = 0;
      people.splice(0, people.length, staff.person, other.person);
      vendor.answer = async () => ({ outcome: "accepted", sends: 1 });
      vendor.skews = new Map();
      vendor.scene = { isReadable: true, opens: [], fingerprint: "calm" };
      for (const place of await store.lockdowns()) {
        const [entry] = await store.auditRows({ limit: 1 });
        if (entry !== undefined) await store.setLockdown(place, false, entry);
      }
      lastRow = (await store.auditRows({ afterId: lastRow })).at(-1)?.id ?? lastRow;
    },
    audit: () => store.auditRows({ afterId: lastRow }),
    async close() {
      await store.close();
      await rm(directoryPath, { recursive: true });
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

export function planFor(capability: Action, ...vendorIds: readonly string[]): Plan {
  return {
    acts: vendorIds.map((vendorId) => ({ capability, entity: `acc:${vendorId}`, account: "acc", vendorId, input: {} })),
    question: message("replies:door.open.question"),
    resultKey: "replies:door.open",
    facts: [],
  };
}

/** The token behind the one button that means yes. */
export function yesOf(reply: {
  readonly buttons?: readonly { readonly role: string; readonly token: string }[];
}): string {
  const [yes, ...more] = (reply.buttons ?? []).filter(({ role }) => role === "yes");
  if (yes === undefined || more.length > 0) throw new Error("not exactly one button means yes");
  return yes.token;
}

/** A store that says yes at once and keeps nothing: for measuring the gate without a disk. */
function forgetfulStore(): Store {
  let row = 0;
  const known: Partial<Store> = {
    seeTurn: async () => true,
    beginAct: async ({ intents }) => ({ ok: true, intents: intents.map(() => ++row) }),
    endAct: async () => {},
    appendAudit: async () => ++row,
    lockdowns: async () => [],
    auditRows: async () => [],
    close: async () => {},
  };
  return known as Store;
}
