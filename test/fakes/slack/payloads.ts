import type { FakeMessage, FakeState, FakeView } from "./state.ts";

/** How Slack wraps a payload: which Socket Mode envelope, which HTTP form. */
export interface Outgoing {
  readonly kind: "slash_commands" | "interactive" | "events_api";
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Payloads {
  command(command: string, text: string, user: string, where?: { channel?: string; team?: string }): Outgoing;
  /** A press on a button, or a chosen option, of a message. */
  press(message: FakeMessage | undefined, value: string, user: string): Outgoing;
  message(text: string, user: string, parts?: Readonly<Record<string, unknown>>): Outgoing;
  mention(text: string, user: string, parts?: Readonly<Record<string, unknown>>): Outgoing;
  event(event: Readonly<Record<string, unknown>>, team?: string): Outgoing;
  submission(view: Readonly<Record<string, unknown>>, user: string): Outgoing;
  suggestion(
    where: { readonly actionId: string; readonly view?: FakeView; readonly channel?: string },
    typed: string,
    user: string,
  ): Outgoing;
  shortcut(callbackId: string, user: string): Outgoing;
  /** A shortcut beside a message that somebody wrote. */
  messageShortcut(callbackId: string, user: string, author: string): Outgoing;
  homeOpened(user: string, tab?: "home" | "messages"): Outgoing;
  /** A press on something in the person's own tab. */
  pressHome(value: string, user: string): Outgoing;
  assistantOpened(user: string): Outgoing;
}

/** Payloads with the fields that Slack documents, made against the state of the fake. */
export function createPayloads(state: FakeState, httpUrl: () => string): Payloads {
  const address = (user: string, channel: string, message?: FakeMessage): string => {
    const id = state.next("R");
    const kept = { id, user, channel, madeAt: state.now(), uses: 0 };
    state.responses.set(id, message === undefined ? kept : { ...kept, message });
    return `${httpUrl()}/response/${id}`;
  };
  const who = (user: string) => ({ id: user, name: state.users.get(user)?.name, team_id: state.team });
  const team = { id: state.team, domain: "fake" };

  function event(inner: Readonly<Record<string, unknown>>, teamId: string = state.team): Outgoing {
    return {
      kind: "events_api",
      payload: {
        type: "event_callback",
        team_id: teamId,
        api_app_id: state.appId,
        event_id: state.next("Ev"),
        event_time: Math.floor(state.now() / 1000),
        authorizations: [{ enterprise_id: null, team_id: teamId, user_id: state.botUser, is_bot: true }],
        is_ext_shared_channel: false,
        event: inner,
      },
    };
  }

  function spoken(type: string, text: string, user: string, parts: Readonly<Record<string, unknown>>): Outgoing {
    const ts = state.stamp();
    return event({ type, user, text, ts, event_ts: ts, team: state.team, channel: state.channel, ...parts });
  }

  return {
    event,
    command(command, text, user, where = {}) {
      const channel = where.channel ?? state.channel;
      return {
        kind: "slash_commands",
        payload: {
          token: "verification",
          command,
          text,
          team_id: where.team ?? state.team,
          team_domain: "fake",
          channel_id: channel,
          channel_name: channel.startsWith("D") ? "directmessage" : "general",
          user_id: user,
          user_name: "someone",
          api_app_id: state.appId,
          is_enterprise_install: "false",
          response_url: address(user, channel),
          trigger_id: state.trigger(user),
        },
      };
    },
    press(message, value, user) {
      const ts = state.stamp();
      const channel = message?.channel ?? state.channel;
      return {
        kind: "interactive",
        payload: {
          type: "block_actions",
          team,
          user: who(user),
          api_app_id: state.appId,
          trigger_id: state.trigger(user),
          response_url: address(user, channel, message),
          channel: { id: channel, name: "general" },
          container: {
            type: "message",
            message_ts: message?.ts ?? ts,
            channel_id: channel,
            is_ephemeral: message?.only !== undefined,
          },
          ...(message === undefined || message.only !== undefined
            ? {}
            : { message: { ts: message.ts, thread_ts: message.thread, text: message.text, blocks: message.blocks } }),
          actions: [pressed(message?.blocks, value, ts)],
        },
      };
    },
    message: (text, user, parts = {}) =>
      spoken("message", text, user, { channel: state.directChannel(user), channel_type: "im", ...parts }),
    mention: (text, user, parts = {}) => spoken("app_mention", `<@${state.botUser}> ${text}`, user, parts),
    submission: (view, user) => ({
      kind: "interactive",
      payload: { type: "view_submission", team, user: who(user), trigger_id: state.trigger(user), view },
    }),
    suggestion: ({ actionId, view, channel }, typed, user) => ({
      kind: "interactive",
      payload: {
        type: "block_suggestion",
        team,
        user: who(user),
        api_app_id: state.appId,
        action_id: actionId,
        block_id: "b1",
        value: typed,
        ...(view === undefined
          ? {
              container: { type: "message", channel_id: channel, message_ts: state.stamp(), is_ephemeral: true },
              channel: { id: channel, name: "general" },
            }
          : { container: { type: "view", view_id: view.id }, view: { ...view.view, id: view.id, hash: view.hash } }),
      },
    }),
    messageShortcut(callbackId, user, author) {
      const ts = state.stamp();
      return {
        kind: "interactive",
        payload: {
          type: "message_action",
          team,
          user: who(user),
          callback_id: callbackId,
          action_ts: ts,
          message_ts: ts,
          trigger_id: state.trigger(user),
          response_url: address(user, state.channel),
          channel: { id: state.channel, name: "general" },
          message: { type: "message", user: author, ts, text: "I have lost my key" },
        },
      };
    },
    homeOpened: (user, tab = "home") =>
      event({ type: "app_home_opened", user, channel: state.directChannel(user), tab, event_ts: state.stamp() }),
    assistantOpened: (user) =>
      event({
        type: "assistant_thread_started",
        assistant_thread: {
          user_id: user,
          context: {},
          channel_id: state.directChannel(user),
          thread_ts: state.stamp(),
        },
        event_ts: state.stamp(),
      }),
    pressHome(value, user) {
      const home = state.homes.get(user);
      const ts = state.stamp();
      return {
        kind: "interactive",
        payload: {
          type: "block_actions",
          team,
          user: who(user),
          api_app_id: state.appId,
          trigger_id: state.trigger(user),
          container: { type: "view", view_id: "V0HOME" },
          view: { ...home, id: "V0HOME", hash: "1.home" },
          actions: [pressed(home?.blocks as readonly unknown[] | undefined, value, ts)],
        },
      };
    },
    shortcut: (callbackId, user) => ({
      kind: "interactive",
      payload: {
        type: "shortcut",
        team,
        user: who(user),
        callback_id: callbackId,
        action_ts: state.stamp(),
        trigger_id: state.trigger(user),
      },
    }),
  };
}

interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly text: unknown }[];
}

/** The action as Slack reports it: the pressed button, or the menu with the chosen option. */
function pressed(blocks: readonly unknown[] | undefined, value: string, ts: string): Readonly<Record<string, unknown>> {
  for (const element of elementsOf(blocks ?? [])) {
    const common = { type: element.type, action_id: element.action_id, block_id: "b1", action_ts: ts };
    if (element.value === value) return { ...common, value };
    const option = element.options?.find((one) => one.value === value);
    if (option !== undefined) return { ...common, selected_option: option };
  }
  return { type: "button", action_id: "unknown", block_id: "b1", action_ts: ts, value };
}

export function elementsOf(blocks: readonly unknown[]): readonly Element[] {
  return blocks.flatMap((block) => {
    const { type, elements, accessory } = block as { type?: string; elements?: Element[]; accessory?: Element };
    return [...(type === "actions" ? (elements ?? []) : []), ...(accessory === undefined ? [] : [accessory])];
  });
}
