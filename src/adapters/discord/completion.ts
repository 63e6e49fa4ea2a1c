import type { PlatformServices } from "#core/ports.ts";
import type { DiscordApi } from "./api.ts";
import type { SlotOf } from "./definitions.ts";
import { commandOf, conversationOf, identityOf, type Membership } from "./inbound.ts";
import { limits } from "./limits.ts";
import type { CommandInteraction, User } from "./payloads.ts";
import { attempt, type CountFailure, nameOf } from "./responder.ts";
import { shortened } from "./text.ts";

const completionResult = 8;

interface CompletionTools {
  readonly api: DiscordApi;
  readonly services: PlatformServices;
  readonly count: CountFailure;
  isServed(guild: string | undefined): boolean;
  readonly slotOf: SlotOf;
  memberships(user: User): Promise<readonly Membership[]>;
}

/** Answers with the names that fit what was typed so far; with none when anything is wrong. */
export async function complete(interaction: CommandInteraction, user: User, tools: CompletionTools): Promise<void> {
  const choices = await namesFor(interaction, user, tools).catch((error: unknown) => {
    tools.services.log.warn("discord-completion-failed", { name: nameOf(error) });
    return [];
  });
  const ref = { id: interaction.id, token: interaction.token, applicationId: interaction.application_id };
  await attempt("complete", tools.count, () => tools.api.callback(ref, { type: completionResult, data: { choices } }));
}

async function namesFor(
  interaction: CommandInteraction,
  user: User,
  { services, isServed, memberships, slotOf }: CompletionTools,
): Promise<readonly { readonly name: string; readonly value: string }[]> {
  const { guild_id: guild, member } = interaction;
  const { command, options } = commandOf(interaction);
  const focused = options.find((option) => option.focused === true);
  if (focused === undefined || !isServed(guild)) return [];
  const known = guild !== undefined && member !== undefined ? [{ guild, member }] : await memberships(user);
  const names = await services.bot.complete({
    identity: identityOf(user, known, services.clock.now(), guild),
    conversation: conversationOf(interaction),
    ...(interaction.locale === undefined ? {} : { locale: interaction.locale }),
    command,
    slot: slotOf(command, focused.name),
    text: String(focused.value ?? ""),
  });
  return names
    .filter(({ value }) => value.length > 0 && value.length <= limits.completionValue)
    .slice(0, limits.completions)
    .map(({ label, value }) => ({ name: shortened(label, limits.completionName), value }));
}
