import { message } from "#core/message.ts";
import type { NoticeButton } from "#core/notice.ts";
import type { Reply } from "#core/reply.ts";
import type { ConfirmationRecord } from "#core/store.ts";

const common = { outcome: null, visibility: "private", tone: "warning" } as const;

/** The asker's own card while others decide. */
export function waitingCard({ plan, expiresAt }: ConfirmationRecord, lacking: number): Reply {
  return {
    ...common,
    status: "approve",
    visibility: plan.isPrivate === true ? "private" : "public",
    title: message("replies:approve.waiting"),
    text: [plan.question],
    facts: [...plan.facts, ...missingFact(lacking)],
    until: expiresAt,
  };
}

function missingFact(lacking: number) {
  return lacking === 0 ? [] : [{ label: message("replies:approve.missing"), value: lacking }];
}

/** What an approver sees: what, who, why, until when. */
export function asked({ plan, expiresAt }: ConfirmationRecord, asker: string, request: string): Reply {
  return {
    ...common,
    status: "approve",
    title: message("replies:approve.title", { person: asker }),
    text: [plan.question],
    facts: [
      ...plan.facts,
      { label: message("replies:fact.asker"), value: asker },
      ...(plan.reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: plan.reason }]),
      { label: message("replies:approve.request"), value: request },
    ],
    until: expiresAt,
  };
}

export function approvalButtons(request: string): readonly NoticeButton[] {
  const next = (command: string) => ({ kind: "command", command, raw: { request }, how: "exact" }) as const;
  return [
    { label: message("replies:approve.yes"), role: "yes", next: next("access approve") },
    { label: message("replies:approve.no"), role: "plain", next: next("access decline") },
  ];
}

/** An approval that is not the last one. */
export function noted({ plan }: ConfirmationRecord, lacking: number): Reply {
  return {
    ...common,
    status: "done",
    tone: "success",
    title: message("replies:approve.noted"),
    text: [plan.question],
    facts: missingFact(lacking),
  };
}

export function decided({ plan }: ConfirmationRecord, isFor: boolean, by?: string, reason?: string): Reply {
  return {
    ...common,
    status: isFor || by === undefined ? "done" : "refused",
    tone: isFor ? "success" : "danger",
    title: message(isFor ? "replies:approve.given" : "replies:approve.declined"),
    text: [plan.question],
    facts: [
      ...(by === undefined ? [] : [{ label: message("replies:approve.by"), value: by }]),
      ...(reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: reason }]),
    ],
  };
}

/** Nobody said enough in time. */
export function overdue({ plan }: ConfirmationRecord): Reply {
  return {
    ...common,
    status: "refused",
    visibility: plan.isPrivate === true ? "private" : "public",
    title: message("replies:approve.overdue"),
    text: [plan.question],
    facts: plan.facts,
  };
}

/** To the last approver, when the asker or an approver has no right to it any more. */
export function requestOver(refused: Reply): Reply {
  return { ...refused, title: message("replies:approve.over") };
}
