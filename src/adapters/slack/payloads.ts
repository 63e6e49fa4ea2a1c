import { z } from "zod";

const id = z.string().min(1);
const team = z.looseObject({ id, domain: z.string().optional() }).nullish();
const user = z.looseObject({ id, team_id: z.string().optional() });

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export const commandPayload = z.looseObject({
  command: z.string().regex(/^\/./),
  text: z.string().default(""),
  team_id: id,
  user_id: id,
  channel_id: id,
  channel_name: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
});

const text = z.looseObject({ text: z.string() });
const option = z.looseObject({ value: z.string().optional(), text: text.optional() });

const actionPayload = z.looseObject({
  type: z.string(),
  action_id: z.string().default(""),
  block_id: z.string().optional(),
  action_ts: z.string().optional(),
  value: z.string().optional(),
  url: z.string().optional(),
  selected_option: option.nullish(),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const blockActionsPayload = z.looseObject({
  type: z.literal("block_actions"),
  team,
  user,
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  channel: z.looseObject({ id, name: z.string().optional() }).nullish(),
  container: z
    .looseObject({
      type: z.string(),
      message_ts: z.string().optional(),
      channel_id: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
      thread_ts: z.string().optional(),
      view_id: z.string().optional(),
    })
    .optional(),
  message: z
    .looseObject({
      ts: z.string().optional(),
      thread_ts: z.string().optional(),
      text: z.string().optional(),
      blocks: z.array(z.unknown()).optional(),
    })
    .optional(),
  view: z.looseObject({ id, type: z.string().optional(), hash: z.string().optional() }).nullish(),
  actions: z.array(actionPayload).min(1),
});

const chosen = z.looseObject({ value: z.string() });

/** What stands in one field of a form when it is sent off. */
const fieldState = z.looseObject({
  type: z.string().optional(),
  value: z.union([z.string(), z.number().transform(String)]).nullish(),
  selected_option: chosen.nullish(),
});

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const formPayload = z.looseObject({
  type: z.enum(["view_submission", "view_closed"]),
  team,
  user,
  trigger_id: z.string().optional(),
  view: z.looseObject({
    id,
    hash: z.string().optional(),
    callback_id: z.string(),
    private_metadata: z.string().default(""),
    state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), fieldState)).default({}) }).optional(),
  }),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export const suggestionPayload = z.looseObject({
  type: z.literal("block_suggestion"),
  team,
  user,
  action_id: z.string(),
  value: z.string().default(""),
  channel: z.looseObject({ id }).nullish(),
  container: z.looseObject({ channel_id: z.string().optional() }).optional(),
});

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const shortcutPayload = z.looseObject({
  type: z.enum(["shortcut", "message_action"]),
  team,
  user,
  callback_id: z.string(),
  action_ts: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  channel: z.looseObject({ id }).nullish(),
  /** What the shortcut stood beside; bots write without a user. */
  message: z.looseObject({ user: z.string().optional() }).nullish(),
});

/** The tabs of the app's own place, and the assistant pane, being opened. */
export const openedEvent = z.looseObject({
  event_id: z.string().optional(),
  event: z.union([
    z.looseObject({
      type: z.literal("app_home_opened"),
      user: id,
      channel: z.string().optional(),
      tab: z.string().default("home"),
    }),
    z.looseObject({
      type: z.literal("assistant_thread_started"),
      assistant_thread: z.looseObject({ user_id: id, channel_id: id, thread_ts: z.string().optional() }),
    }),
  ]),
});

/** Forms, shortcuts and whatever else a person can send; what it is for is looked at elsewhere. */
export const otherPayload = z.looseObject({
  type: z.enum([
    "view_submission",
    "view_closed",
    "shortcut",
    "message_action",
    "interactive_message",
    "dialog_submission",
  ]),
  team,
  user,
  callback_id: z.string().optional(),
  action_ts: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  channel: z.looseObject({ id }).nullish(),
  view: z.looseObject({ id, hash: z.string().optional(), callback_id: z.string().optional() }).nullish(),
});

/** A message or mention; the fields that tell bots and edits from people. */
export const messageEvent = z.looseObject({
  type: z.enum(["message", "app_mention"]),
  subtype: z.string().optional(),
  channel: id,
  channel_type: z.string().optional(),
  user: z.string().optional(),
  user_team: z.string().optional(),
  team: z.string().optional(),
  text: z.string().default(""),
  ts: id,
  thread_ts: z.string().optional(),
  bot_id: z.string().nullish(),
  bot_profile: z.unknown().optional(),
  app_id: z.string().nullish(),
  edited: z.unknown().optional(),
  hidden: z.boolean().optional(),
});

export const eventEnvelope = z.looseObject({
  type: z.literal("event_callback").optional(),
  team_id: z.string().nullish(),
  event_id: z.string().optional(),
  event_time: z.number().optional(),
  authorizations: z.array(z.looseObject({ team_id: z.string().nullish() })).optional(),
  event: z.looseObject({ type: z.string() }),
});

/** Events that nobody is answered for. */
export const newsEvent = z.looseObject({
  event: z.looseObject({
    type: z.enum(["user_change", "subteam_members_changed", "subteam_updated", "app_uninstalled", "tokens_revoked"]),
    user: z.looseObject({ id, deleted: z.boolean().optional() }).optional().catch(undefined),
    tokens: z.looseObject({ bot: z.array(z.string()).optional() }).optional(),
  }),
});

export type BlockActionsPayload = z.output<typeof blockActionsPayload>;
export type FormPayload = z.output<typeof formPayload>;
export type MessageEvent = z.output<typeof messageEvent>;
