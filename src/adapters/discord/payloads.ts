import { z } from "zod";

const id = z.string().min(1).max(32);

const user = z.object({
  id,
  username: z.string().optional(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
  system: z.boolean().optional(),
});

/** A guild member; in message events without the user. */
export const memberPayload = z.object({
  roles: z.array(id).default([]),
  nick: z.string().nullish(),
  pending: z.boolean().optional(),
  flags: z.int().catch(0),
  communication_disabled_until: z.string().nullish(),
});

const channel = z.object({ id, type: z.int().optional(), parent_id: id.nullish() });

const optionValue = z.union([z.string(), z.number(), z.boolean()]);
const leaf = z.object({
  name: z.string(),
  type: z.int().default(3),
  value: optionValue.optional(),
  focused: z.boolean().optional(),
});
const subcommand = leaf.extend({ options: z.array(leaf).optional() });
const option = leaf.extend({ options: z.array(subcommand).optional() });

const message = z.object({ id, flags: z.int().default(0) });

const common = {
  id,
  application_id: id.optional(),
  token: z.string().min(1),
  guild_id: id.optional(),
  channel_id: id.optional(),
  channel: channel.optional(),
  member: memberPayload.extend({ user }).optional(),
  user: user.optional(),
  locale: z.string().optional(),
  context: z.int().nullish(),
  /** Keys are installation types: "0" by a guild, "1" by a user. */
  authorizing_integration_owners: z.record(z.string(), z.string()).optional(),
};

const command = z.object({
  ...common,
  type: z.union([z.literal(2), z.literal(4)]),
  data: z.object({
    name: z.string(),
    type: z.int().default(1),
    target_id: id.optional(),
    options: z.array(option).optional(),
    /** For commands on a message or on a user: these themselves. */
    resolved: z
      .object({
        messages: z.record(z.string(), z.object({ content: z.string().default("") })).optional(),
        users: z.record(z.string(), user).optional(),
        members: z.record(z.string(), z.object({ nick: z.string().nullish() })).optional(),
      })
      .optional(),
  }),
});

const component = z.object({
  ...common,
  type: z.literal(3),
  data: z.object({ custom_id: z.string(), values: z.array(z.string()).optional() }),
  message,
});

const modal = z.object({
  ...common,
  type: z.literal(5),
  data: z.object({ custom_id: z.string(), components: z.array(z.unknown()).default([]) }),
  message: message.optional(),
});

const interaction = z.discriminatedUnion("type", [command, component, modal]);
export type Interaction = z.output<typeof interaction>;
export type CommandInteraction = z.output<typeof command>;
export type ComponentInteraction = z.output<typeof component>;
export type FormInteraction = z.output<typeof modal>;
export type CommandOption = z.output<typeof option>;

const messageEvent = z.object({
  id,
  channel_id: id,
  guild_id: id.optional(),
  type: z.int().default(0),
  author: user,
  member: memberPayload.optional(),
  webhook_id: id.optional(),
  content: z.string().default(""),
  timestamp: z.string().optional(),
  edited_timestamp: z.string().nullish(),
  mentions: z.array(z.object({ id })).optional(),
  /** Present only in threads. */
  position: z.int().optional(),
});
export type MessagePayload = z.output<typeof messageEvent>;

/** What of an interaction we read; unknown keys are dropped. */
export const readInteraction = (payload: unknown): Interaction | undefined => tolerant(interaction, payload);
export const readMessage = (payload: unknown): MessagePayload | undefined => tolerant(messageEvent, payload);

/** A null where nothing was expected counts as nothing. */
function tolerant<T>(schema: z.ZodType<T>, payload: unknown): T | undefined {
  const parsed = schema.safeParse(payload);
  return parsed.success ? parsed.data : schema.safeParse(withoutNulls(payload)).data;
}

function withoutNulls(node: unknown): unknown {
  if (Array.isArray(node)) return node.filter((one) => one !== null).map(withoutNulls);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => (value === null ? [] : [[key, withoutNulls(value)]])),
  );
}

export type User = z.output<typeof user>;
export type Member = z.output<typeof memberPayload>;
