import type { BotError } from "#core/errors.ts";
import { type Message, message, type Values } from "#core/message.ts";
import { labelOf } from "#core/naming.ts";
import { gravest, type Outcome, type Status } from "#core/outcome.ts";
import type { Who } from "#core/person.ts";
import type { ActResult, Plan } from "#core/plan.ts";
import type { Reply, ReplyButton, ReplyOffer } from "#core/reply.ts";
import type { BeginActResult } from "#core/store.ts";

/** For those whom nobody knows. */
const wayIn: ReplyOffer = { label: message("replies:guest.button"), command: "access ask", raw: {} };

/** A private "no" with its reason. Reads the same whether or not the thing exists. */
export function refusal(error: BotError): Reply {
  return {
    status: "refused",
    outcome: null,
    visibility: "private",
    tone: "danger",
    title: message("replies:refused"),
    text: [message(`errors:${error.code}`, error.values)],
    ...(error.code === "not-linked" ? { offers: [wayIn] } : {}),
  };
}

/** The question before an act: exactly one button means yes. */
export function confirmation(
  plan: Plan,
  tokens: { yes: string; no: string },
  until: number,
  isCorrected: boolean,
): Reply {
  const buttons: readonly ReplyButton[] = [
    { label: message(`${plan.resultKey}.yes`), role: "yes", token: tokens.yes },
    { label: message("replies:button.cancel"), role: "plain", token: tokens.no },
  ];
  return {
    status: "confirm",
    outcome: null,
    visibility: plan.isPrivate === true ? "private" : "public",
    tone: "warning",
    title: plan.question,
    ...(isCorrected ? { text: [message("replies:confirm.did-you-mean")] } : {}),
    facts: plan.facts,
    buttons,
    until,
  };
}

type Ended = Extract<BeginActResult, { ok: false }>["why"];

/** What a press finds when its confirmation no longer holds. */
export function ended(why: Exclude<Ended, "quota" | "lockdown" | "grant">, plan?: Plan): Reply {
  const isForeign = why === "not-yours";
  return {
    status: "refused",
    outcome: null,
    // The asker's own card says what became of it where it stands; anything else is told in private.
    visibility: isForeign || plan === undefined || plan.isPrivate === true ? "private" : "public",
    placement: isForeign || why === "missing" ? "new" : "replace",
    tone: "neutral",
    title: message(`replies:confirm.${why}`),
    text: [message(`replies:confirm.${why}-how`)],
  };
}

export function cancelled(plan: Plan): Reply {
  return {
    status: "done",
    outcome: null,
    visibility: plan.isPrivate === true ? "private" : "public",
    placement: "replace",
    tone: "neutral",
    title: message("replies:confirm.cancelled"),
  };
}

/** What every owner hears when somebody opened in spite of a lockdown. */
export function glassBroken(plan: Plan, { title, outcome }: Reply, who: Who): Reply {
  return {
    status: "done",
    outcome,
    visibility: "private",
    tone: "danger",
    title: message("replies:glass.title"),
    text: [title],
    facts: [
      { label: message("replies:fact.asker"), value: who.person.name },
      { label: message("replies:fact.reason"), value: plan.reason ?? "" },
      ...plan.facts,
    ],
  };
}

const statusOf: Record<Outcome, Status> = {
  sent: "done",
  accepted: "done",
  done: "done",
  failed: "failed",
  unknown: "unknown",
};
const toneOf = { sent: "success", accepted: "success", done: "success", failed: "danger", unknown: "warning" } as const;

/** Problems of more things than these are told together, by what went wrong. */
const mostProblems = 5;

/** What happened, in the order of the plan's acts. */
export function result(plan: Plan, results: readonly ActResult[]): Reply {
  const outcome = gravest(results.map((one) => one.outcome));
  const troubled = troublesOf(plan, results);
  const things = new Set(plan.acts.map(({ entity }) => entity)).size;
  const isPartial = things > 1 && troubled.length > 0 && troubled.length < things;
  const only = things === 1 ? troubled[0] : undefined;
  const shown = results.flatMap((one) => one.shown ?? []);
  const text: Message[] = [];
  if (only?.problem !== undefined) text.push(only.problem);
  if (outcome === "unknown") text.push(message("replies:outcome.unknown-how"));
  if (isPartial) text.push(message("replies:outcome.partial", { failed: troubled.length, count: things }));
  const qr = results.find((one) => one.qr !== undefined)?.qr;
  const isWell = outcome !== "failed" && outcome !== "unknown";
  const offers = [...results.flatMap((one) => one.offers ?? []), ...(isWell ? (plan.offers ?? []) : [])];
  const picture = results.find((one) => one.picture !== undefined)?.picture;
  return {
    status: statusOf[outcome],
    outcome,
    visibility: plan.isPrivate === true ? "private" : "public",
    placement: "replace",
    tone: isPartial ? "warning" : toneOf[outcome],
    title: isPartial
      ? message(`replies:outcome.partly.${outcome}`, titleValues(plan))
      : message(`${plan.resultKey}.${outcome}`, titleValues(plan)),
    text,
    facts: [...shown, ...plan.facts, ...(things > 1 ? problemFacts(troubled) : [])],
    ...(plan.isPrivate === true && shown.length > 0 && isWell ? { holdsSecret: true } : {}),
    ...(offers.length === 0 ? {} : { offers }),
    ...(qr === undefined ? {} : { qr: { content: qr, alt: message("replies:key.qr-alt") } }),
    ...(picture === undefined ? {} : { picture: { ...picture, alt: message("replies:key.qr-alt") } }),
  };
}

function titleValues(plan: Plan): Values {
  const first = plan.acts[0];
  return first === undefined
    ? {}
    : { thing: plan.acts.length === 1 ? { kind: "entity", id: first.entity } : (plan.facts[0]?.value ?? "") };
}

interface Trouble {
  readonly entity: string;
  /** Absent where nothing is known but that it went wrong. */
  readonly problem?: Message;
  readonly outcome: Outcome;
}

/** The gravest that befell each thing. */
function troublesOf(plan: Plan, results: readonly ActResult[]): readonly Trouble[] {
  const found = new Map<string, Trouble>();
  for (const [index, { outcome, problem }] of results.entries()) {
    const entity = plan.acts[index]?.entity;
    if (entity === undefined || (outcome !== "failed" && outcome !== "unknown")) continue;
    if (found.get(entity)?.outcome === "unknown") continue;
    found.set(entity, { entity, outcome, ...(problem === undefined ? {} : { problem }) });
  }
  return [...found.values()];
}

/** One by one while they are few, else those with the same problem together, the most common first. */
function problemFacts(troubled: readonly Trouble[]): Reply["facts"] & object {
  const told = (of: readonly Trouble[]) => ({
    label: labelOf(of.map(({ entity }) => entity)),
    value: of[0]?.problem ?? message(`replies:outcome.${of[0]?.outcome ?? "failed"}`),
  });
  if (troubled.length <= mostProblems) return troubled.map((one) => told([one]));
  const alike = Map.groupBy(troubled, ({ problem, outcome }) => problem?.key ?? outcome);
  return [...alike.values()].sort((a, b) => b.length - a.length).map(told);
}
