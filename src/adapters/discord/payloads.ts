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
  flags: z.int().default(0),
  communication_disabled_until: z.string().nullish(),
});

const channel = z.object({ id, type: z.int().optional(), parent_id: id.nullish() });

const optionValue = z.union([z.string(), z.number(), z.boolean()]);
const leaf = z.object({
  name: z.string(),
  type: z.int(),
  value: optionValue.optional(),
  focused: z.boolean().optional(),
});
const subcommand = leaf.extend({ options: z.array(leaf).optional() });
const option = leaf.extend({ options: z.array(subcommand).optional() });

const message = z.object({ id, flags: z.int().default(0) });

const common = {
  id,
  application_id: id,
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
      })
      .optional(),
  }),
});

const component = z.object({
  ...common,
  type: z.literal(3),
  data: z.object({ custom_id: z.string(), component_type: z.int(), values: z.array(z.string()).optional() }),
  message,
});

const modal = z.object({
  ...common,
  type: z.literal(5),
  data: z.object({ custom_id: z.string(), components: z.array(z.unknown()).default([]) }),
  message: message.optional(),
});

/** What of an interaction we read; unknown keys are dropped. */
export const interactionPayload = z.discriminatedUnion("type", [command, component, modal]);
export type Interaction = z.output<typeof interactionPayload>;
export type CommandInteraction = z.output<typeof command>;
export type ComponentInteraction = z.output<typeof component>;
export type FormInteraction = z.output<typeof modal>;
export type CommandOption = z.output<typeof option>;

export const messagePayload = z.object({
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
export type MessagePayload = z.output<typeof messagePayload>;

export type User = z.output<typeof user>;
export type Member = z.output<typeof memberPayload>;
