import { formCallback, readForm as readFilled } from "./forms.ts";
import { conversationOf, type Inbound, type Origin, shortcutPrefix, stampOf } from "./origin.ts";
import { formPayload, shortcutPayload } from "./payloads.ts";

/** A form of ours that was sent off or closed. Closing it brings the question back, so that nothing said is lost. */
export function readForm(body: unknown): Inbound | undefined {
  const parsed = formPayload.safeParse(body);
  if (!parsed.success || parsed.data.view.callback_id !== formCallback) return undefined;
  const { type, team: inTeam, user, view } = parsed.data;
  const form = readFilled(parsed.data);
  if (form === undefined) return undefined;
  const team = inTeam?.id ?? user.team_id ?? "";
  const { channel, thread } = form.origin;
  const isClosed = type === "view_closed";
  return {
    key: `slack:${view.id}/${isClosed ? "closed" : (view.hash ?? "")}`,
    team,
    userTeam: user.team_id ?? team,
    user: user.id,
    ...(channel === undefined ? {} : { conversation: conversationOf(team, channel, thread) }),
    input: isClosed ? { kind: "press", token: form.token } : { kind: "command", command: form.command, raw: form.raw },
    origin: originOf(form.origin),
  };
}

type Kept = NonNullable<ReturnType<typeof readFilled>>["origin"];

function originOf({ kind, channel, isEphemeral, ...rest }: Kept): Origin {
  if (kind === "press") {
    const at = channel === undefined ? {} : { channel };
    return { kind, ...rest, ...at, isEphemeral: isEphemeral ?? true, isReplaced: true, blocks: [], text: "" };
  }
  const { responseUrl } = rest;
  const back = responseUrl === undefined ? {} : { responseUrl };
  return kind === "command" && channel !== undefined ? { kind, channel, ...back } : { kind: "direct" };
}

/** A shortcut of ours: the command it stands for, with nothing said yet. */
export function readShortcut(body: unknown): Inbound | undefined {
  const parsed = shortcutPayload.safeParse(body);
  if (!parsed.success || !parsed.data.callback_id.startsWith(shortcutPrefix)) return undefined;
  const { team: inTeam, user, callback_id, trigger_id, action_ts, response_url, channel, message } = parsed.data;
  const once = trigger_id ?? action_ts;
  if (once === undefined) return undefined;
  const team = inTeam?.id ?? user.team_id ?? "";
  const at = stampOf(action_ts);
  const trigger = trigger_id === undefined ? {} : { trigger: trigger_id };
  const back = response_url === undefined ? {} : { responseUrl: response_url };
  return {
    key: `slack:${once}`,
    ...(at === undefined ? {} : { at }),
    team,
    userTeam: user.team_id ?? team,
    user: user.id,
    ...(channel?.id === undefined ? {} : { conversation: conversationOf(team, channel.id) }),
    input: { kind: "command", command: commandOf(callback_id), raw: {} },
    ...(message?.user === undefined ? {} : { about: message.user }),
    origin:
      channel?.id === undefined
        ? { kind: "direct", ...trigger }
        : { kind: "command", channel: channel.id, ...trigger, ...back },
  };
}

/** `usher-key-create` and, beside a message, `usher-key-create-message` are `key create`. */
function commandOf(callbackId: string): string {
  return callbackId.slice(shortcutPrefix.length).split("-").slice(0, 2).join(" ");
}
