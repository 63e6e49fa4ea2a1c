import type { Json } from "#core/json.ts";
import type { Conversation, PlatformIdentity, Turn, TurnInput } from "#core/turn.ts";
import { selectPrefix } from "./components.ts";
import type { SlotOf } from "./definitions.ts";
import type { CommandInteraction, CommandOption, Interaction, Member, MessagePayload, User } from "./payloads.ts";

const discordEpochMs = 1_420_070_400_000;
/** Interactions began in December 2020: an id that claims to be older is no snowflake and carries no time. */
const firstInteractionMs = 1_606_780_800_000;

/** Epoch ms written in an id, or undefined when there is none. */
export function stampOf(id: string): number | undefined {
  if (!/^\d{1,20}$/.test(id)) return undefined;
  const at = Number(BigInt(id) >> 22n) + discordEpochMs;
  return at < firstInteractionMs ? undefined : at;
}

/** A command in the menu of a message: what the message says is the sentence. */
const messageCommand = 3;
/** A command in the menu of a user. */
export const userCommand = 2;
const guestFlag = 1 << 4;
const directChannel = 1;
const threadTypes: readonly (number | undefined)[] = [10, 11, 12];
const botDirectContext = 1;

/** Groups and standing of somebody whose membership must be asked for (in direct messages). */
export interface Membership {
  readonly guild: string;
  readonly member: Member;
}

/** Whether this is no human at all: such authors make no turns. */
export function isMachine(user: User): boolean {
  return user.bot === true || user.system === true;
}

export function identityOf(
  user: User,
  memberships: readonly Membership[],
  now: number,
  tenant?: string,
): PlatformIdentity {
  const name = memberships[0]?.member.nick ?? user.global_name ?? user.username;
  return {
    id: `discord:${user.id}`,
    platform: "discord",
    ...(tenant === undefined ? {} : { tenant }),
    standing: isMachine(user) ? "bot" : standingOf(memberships, now),
    groups: memberships.flatMap(({ guild, member }) => member.roles.map((role) => `discord:${guild}/${role}`)),
    ...(name === undefined ? {} : { displayName: name }),
  };
}

/** Who is in none of the served guilds is external; who is not let in yet, or silenced, is restricted. */
function standingOf(memberships: readonly Membership[], now: number): PlatformIdentity["standing"] {
  if (memberships.length === 0) return "external";
  const each = memberships.map(({ member }) => {
    if ((member.flags & guestFlag) !== 0) return "external";
    const until = member.communication_disabled_until;
    const isSilenced = until !== null && until !== undefined && Date.parse(until) > now;
    return member.pending === true || isSilenced ? "restricted" : "member";
  });
  return each.find((standing) => standing !== "member") ?? "member";
}

export function personOf(interaction: Interaction): User | undefined {
  return interaction.member?.user ?? interaction.user;
}

export function isDirect(interaction: Interaction): boolean {
  if (interaction.guild_id !== undefined) return false;
  if (interaction.context !== undefined && interaction.context !== null)
    return interaction.context === botDirectContext;
  return interaction.channel?.type === undefined || interaction.channel.type === directChannel;
}

/** Whether the bot itself is where this happened, and not only the person's own installation of it. */
export function isInstalled({ authorizing_integration_owners: owners }: Interaction): boolean {
  return owners === undefined || "0" in owners;
}

export function conversationOf(interaction: Interaction): Conversation {
  const own = interaction.channel_id ?? interaction.channel?.id ?? "unknown";
  const parent = threadTypes.includes(interaction.channel?.type) ? interaction.channel?.parent_id : undefined;
  return {
    id: conversationId(interaction.guild_id, parent ?? own),
    kind: isDirect(interaction) ? "direct" : "channel",
    ...(parent === undefined || parent === null ? {} : { thread: own }),
  };
}

function conversationId(guild: string | undefined, channel: string): string {
  return `discord:${guild ?? "@me"}/${channel}`;
}

/** `<noun> <verb>` and the options that stand under it; a command without subcommands means its noun's `show`. */
export function commandOf(interaction: CommandInteraction): {
  readonly command: string;
  readonly options: readonly CommandOption[];
} {
  const path = [interaction.data.name];
  let options: readonly CommandOption[] = interaction.data.options ?? [];
  // 1 is a subcommand, 2 a group of them.
  for (let first = options[0]; first !== undefined && first.type <= 2; first = options[0]) {
    path.push(first.name);
    options = first.options ?? [];
  }
  return { command: path.length === 1 ? `${path[0]} show` : path.join(" "), options };
}

/** What the person did; undefined for what is no turn (completion). */
function inputOf(interaction: Interaction, slotOf: SlotOf): TurnInput {
  if (interaction.type === 3) {
    const { custom_id, values } = interaction.data;
    const token =
      values !== undefined && (custom_id.startsWith(selectPrefix) || values.length > 0) ? values[0] : custom_id;
    return { kind: "press", token: token ?? custom_id, message: interaction.message.id };
  }
  if (interaction.type === 5) return { kind: "press", token: interaction.data.custom_id };
  const said = interaction.data.resolved?.messages?.[interaction.data.target_id ?? ""];
  if (interaction.data.type === messageCommand && said !== undefined)
    return utteranceOf(said.content, interaction.application_id ?? "0");
  const { command, options } = commandOf(interaction);
  const raw: Record<string, Json> = {};
  for (const { name, value } of options) {
    if (value !== undefined) raw[slotOf(command, name)] = value;
  }
  return { kind: "command", command, raw };
}

export function interactionTurn(
  interaction: Interaction,
  user: User,
  memberships: readonly Membership[],
  context: { readonly id: string; readonly now: number; readonly slotOf: SlotOf; readonly input?: TurnInput },
): Turn {
  return {
    id: context.id,
    key: `discord:${interaction.id}`,
    at: stampOf(interaction.id) ?? context.now,
    platform: "discord",
    identity: identityOf(user, memberships, context.now, interaction.guild_id),
    conversation: conversationOf(interaction),
    ...(interaction.locale === undefined ? {} : { locale: interaction.locale }),
    input: context.input ?? inputOf(interaction, context.slotOf),
  };
}

/** Plain messages and replies; joins, pins and whatever else Discord tells as a message are none. */
const spoken: readonly number[] = [0, 19];

/** Whether a message asks the bot something: written by a human, to it or mentioning it, for the first time. */
export function isForBot(message: MessagePayload, bot: string): boolean {
  if (isMachine(message.author) || message.webhook_id !== undefined || message.author.id === bot) return false;
  if (!spoken.includes(message.type)) return false;
  if (message.edited_timestamp !== null && message.edited_timestamp !== undefined) return false;
  if (message.guild_id === undefined) return true;
  return message.mentions?.some((mention) => mention.id === bot) ?? message.content.includes(`<@${bot}>`);
}

/** The words without the bot's name; words that begin with a slash are a command typed as text. */
function utteranceOf(content: string, bot: string): TurnInput {
  const text = content
    .replaceAll(new RegExp(`<@!?${bot}>`, "g"), " ")
    .replace(/^[\s,:]+/, "")
    .trim();
  return text.startsWith("/") ? { kind: "slash", text: text.slice(1).trim() } : { kind: "utterance", text };
}

export function messageTurn(
  message: MessagePayload,
  memberships: readonly Membership[],
  context: { readonly id: string; readonly now: number; readonly bot: string; readonly parent?: string },
): Turn {
  const stamp = message.timestamp === undefined ? Number.NaN : Date.parse(message.timestamp);
  return {
    id: context.id,
    key: `discord:${message.id}`,
    at: Number.isNaN(stamp) ? (stampOf(message.id) ?? context.now) : stamp,
    platform: "discord",
    identity: identityOf(message.author, memberships, context.now, message.guild_id),
    conversation: {
      id: conversationId(message.guild_id, context.parent ?? message.channel_id),
      kind: message.guild_id === undefined ? "direct" : "channel",
      ...(context.parent === undefined ? {} : { thread: message.channel_id }),
    },
    input: utteranceOf(message.content, context.bot),
  };
}
