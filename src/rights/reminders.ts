import type { Grant } from "#core/grants.ts";
import { message, type Value } from "#core/message.ts";
import type { NoticeButton, NoticeRequest } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import type { Reply } from "#core/reply.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Reminder {
  readonly to: "grantee" | "giver";
  readonly request: NoticeRequest;
}

/** What is said about a grant: at once, a day and an hour before it ends; whoever gave it can then give it for longer. */
export function remindersOf(grant: Grant, giver: Value, zone: string, now: number): readonly Reminder[] {
  const { until, from } = grant;
  const facts = factsOf(grant, zone);
  const told: Reply = {
    status: "done",
    outcome: null,
    visibility: "private",
    tone: "success",
    title: message("replies:grant.got"),
    facts: [...facts, { label: message("replies:fact.asker"), value: giver }],
  };
  const ends = [dayMs, hourMs].filter((before) => until - before > Math.max(now, from));
  const later = ends.flatMap((before): Reminder[] => {
    const reply: Reply = { ...told, tone: "warning", title: message("replies:grant.ends"), facts };
    const common = { due: until - before, subject: grant.id };
    return [
      { to: "grantee", request: { ...common, reply } },
      { to: "giver", request: { ...common, reply: ofOther(reply, grant), buttons: [extend(grant)] } },
    ];
  });
  return [{ to: "grantee", request: { subject: grant.id, reply: told } }, ...later];
}

function ofOther(reply: Reply, { person }: Grant): Reply {
  const whose = { label: message("replies:fact.person"), value: { kind: "entity", id: personThing(person) } as const };
  return { ...reply, facts: [whose, ...(reply.facts ?? [])] };
}

/** The same right for as long again, judged and confirmed like any other that is given. */
function extend({ person, thing, action, from, until, hours, uses }: Grant): NoticeButton {
  const raw = {
    person: { mention: person, candidates: [personThing(person)] },
    thing: { mention: thing, candidates: [thing] },
    right: action,
    window: { from: until, until: until + Math.max(until - from, hourMs) },
    ...(hours === undefined ? {} : { hours }),
    ...(uses === undefined ? {} : { uses }),
  };
  return {
    label: message("replies:grant.extend"),
    role: "plain",
    next: { kind: "command", command: "access grant", raw, how: "exact" },
  };
}

export function factsOf({ action, thing, from, until, hours, uses, used }: Grant, zone: string) {
  return [
    { label: message("replies:fact.right"), value: action },
    { label: message("replies:fact.thing"), value: { kind: "entity", id: thing } as const },
    { label: message("replies:fact.time"), value: { kind: "window", from, until, zone } as const },
    ...(hours === undefined ? [] : [{ label: message("replies:fact.hours"), value: hours }]),
    ...(uses === undefined ? [] : [{ label: message("replies:fact.uses"), value: uses - used }]),
  ];
}
