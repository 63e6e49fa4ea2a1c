import type { Asker, PlatformServices } from "#core/ports.ts";
import type { DiscordApi } from "./api.ts";
import type { SlotOf } from "./definitions.ts";
import { commandOf } from "./inbound.ts";
import { limits } from "./limits.ts";
import type { CommandInteraction } from "./payloads.ts";
import { attempt, type CountFailure, nameOf } from "./responder.ts";
import { shortened } from "./text.ts";
import { within } from "./within.ts";

const completionResult = 8;
/** Names that come later than this are of no use to who types. */
const patienceMs = 800;

interface CompletionTools {
  readonly api: DiscordApi;
  readonly services: PlatformServices;
  readonly count: CountFailure;
  readonly slotOf: SlotOf;
  asker(): Promise<Asker>;
}

/** Answers with the names that fit what was typed so far; with none when anything is wrong. */
export async function complete(interaction: CommandInteraction, tools: CompletionTools): Promise<void> {
  const found = namesFor(interaction, tools).catch((error: unknown) => {
    tools.services.log.warn("discord-completion-failed", { name: nameOf(error) });
    return [];
  });
  const choices = await within(patienceMs, found, []);
  await attempt("complete", tools.count, () =>
    tools.api.callback(interaction, { type: completionResult, data: { choices } }),
  );
}

async function namesFor(
  interaction: CommandInteraction,
  { services, slotOf, asker }: CompletionTools,
): Promise<readonly { readonly name: string; readonly value: string }[]> {
  const { command, options } = commandOf(interaction);
  const focused = options.find((option) => option.focused === true);
  if (focused === undefined) return [];
  const slot = slotOf(command, focused.name);
  const names = await services.bot.complete({ ...(await asker()), command, slot, text: String(focused.value ?? "") });
  return names
    .filter(({ value }) => value.length > 0 && value.length <= limits.completionValue)
    .slice(0, limits.completions)
    .map(({ label, value }) => ({ name: shortened(label, limits.completionName), value }));
}
