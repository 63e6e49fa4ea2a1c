import { refusals } from "./answers.ts";
import { isEmptyMessage, messageFaults } from "./checks.ts";
import type { RestFile, RestRequest, Route } from "./rest.ts";
import type { FakeMessage, World } from "./world.ts";

const ephemeralFlag = 64;
const asText = (value: unknown): string => (typeof value === "string" ? value : "");
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

interface Written {
  readonly channel: string;
  readonly visibleTo: string;
  readonly flags: number;
}

/** Puts up a message of the bot's after checking it as Discord does. */
export function writeMessage(world: World, request: Pick<RestRequest, "body" | "files">, where: Written): FakeMessage {
  const { body, files } = request;
  const faults = messageFaults(body, files);
  if (faults.length > 0) throw refusals.invalidForm(faults);
  if (isEmptyMessage(body, files.length)) throw refusals.emptyMessage();
  const nonce = body.nonce;
  if (typeof nonce === "string" && body.enforce_nonce === true) {
    for (const message of world.messages.values()) if (message.nonce === nonce) return message;
  }
  const reference = (body.message_reference as { message_id?: unknown } | undefined)?.message_id;
  const message: FakeMessage = {
    id: world.snowflake(),
    channel: where.channel,
    author: world.botId,
    visibleTo: where.visibleTo,
    createdAt: world.now(),
    content: asText(body.content),
    embeds: asList(body.embeds) as FakeMessage["embeds"],
    components: asList(body.components),
    attachments: attachmentsOf(world, body, files, []),
    flags: where.flags,
    isThinking: false,
    edits: 0,
    ...(typeof reference === "string" ? { reference } : {}),
    ...(typeof nonce === "string" ? { nonce } : {}),
  };
  world.messages.set(message.id, message);
  return message;
}

/** Changes what the body names and leaves the rest, as Discord does. */
export function editMessage(
  world: World,
  message: FakeMessage,
  request: Pick<RestRequest, "body" | "files">,
): FakeMessage {
  const { body, files } = request;
  const faults = messageFaults(body, files);
  if (faults.length > 0) throw refusals.invalidForm(faults);
  if (body.content !== undefined) message.content = asText(body.content);
  if (body.embeds !== undefined) message.embeds = asList(body.embeds) as FakeMessage["embeds"];
  if (body.components !== undefined) message.components = asList(body.components);
  if (body.attachments !== undefined || files.length > 0) {
    message.attachments = attachmentsOf(world, body, files, body.attachments === undefined ? message.attachments : []);
  }
  message.isThinking = false;
  message.edits += 1;
  return message;
}

function attachmentsOf(
  world: World,
  body: RestRequest["body"],
  files: readonly RestFile[],
  kept: FakeMessage["attachments"],
): FakeMessage["attachments"] {
  const described = asList(body.attachments) as readonly { id?: unknown; description?: unknown }[];
  const added = files.map((file, index) => {
    const description = described.find((each) => Number(each.id) === index)?.description;
    return {
      id: world.snowflake(),
      filename: file.name,
      description: typeof description === "string" ? description : undefined,
      data: file.data,
    };
  });
  return [...kept, ...added];
}

function writableChannel(world: World, id: string) {
  const channel = world.channels.get(id);
  if (channel === undefined) throw refusals.unknownChannel();
  const guild = channel.guild === undefined ? undefined : world.guilds.get(channel.guild);
  if (channel.guild !== undefined && guild?.hasBot !== true) throw refusals.missingAccess();
  if (!channel.isWritable) throw refusals.missingPermissions();
  if (channel.type === 1 && world.users.get(channel.recipients[0] ?? "")?.acceptsDirect === false)
    throw refusals.directClosed();
  return channel;
}

function ownMessage(world: World, channel: string, id: string): FakeMessage {
  const message = world.messages.get(id);
  if (message === undefined || message.channel !== channel || (message.flags & ephemeralFlag) !== 0)
    throw refusals.unknownMessage();
  if (message.author !== world.botId) throw refusals.notOwnMessage();
  return message;
}

/** Messages in channels and direct messages, by the bot's own token. */
export function messageRoutes(world: World): readonly Route[] {
  const isAuthorized = true;
  return [
    {
      method: "POST",
      pattern: /^\/channels\/(\d+)\/messages$/,
      isAuthorized,
      handle(request) {
        const channel = writableChannel(world, request.params[0] ?? "");
        const visibleTo = channel.type === 1 ? (channel.recipients[0] ?? "") : "everyone";
        const message = writeMessage(world, request, { channel: channel.id, visibleTo, flags: 0 });
        return { status: 200, body: world.messagePayload(message) };
      },
    },
    {
      method: "PATCH",
      pattern: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      isAuthorized,
      handle(request) {
        const [channel = "", id = ""] = request.params;
        return { status: 200, body: world.messagePayload(editMessage(world, ownMessage(world, channel, id), request)) };
      },
    },
    {
      method: "DELETE",
      pattern: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      isAuthorized,
      handle(request) {
        const [channel = "", id = ""] = request.params;
        world.messages.delete(ownMessage(world, channel, id).id);
        return { status: 204 };
      },
    },
    {
      method: "POST",
      pattern: /^\/channels\/(\d+)\/typing$/,
      isAuthorized,
      handle(request) {
        writableChannel(world, request.params[0] ?? "");
        return { status: 204 };
      },
    },
    {
      method: "GET",
      pattern: /^\/channels\/(\d+)$/,
      isAuthorized,
      handle(request) {
        const channel = world.channels.get(request.params[0] ?? "");
        if (channel === undefined) throw refusals.unknownChannel();
        return { status: 200, body: world.channelPayload(channel) };
      },
    },
    {
      method: "POST",
      pattern: /^\/users\/@me\/channels$/,
      isAuthorized,
      handle(request) {
        const user = asText(request.body.recipient_id);
        if (!world.users.has(user)) throw refusals.unknownUser();
        return { status: 200, body: world.channelPayload(world.directChannel(user)) };
      },
    },
  ];
}
