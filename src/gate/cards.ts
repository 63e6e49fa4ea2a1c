import type { BotError } from "#core/errors.ts";
import { type Message, message, type Values } from "#core/message.ts";
import { gravest, type Outcome, type Status } from "#core/outcome.ts";
import type { Who } from "#core/person.ts";
import type { ActResult, Plan } from "#core/plan.ts";
import type { Reply, ReplyButton } from "#core/reply.ts";
import type { BeginActResult } from "#core/store.ts";

/** A private "no" with its reason. Reads the same whether or not the thing exists. */
export function refusal(error: BotError): Reply {
  return {
    status: "refused",
    outcome: null,
    visibility: "private",
    tone: "danger",
    title: message("replies:refused"),
    text: [message(`errors:${error.code}`, error.values)],
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

/** What happened, in the order of the plan's acts. */
export function result(plan: Plan, results: readonly ActResult[]): Reply {
  const outcome = gravest(results.map((one) => one.outcome));
  const problems = results.flatMap((one, index) => problemFact(plan, one, index));
  const isPartial = results.length > 1 && problems.length > 0 && problems.length < results.length;
  const first = results.length === 1 ? results[0] : undefined;
  const shown = results.flatMap((one) => one.shown ?? []);
  const values = titleValues(plan);
  const text: Message[] = [];
  if (first?.problem !== undefined) text.push(first.problem);
  if (outcome === "unknown") text.push(message("replies:outcome.unknown-how"));
  if (isPartial) text.push(message("replies:outcome.partial", { failed: problems.length, count: results.length }));
  const qr = results.find((one) => one.qr !== undefined)?.qr;
  const offers = results.flatMap((one) => one.offers ?? []);
  const picture = results.find((one) => one.picture !== undefined)?.picture;
  return {
    status: statusOf[outcome],
    outcome,
    visibility: plan.isPrivate === true ? "private" : "public",
    placement: "replace",
    tone: toneOf[outcome],
    title: message(`${plan.resultKey}.${outcome}`, values),
    text,
    facts: [...shown, ...plan.facts, ...(results.length > 1 ? problems : [])],
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

function problemFact(plan: Plan, one: ActResult, index: number): { label: Message; value: Message }[] {
  const act = plan.acts[index];
  if (act === undefined || (one.outcome !== "failed" && one.outcome !== "unknown")) return [];
  return [
    {
      label: message("replies:name", { thing: { kind: "entity", id: act.entity } }),
      value: one.problem ?? message(`replies:outcome.${one.outcome}`),
    },
  ];
}
