import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformServices } from "#core/ports.ts";
import { readForm } from "./forms.ts";
import { conversationOf } from "./origin.ts";
import { formPayload } from "./payloads.ts";
import type { People } from "./people.ts";
import type { Delivery } from "./responder.ts";
import { suggestionsFor } from "./suggestions.ts";
import { askerOf } from "./turns.ts";

/** What the acknowledgement carries, and whether it was all there is to say. */
interface Acknowledgement {
  readonly content?: unknown;
  readonly isFinal: boolean;
}

/** Slack waits three seconds for an acknowledgement; what is not known long before is left out. */
const patienceMs = 1500;

/** Type-ahead and forms are answered by the acknowledgement itself; undefined for everything that carries nothing. */
export function acknowledgement(
  body: object,
  team: string,
  delivery: Delivery,
  people: People,
  services: PlatformServices,
): Promise<Acknowledgement> | undefined {
  const type = "type" in body ? body.type : undefined;
  if (type === "block_suggestion") {
    const options = suggestionsFor(body, team, delivery, people, services);
    return within(
      options.then((found): Acknowledgement => ({ content: { options: found }, isFinal: true })),
      { content: { options: [] }, isFinal: true },
      delivery,
    );
  }
  if (type !== "view_submission") return undefined;
  return within(faultsIn(body, team, delivery, people, services), { isFinal: false }, delivery);
}

/** Faults go back to their fields, and the form stays open with everything in it. */
async function faultsIn(
  body: object,
  team: string,
  delivery: Delivery,
  people: People,
  { bot }: PlatformServices,
): Promise<Acknowledgement> {
  const parsed = formPayload.safeParse(body);
  const form = parsed.success ? readForm(parsed.data) : undefined;
  if (!parsed.success || form === undefined) return { isFinal: false };
  const { user } = parsed.data;
  const { channel, thread } = form.origin;
  const conversation = channel === undefined ? {} : { conversation: conversationOf(team, channel, thread) };
  const who = { team, userTeam: user.team_id ?? team, user: user.id, ...conversation };
  const asker = await askerOf(who, delivery, people);
  const errors = await bot.check({ ...asker, command: form.command, raw: form.raw });
  if (Object.keys(errors).length === 0) return { isFinal: false };
  return { content: { response_action: "errors", errors }, isFinal: true };
}

async function within(
  work: Promise<Acknowledgement>,
  otherwise: Acknowledgement,
  { log }: Delivery,
): Promise<Acknowledgement> {
  const patience = new AbortController();
  const late = sleep(patienceMs, otherwise, { signal: patience.signal }).catch(() => otherwise);
  const done = work.catch((error: unknown) => {
    log.error("slack-acknowledgement-empty", { code: error instanceof Error ? error.name : "unknown", error });
    return otherwise;
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    patience.abort();
  }
}
