import { conversationOf, type Inbound, isDirectChannel, type Origin, stampOf } from "./origin.ts";
import { formPressId, hidePressId } from "./panel.ts";
import {
  type BlockActionsPayload,
  blockActionsPayload,
  commandPayload,
  eventEnvelope,
  type MessageEvent,
  messageEvent,
  otherPayload,
} from "./payloads.ts";
import { readText } from "./text.ts";
import { readForm, readShortcut } from "./views.ts";

/** What must be known of the bot to read payloads. */
export interface InboundContext {
  readonly commandPrefix: string;
  botUser(team: string): string | undefined;
}

/** The request in a payload; undefined when it is no turn (bots, edits, links, other events). */
export function readInbound(body: unknown, context: InboundContext): Inbound | undefined {
  const { command, actions, event } = body as Readonly<Record<string, unknown>>;
  if (command !== undefined) return readCommand(body, context);
  if (event !== undefined) return readMessage(body, context);
  return (
    (actions === undefined ? undefined : readPress(body)) ?? readForm(body) ?? readShortcut(body) ?? readOther(body)
  );
}

/** The workspace a payload belongs to, whatever it is; read by hand, because every payload passes here. */
export function teamOf(body: unknown): string | undefined {
  const { team_id: own, team, user, authorizations } = body as Readonly<Record<string, unknown>>;
  const found = inside(Array.isArray(authorizations) ? authorizations[0] : undefined, "team_id") ?? own;
  const team_id = found ?? inside(team, "id") ?? inside(user, "team_id");
  return typeof team_id === "string" ? team_id : undefined;
}

function inside(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function readCommand(body: unknown, context: InboundContext): Inbound | undefined {
  const parsed = commandPayload.safeParse(body);
  if (!parsed.success) return undefined;
  const payload = parsed.data;
  const once = payload.trigger_id ?? payload.response_url;
  if (once === undefined) return undefined;
  const isDirect = payload.channel_id.startsWith("D") || payload.channel_name === "directmessage";
  return {
    key: `slack:${once}`,
    team: payload.team_id,
    userTeam: payload.team_id,
    user: payload.user_id,
    conversation: { id: `slack:${payload.team_id}/${payload.channel_id}`, kind: isDirect ? "direct" : "channel" },
    input: { kind: "slash", text: slashText(payload.command, readText(payload.text), context.commandPrefix) },
    origin: {
      kind: "command",
      channel: payload.channel_id,
      ...(payload.response_url === undefined ? {} : { responseUrl: payload.response_url }),
      ...(payload.trigger_id === undefined ? {} : { trigger: payload.trigger_id }),
    },
  };
}

/** `/door` and `open side gate` make `door open side gate`; `/usher` only carries what follows it. */
function slashText(command: string, words: string, prefix: string): string {
  const bare = command.slice(1);
  const name = prefix !== "" && bare.startsWith(prefix) ? bare.slice(prefix.length) : bare;
  return name === "usher" ? words : `${name} ${words}`.trim();
}

function readPress(body: unknown): Inbound | undefined {
  const parsed = blockActionsPayload.safeParse(body);
  if (!parsed.success) return undefined;
  const payload = parsed.data;
  const action = payload.actions[0];
  if (action === undefined || action.url !== undefined) return undefined;
  const team = payload.team?.id ?? payload.user.team_id ?? "";
  const channel = payload.channel?.id ?? payload.container?.channel_id;
  const ts = payload.container?.message_ts ?? payload.message?.ts;
  const thread = payload.message?.thread_ts ?? payload.container?.thread_ts;
  const at = stampOf(action.action_ts);
  return {
    key: `slack:${payload.trigger_id ?? `${team}/${channel ?? payload.view?.id ?? ""}/${action.action_ts}/${action.action_id}`}`,
    ...(at === undefined ? {} : { at }),
    team,
    userTeam: payload.user.team_id ?? team,
    user: payload.user.id,
    ...(channel === undefined ? {} : { conversation: conversationOf(team, channel, thread) }),
    input: {
      kind: "press",
      token: action.value ?? action.selected_option?.value ?? "",
      ...(ts === undefined ? {} : { message: ts }),
    },
    origin: pressOrigin(payload, action.action_id),
  };
}

function pressOrigin(payload: BlockActionsPayload, actionId: string): Origin {
  const { message, container, channel, response_url: responseUrl, trigger_id: trigger } = payload;
  const where = channel?.id ?? container?.channel_id;
  const ts = container?.message_ts ?? message?.ts;
  const thread = message?.thread_ts ?? container?.thread_ts;
  return {
    kind: "press",
    // Slack sends the message along with every press but those on ephemeral ones.
    isEphemeral: container?.is_ephemeral ?? message === undefined,
    blocks: message?.blocks ?? [],
    text: message?.text ?? "",
    isFormAskedFor: actionId === formPressId,
    isHidden: actionId === hidePressId,
    ...(responseUrl === undefined ? {} : { responseUrl }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(where === undefined ? {} : { channel: where }),
    ...(ts === undefined ? {} : { ts }),
    ...(thread === undefined ? {} : { thread }),
  };
}

/** A form or shortcut that nothing here knows: a press without a token, so that the person hears about it. */
function readOther(body: unknown): Inbound | undefined {
  const parsed = otherPayload.safeParse(body);
  if (!parsed.success) return undefined;
  const { team: inTeam, user, view, trigger_id: trigger, response_url: responseUrl, ...payload } = parsed.data;
  const once = view === undefined || view === null ? trigger : `${view.id}/${view.hash ?? trigger ?? ""}`;
  if (once === undefined) return undefined;
  const team = inTeam?.id ?? user.team_id ?? "";
  const at = stampOf(payload.action_ts);
  const channel = payload.channel?.id;
  return {
    key: `slack:${once}`,
    ...(at === undefined ? {} : { at }),
    team,
    userTeam: user.team_id ?? team,
    user: user.id,
    ...(channel === undefined ? {} : { conversation: conversationOf(team, channel) }),
    input: { kind: "press", token: "" },
    origin: {
      kind: "press",
      isEphemeral: true,
      blocks: [],
      text: "",
      ...(responseUrl === undefined ? {} : { responseUrl }),
      ...(channel === undefined ? {} : { channel }),
    },
  };
}

/** Messages that people write; everything else with a subtype is news about messages. */
const spoken: readonly (string | undefined)[] = [undefined, "file_share", "thread_broadcast", "me_message"];

function readMessage(body: unknown, context: InboundContext): Inbound | undefined {
  const envelope = eventEnvelope.safeParse(body);
  if (!envelope.success) return undefined;
  const parsed = messageEvent.safeParse(envelope.data.event);
  if (!parsed.success) return undefined;
  const event = parsed.data;
  const team = teamOf(body) ?? event.team ?? "";
  const botUser = context.botUser(team);
  const isDirect = event.channel_type === "im" || isDirectChannel(event.channel);
  if (event.type === "message" && !isDirect) return undefined;
  if (event.user === undefined || !isFromPerson(event, botUser)) return undefined;
  const at = stampOf(event.ts);
  return {
    key: `slack:${team}/${event.channel}/${event.ts}`,
    ...(at === undefined ? {} : { at }),
    team,
    userTeam: event.user_team ?? event.team ?? team,
    user: event.user,
    conversation: { ...conversationOf(team, event.channel, event.thread_ts), kind: isDirect ? "direct" : "channel" },
    input: spokenInput(readText(event.text, botUser), context.commandPrefix),
    origin: {
      kind: "message",
      channel: event.channel,
      ts: event.ts,
      ...(event.thread_ts === undefined ? {} : { thread: event.thread_ts }),
    },
  };
}

/** Words that begin with a slash are a command typed as text. */
function spokenInput(text: string, prefix: string): Inbound["input"] {
  const [, command = "", rest = ""] = /^\/(\S+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return command === "" ? { kind: "utterance", text } : { kind: "slash", text: slashText(`/${command}`, rest, prefix) };
}

function isFromPerson(event: MessageEvent, botUser: string | undefined): boolean {
  const isBot =
    event.hidden === true ||
    (event.bot_id ?? null) !== null ||
    event.bot_profile !== undefined ||
    event.user === "USLACKBOT";
  return !isBot && event.user !== botUser && event.edited === undefined && spoken.includes(event.subtype);
}
