import type { PlatformServices } from "#core/ports.ts";
import { limits } from "./limits.ts";
import { conversationOf } from "./origin.ts";
import type { People } from "./people.ts";
import type { Delivery } from "./responder.ts";
import { askerOf } from "./turns.ts";

interface Place {
  readonly team: string;
  readonly user: string;
  readonly channel_id?: string | undefined;
  /** Only the older assistant pane has threads of its own; for an agent a thread makes the call fail silently. */
  readonly thread_ts?: string | undefined;
}

/** Offers sentences that this very person may say; nothing when there are none. */
export async function setPrompts(
  { team, user, channel_id, thread_ts }: Place,
  delivery: Delivery,
  people: People,
  { bot }: PlatformServices,
): Promise<void> {
  const channel = channel_id ?? (await delivery.direct(user));
  if (channel === undefined) return;
  const conversation = conversationOf(team, channel);
  const suggested = await bot.suggest(await askerOf({ team, userTeam: team, user, conversation }, delivery, people));
  const prompts = suggested.slice(0, limits.suggestedPrompts).map(({ title, text }) => ({ title, message: text }));
  if (prompts.length === 0) return;
  const thread = thread_ts === undefined ? {} : { thread_ts };
  await delivery.web.call("assistant.threads.setSuggestedPrompts", { channel_id: channel, prompts, ...thread });
}
