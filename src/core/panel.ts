import { type ChoiceTools, keep, type Next, type Offer, offer, type Situation } from "#core/choices.ts";
import type { Reply, ReplyPanel } from "#core/reply.ts";

/** What may be asked for next, as choices. */
export async function openOffers(reply: Reply, at: Situation, tools: ChoiceTools): Promise<Reply> {
  const { offers, ...rest } = reply;
  if (offers === undefined) return reply;
  const made = offers.map(({ label, command, raw }): Offer => {
    return { label, next: { kind: "command", command, raw, how: "exact" } };
  });
  return { ...rest, choices: [...(reply.choices ?? []), ...(await offer(made, at, tools))] };
}

/** A panel stays open for hours; what it offers is judged when it is pressed. */
const livesMs = 12 * 60 * 60_000;

/** Stores what stands behind every offer of a panel; each can be pressed by itself, unlike the choices of a question. */
export async function openPanel(
  panel: readonly ReplyPanel[],
  at: Situation,
  { store, tokens }: ChoiceTools,
): Promise<readonly ReplyPanel[]> {
  const kept: { readonly hash: string; readonly next: Next }[] = [];
  const mint = (next: Next): string => {
    const { token, hash } = tokens.mint();
    kept.push({ hash, next });
    return token;
  };
  const live = panel.map(
    ({ title, lines, search }): ReplyPanel => ({
      title,
      lines: lines.map((line) => ({
        ...line,
        offers: line.offers.map((one) => {
          const { command, raw } = one;
          return { ...one, token: mint({ kind: "command", command, raw, how: "exact" }) };
        }),
      })),
      ...(search === undefined
        ? {}
        : {
            search: { ...search, token: mint({ kind: "search", command: search.command, slot: search.slot, raw: {} }) },
          }),
    }),
  );
  const own = kept.map(({ hash, next }) => ({ hash, group: hash, next }));
  await keep(own, at, livesMs, store);
  return live;
}
