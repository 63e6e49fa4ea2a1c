import { checkBlocks, checkView } from "./block-kit.ts";
import type { FakeMessage, FakeState } from "./state.ts";

type Args = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

export interface MethodContext {
  readonly state: FakeState;
  /** The workspace whose token was sent. */
  readonly team: string;
  /** The token itself. */
  readonly token: string;
  /** Base of the addresses handed out. */
  readonly httpUrl: string;
  openSocket(): string | undefined;
}

const no = (error: string, more: Answer = {}): Answer => ({ ok: false, error, ...more });
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Calls a minute, from the tiers of Slack's reference; chat.postMessage counts per channel instead. */
export const perMinute: Readonly<Record<string, number>> = {
  "apps.connections.open": 100,
  "auth.test": 600,
  "chat.postEphemeral": 100,
  "chat.update": 50,
  "conversations.open": 50,
  "files.completeUploadExternal": 100,
  "files.getUploadURLExternal": 100,
  "files.info": 100,
  "usergroups.list": 20,
  "users.info": 100,
  "views.open": 100,
  "views.publish": 100,
};

function readBlocks(args: Args): readonly unknown[] {
  const { blocks } = args;
  if (Array.isArray(blocks)) return blocks;
  return text(blocks) === "" ? [] : JSON.parse(text(blocks));
}

function badContent(args: Args, state: FakeState): Answer | undefined {
  const blocks = readBlocks(args);
  const faults = checkBlocks(blocks);
  if (faults.length > 0) return no("invalid_blocks", { response_metadata: { messages: faults } });
  if (blocks.length === 0 && text(args.text) === "") return no("no_text");
  return unreadyFile(blocks, state);
}

/** Slack refuses an image until it has processed the file. */
export function unreadyFile(blocks: readonly unknown[], state: FakeState): Answer | undefined {
  for (const block of blocks) {
    const id = (block as { slack_file?: { id?: string } }).slack_file?.id;
    if (id === undefined) continue;
    const file = state.files.get(id);
    if (file?.isComplete !== true || file.looks > 0) return no("invalid_blocks", { errors: ["invalid slack file"] });
  }
  return undefined;
}

function knownChannel(channel: string, state: FakeState): boolean {
  return channel === state.channel || state.users.has(`U${channel.slice(1)}`) || state.users.has(channel);
}

function post(args: Args, { state }: MethodContext): Answer {
  const asked = text(args.channel);
  if (!knownChannel(asked, state)) return no("channel_not_found");
  const bad = badContent(args, state);
  if (bad !== undefined) return bad;
  const channel = asked.startsWith("U") ? state.directChannel(asked) : asked;
  const message = { channel, ts: state.stamp(), text: text(args.text), blocks: readBlocks(args), edits: 0 };
  const thread = text(args.thread_ts);
  state.messages.push(thread === "" ? message : { ...message, thread });
  return { ok: true, channel, ts: message.ts, message: { text: message.text, ts: message.ts } };
}

function postEphemeral(args: Args, { state }: MethodContext): Answer {
  const channel = text(args.channel);
  const user = text(args.user);
  if (!knownChannel(channel, state)) return no("channel_not_found");
  if (!state.users.has(user)) return no("user_not_in_channel");
  const bad = badContent(args, state);
  if (bad !== undefined) return bad;
  const ts = state.stamp();
  state.messages.push({ channel, ts, only: user, text: text(args.text), blocks: readBlocks(args), edits: 0 });
  return { ok: true, message_ts: ts };
}

function update(args: Args, { state }: MethodContext): Answer {
  const message = findMessage(args, state);
  if (message === undefined) return no("message_not_found");
  const bad = badContent(args, state);
  if (bad !== undefined) return bad;
  message.text = text(args.text);
  message.blocks = readBlocks(args);
  message.edits += 1;
  return { ok: true, channel: message.channel, ts: message.ts };
}

/** Ephemeral messages cannot be found again. */
function findMessage(args: Args, state: FakeState): FakeMessage | undefined {
  return state.messages.find(
    (message) => message.only === undefined && message.channel === args.channel && message.ts === args.ts,
  );
}

function userInfo(args: Args, { state }: MethodContext): Answer {
  const user = state.users.get(text(args.user));
  if (user === undefined) return no("user_not_found");
  return {
    ok: true,
    user: {
      id: user.id,
      team_id: state.team,
      name: user.name.toLowerCase(),
      deleted: user.isDeleted,
      is_bot: user.isBot,
      is_restricted: user.isRestricted,
      is_ultra_restricted: false,
      profile: { display_name: user.name, real_name: user.name },
      ...(String(args.include_locale) === "true" || args.include_locale === "1" ? { locale: user.locale } : {}),
    },
  };
}

function openView(args: Args, { state }: MethodContext): Answer {
  const trigger = state.triggers.get(text(args.trigger_id));
  if (trigger === undefined) return no("invalid_trigger_id");
  if (trigger.isUsed) return no("exchanged_trigger_id");
  if (state.now() - trigger.madeAt > 3000) return no("expired_trigger_id");
  const view = typeof args.view === "string" ? JSON.parse(args.view) : args.view;
  const faults = checkView(view);
  if (faults.length > 0) return no("invalid_arguments", { response_metadata: { messages: faults } });
  trigger.isUsed = true;
  const kept = { id: state.next("V"), hash: state.next("h"), view, user: trigger.user };
  state.views.set(kept.id, kept);
  return { ok: true, view: { ...view, id: kept.id, hash: kept.hash } };
}

function updateView(args: Args, { state }: MethodContext): Answer {
  const known = state.views.get(text(args.view_id));
  if (known === undefined) return no("not_found");
  if (args.hash !== undefined && args.hash !== known.hash) return no("hash_conflict");
  const view = typeof args.view === "string" ? JSON.parse(args.view) : args.view;
  const faults = checkView(view);
  if (faults.length > 0) return no("invalid_arguments", { response_metadata: { messages: faults } });
  const kept = { ...known, view, hash: state.next("h") };
  state.views.set(known.id, kept);
  return { ok: true, view: { ...view, id: kept.id, hash: kept.hash } };
}

function publishView(args: Args, { state }: MethodContext): Answer {
  const view = typeof args.view === "string" ? JSON.parse(args.view) : args.view;
  const faults = checkView(view);
  if (faults.length > 0) return no("invalid_arguments", { response_metadata: { messages: faults } });
  if (!state.users.has(text(args.user_id))) return no("user_not_found");
  if ((view as { type?: string }).type !== "home") return no("invalid_arguments");
  state.homes.set(text(args.user_id), view);
  return { ok: true, view: { ...view, id: state.next("V"), hash: state.next("h") } };
}

function uploadUrl(args: Args, { state, httpUrl }: MethodContext): Answer {
  const length = Number(args.length);
  if (text(args.filename) === "" || !(length > 0)) return no("invalid_arguments");
  const id = state.next("F0");
  const file = { id, name: text(args.filename), length, bytes: undefined, isComplete: false, channels: [], looks: 1 };
  state.files.set(id, file);
  return { ok: true, upload_url: `${httpUrl}/upload/${id}`, file_id: id };
}

function completeUpload(args: Args, { state }: MethodContext): Answer {
  const wanted = typeof args.files === "string" ? JSON.parse(args.files) : args.files;
  const files = (Array.isArray(wanted) ? wanted : []).map((one: { id?: string }) => state.files.get(one.id ?? ""));
  if (files.length === 0 || files.some((file) => file?.bytes === undefined)) return no("file_not_found");
  for (const file of files) {
    if (file === undefined) continue;
    file.isComplete = true;
    if (text(args.channel_id) !== "") file.channels.push(text(args.channel_id));
  }
  return { ok: true, files: files.map((file) => ({ id: file?.id, title: file?.name })) };
}

function tradeCode(args: Args, { state }: MethodContext): Answer {
  if (text(args.client_id) !== "12.34" || text(args.client_secret) !== "fake-client-secret")
    return no("bad_client_secret");
  const team = state.codes.get(text(args.code));
  if (team === undefined) return no("invalid_code");
  state.codes.delete(text(args.code));
  const token = `xoxb-installed-${team}`;
  state.tokens.set(token, team);
  return { ok: true, access_token: token, token_type: "bot", app_id: state.appId, team: { id: team } };
}

function fileInfo(args: Args, { state }: MethodContext): Answer {
  const file = state.files.get(text(args.file));
  if (file === undefined) return no("file_not_found");
  if (file.looks > 0) file.looks -= 1;
  return { ok: true, file: { id: file.id, name: file.name, mimetype: file.looks === 0 ? "image/png" : "" } };
}

/** Methods and the kind of token each wants. */
export const methods: Readonly<
  Record<string, { readonly token: "bot" | "app" | "none"; run: (args: Args, context: MethodContext) => Answer }>
> = {
  "auth.test": {
    token: "bot",
    run: (_, { state, team }) => ({
      ok: true,
      team_id: team,
      user_id: state.botUser,
      bot_id: state.botId,
      is_enterprise_install: false,
    }),
  },
  "auth.revoke": {
    token: "bot",
    run: (_, { state, token }) => ({ ok: true, revoked: state.tokens.delete(token) }),
  },
  "oauth.v2.access": { token: "none", run: tradeCode },
  "apps.connections.open": {
    token: "app",
    run: (_, context) => {
      const url = context.openSocket();
      return url === undefined ? no("too_many_websockets") : { ok: true, url };
    },
  },
  "chat.postMessage": { token: "bot", run: post },
  "chat.postEphemeral": { token: "bot", run: postEphemeral },
  "chat.update": { token: "bot", run: update },
  "chat.delete": {
    token: "bot",
    run: (args, { state }) => {
      const message = findMessage(args, state);
      if (message === undefined) return no("message_not_found");
      state.messages.splice(state.messages.indexOf(message), 1);
      return { ok: true, channel: message.channel, ts: message.ts };
    },
  },
  "conversations.open": {
    token: "bot",
    run: (args, { state }) =>
      state.users.has(text(args.users))
        ? { ok: true, channel: { id: state.directChannel(text(args.users)) } }
        : no("user_not_found"),
  },
  "users.info": { token: "bot", run: userInfo },
  "usergroups.list": {
    token: "bot",
    run: (_, { state }) => ({
      ok: true,
      usergroups: [...state.groups].map(([id, users]) => ({ id, date_delete: 0, users })),
    }),
  },
  "views.open": { token: "bot", run: openView },
  "views.update": { token: "bot", run: updateView },
  "views.publish": { token: "bot", run: publishView },
  "files.getUploadURLExternal": { token: "bot", run: uploadUrl },
  "files.completeUploadExternal": { token: "bot", run: completeUpload },
  "files.info": { token: "bot", run: fileInfo },
  "assistant.threads.setSuggestedPrompts": {
    token: "bot",
    run: (args, { state }) => {
      const prompts = typeof args.prompts === "string" ? JSON.parse(args.prompts) : args.prompts;
      if (!knownChannel(text(args.channel_id), state)) return no("channel_not_found");
      if (!Array.isArray(prompts) || prompts.length < 1 || prompts.length > 4) return no("invalid_arguments");
      state.prompts.push({ channel: text(args.channel_id), thread: text(args.thread_ts), prompts });
      return { ok: true };
    },
  },
};
