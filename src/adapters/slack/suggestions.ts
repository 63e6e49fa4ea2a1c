import type { types } from "@slack/bolt";
import type { PlatformServices } from "#core/ports.ts";
import { findOf } from "./forms.ts";
import { limits } from "./limits.ts";
import { conversationOf } from "./origin.ts";
import { searchIdOf } from "./panel.ts";
import { suggestionPayload } from "./payloads.ts";
import type { People } from "./people.ts";
import type { Delivery } from "./responder.ts";
import { shorten } from "./text.ts";
import { askerOf } from "./turns.ts";

/** What a select shows while somebody types: things by name, only those that this person may use. */
export async function suggestionsFor(
  body: unknown,
  team: string,
  delivery: Delivery,
  people: People,
  { bot }: PlatformServices,
): Promise<readonly types.PlainTextOption[]> {
  const parsed = suggestionPayload.safeParse(body);
  if (!parsed.success) return [];
  const { user, action_id: actionId, value: text, channel, container } = parsed.data;
  const token = searchIdOf(actionId);
  const find = findOf(actionId);
  if (token === undefined && find === undefined) return [];
  const where = channel?.id ?? container?.channel_id;
  const conversation = where === undefined ? {} : { conversation: conversationOf(team, where) };
  const who = { team, userTeam: user.team_id ?? team, user: user.id, ...conversation };
  const asker = await askerOf(who, delivery, people);
  const found =
    find === undefined
      ? (await bot.search({ ...asker, token: token ?? "", text })).map((one) => ({ ...one, value: one.token }))
      : await bot.complete({ ...asker, ...find, text });
  return found
    .filter(({ label, value }) => label !== "" && value.length <= limits.optionValueChars)
    .slice(0, limits.completionOptions)
    .map(({ label, value }) => ({ text: { type: "plain_text", text: shorten(label, limits.optionChars) }, value }));
}
