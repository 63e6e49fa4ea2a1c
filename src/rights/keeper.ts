import { z } from "zod";
import { type Action, actions } from "#core/actions.ts";
import type { Reads } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import type { Grant } from "#core/grants.ts";
import type { KeyView } from "#core/keys.ts";
import { message, type Value } from "#core/message.ts";
import type { Notices } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { Clock, Performer, Random } from "#core/ports.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import { remaining } from "./remaining.ts";
import { remindersOf } from "./reminders.ts";

export interface KeeperTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly reads: Reads;
  readonly keys: KeyView;
  readonly notices: Notices;
  readonly guests: { admit(person: string): Promise<void> };
  owners(): readonly string[];
  redeem(permit: Parameters<Performer>[1]["permit"]): boolean;
  /** After every change, so that the very next decision knows of it. */
  refresh(): Promise<void>;
}

const switching = z.strictObject({ by: z.string(), reason: z.string().optional() });
const giving = z.strictObject({
  by: z.string(),
  byRoles: z.array(z.string()),
  person: z.string(),
  right: z.enum(actions),
  from: z.int(),
  until: z.int(),
  hours: z.string().optional(),
  uses: z.int().optional(),
});
const resetting = z.strictObject({ by: z.string(), reset: z.string() });
const suspending = z.strictObject({ by: z.string(), suspend: z.string() });
const restoring = z.strictObject({ by: z.string(), restore: z.string() });
const revoking = z.strictObject({ by: z.string(), revoke: z.string() });

/** What is done to rights themselves, reached through the gate like every vendor. */
export function createKeeper(tools: KeeperTools): (capability: Action) => Performer | undefined {
  const { store, clock, directory, notices } = tools;
  const nameOf = (id: string): Value => directory.entity(personThing(id))?.name ?? id;
  const zoneOf = (entity: Entity | undefined) => directory.place(entity?.place ?? "")?.timezone ?? "UTC";

  async function switchLockdown(act: Act, isOn: boolean): Promise<ActResult> {
    const { by, reason } = switching.parse(act.input);
    const place = directory.entity(act.entity)?.place ?? "";
    const now = clock.now();
    const cancelled = await store.changeLockdown({
      place,
      isOn,
      now,
      person: by,
      ...(reason === undefined ? {} : { reason }),
    });
    const facts = [
      { label: message("replies:fact.place"), value: { kind: "place", id: place } as const },
      { label: message("replies:fact.asker"), value: nameOf(by) },
      ...(reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: reason }]),
    ];
    await notices.tellOwners({
      reply: {
        status: "done",
        outcome: "done",
        visibility: "private",
        tone: isOn ? "danger" : "success",
        title: message(isOn ? "replies:lockdown.on.done" : "replies:lockdown.off.done"),
        facts,
      },
    });
    if (!isOn) return { outcome: "done", sends: 0 };
    const { shown, canEnd } = await remaining(place, tools);
    const waiting = { label: message("replies:lockdown.cancelled"), value: cancelled };
    const end: ReplyOffer = {
      label: message("replies:lockdown.end-all"),
      command: "access end",
      raw: { place: { mention: place, candidates: [act.entity] } },
    };
    return { outcome: "done", sends: 0, shown: [waiting, ...shown], ...(canEnd ? { offers: [end] } : {}) };
  }

  async function give(act: Act): Promise<ActResult> {
    const { by, byRoles, person, right, hours, uses, from, until } = giving.parse(act.input);
    const grant: Grant = {
      id: Buffer.from(tools.random.bytes(9)).toString("base64url"),
      person,
      action: right,
      thing: act.entity,
      giver: by,
      giverRoles: byRoles,
      from,
      until,
      used: 0,
      ...(hours === undefined ? {} : { hours }),
      ...(uses === undefined ? {} : { uses }),
    };
    await store.addGrant(grant);
    await tools.guests.admit(person);
    const zone = zoneOf(directory.entity(act.entity));
    for (const notice of remindersOf(grant, nameOf(by), zone, clock.now())) {
      if (notice.to === "grantee") await notices.tell([person], notice.request);
      else await notices.tellOwners(notice.request, [by]);
    }
    return { outcome: "done", sends: 0, reference: grant.id };
  }

  async function revoke(act: Act): Promise<ActResult> {
    const { revoke: id, by } = revoking.parse(act.input);
    const ended = await store.revokeGrant(id, clock.now());
    if (ended === undefined) return { outcome: "failed", sends: 0, problem: message("errors:grant-over") };
    await notices.drop(ended.id);
    await notices.tell([ended.person], {
      reply: {
        status: "done",
        outcome: null,
        visibility: "private",
        tone: "warning",
        title: message("replies:grant.taken"),
        facts: [
          { label: message("replies:fact.right"), value: ended.action },
          { label: message("replies:fact.thing"), value: { kind: "entity", id: ended.thing } },
          { label: message("replies:fact.asker"), value: nameOf(by) },
        ],
      },
    });
    return { outcome: "done", sends: 0, reference: id };
  }

  async function reset(act: Act): Promise<ActResult> {
    const { reset: person } = resetting.parse(act.input);
    await store.dropCredentials(person);
    await store.dropSecret(`totp:${person}`);
    return { outcome: "done", sends: 0 };
  }

  /** Links give rights: they come back by the word of an owner alone, but anybody who gives rights may stop them. */
  async function suspend(person: string, by: string, isSuspended: boolean): Promise<ActResult> {
    const refused = (problem: string): ActResult => ({ outcome: "failed", sends: 0, problem: message(problem) });
    if (!isSuspended && !tools.owners().includes(by)) return refused("errors:owners-only");
    const changed = await store.suspendLinks(person, isSuspended);
    if (changed.length === 0) return refused("errors:nothing-linked");
    const label = message("replies:fact.account");
    const facts = [
      ...changed.map((identity) => ({ label, value: identity })),
      { label: message("replies:fact.asker"), value: nameOf(by) },
    ];
    const title = message(isSuspended ? "replies:link.stopped" : "replies:link.restored");
    const tone = isSuspended ? "warning" : "success";
    const reply: Reply = { status: "done", outcome: null, visibility: "private", tone, title, facts };
    await notices.tellOwners({ reply }, [person]);
    return { outcome: "done", sends: 0, shown: facts.slice(0, -1) };
  }

  const kinds: Readonly<Partial<Record<Action, (act: Act) => Promise<ActResult>>>> = {
    "access.lockdown": (act) => switchLockdown(act, true),
    "access.unlock": (act) => switchLockdown(act, false),
    "access.grant": (act) => {
      if ("reset" in act.input) return reset(act);
      if ("suspend" in act.input) {
        const { suspend: person, by } = suspending.parse(act.input);
        return suspend(person, by, true);
      }
      if ("restore" in act.input) {
        const { restore: person, by } = restoring.parse(act.input);
        return suspend(person, by, false);
      }
      return "revoke" in act.input ? revoke(act) : give(act);
    },
  };

  return (capability) => {
    const does = kinds[capability];
    if (does === undefined) return undefined;
    return async (acts, { permit }) => {
      const results: ActResult[] = [];
      for (const act of acts) {
        results.push(tools.redeem(permit) ? await does(act) : { outcome: "failed", sends: 0 });
      }
      await tools.refresh();
      return results;
    };
  };
}
