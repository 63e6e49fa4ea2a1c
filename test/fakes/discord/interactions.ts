import { refusals } from "./answers.ts";
import { completionFaults, formFaults } from "./checks.ts";
import { editMessage, writeMessage } from "./messages.ts";
import type { RestRequest, Route } from "./rest.ts";
import type { FakeInteraction, FakeMessage, World } from "./world.ts";

const callbackWindowMs = 3_000;
const tokenLifeMs = 15 * 60_000;
const ephemeralFlag = 64;
const mostFollowUpsWithoutBot = 5;

/** Which callbacks each kind of interaction takes: 2 command, 3 component, 4 completion, 5 modal. */
const fitting: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

function visibility(world: World, interaction: FakeInteraction, flags: number): { visibleTo: string; flags: number } {
  const isDirect = world.channels.get(interaction.channel)?.type === 1;
  const isEphemeral = (flags & ephemeralFlag) !== 0;
  return { visibleTo: isEphemeral || isDirect ? interaction.user : "everyone", flags: isEphemeral ? ephemeralFlag : 0 };
}

function thinking(world: World, interaction: FakeInteraction, flags: number): FakeMessage {
  const message: FakeMessage = {
    id: world.snowflake(),
    channel: interaction.channel,
    author: world.botId,
    createdAt: world.now(),
    content: "",
    embeds: [],
    components: [],
    attachments: [],
    isThinking: true,
    edits: 0,
    ...visibility(world, interaction, flags),
  };
  world.messages.set(message.id, message);
  return message;
}

/** Takes an interaction's one callback. */
function takeCallback(world: World, interaction: FakeInteraction, request: RestRequest): void {
  interaction.callbacksTried += 1;
  if (world.now() - interaction.createdAt > callbackWindowMs) throw refusals.unknownInteraction();
  if (interaction.callback !== undefined) throw refusals.alreadyAcknowledged();
  const type = Number(request.body.type);
  const data = asRecord(request.body.data);
  if (fitting[interaction.type]?.includes(type) !== true)
    throw refusals.invalidForm(["type: does not fit this interaction"]);
  const flags = Number(data.flags ?? 0);
  if (type === 4) {
    const where = { channel: interaction.channel, ...visibility(world, interaction, flags) };
    interaction.original = writeMessage(world, { body: data, files: request.files }, where).id;
  } else if (type === 5) {
    if ((flags & ~ephemeralFlag) !== 0) throw refusals.invalidForm(["flags: only EPHEMERAL"]);
    interaction.original = thinking(world, interaction, flags).id;
  } else if (type === 6 || type === 7) {
    const message = world.messages.get(interaction.message ?? "");
    if (message === undefined) throw refusals.invalidForm(["type: there is no message to update"]);
    interaction.original = message.id;
    if (type === 7) editMessage(world, message, { body: data, files: request.files });
  }
  const faults = type === 8 ? completionFaults(data) : type === 9 ? formFaults(data) : [];
  if (faults.length > 0) throw refusals.invalidForm(faults);
  interaction.callback = { type, at: world.now(), data };
}

function byToken(world: World, params: readonly string[]): FakeInteraction {
  const [application, token] = params;
  if (application !== world.applicationId) throw refusals.unknownWebhook();
  for (const interaction of world.interactions.values()) {
    if (interaction.token !== token) continue;
    if (world.now() - interaction.createdAt > tokenLifeMs) throw refusals.invalidWebhookToken();
    if (interaction.callback === undefined) throw refusals.unknownWebhook();
    return interaction;
  }
  throw refusals.unknownWebhook();
}

function messageOf(world: World, interaction: FakeInteraction, id: string): FakeMessage {
  const message = world.messages.get(id === "@original" ? (interaction.original ?? "") : id);
  if (message === undefined) throw refusals.unknownMessage();
  return message;
}

const hook = "/webhooks/(\\d+)/([^/]+)";

/** Callbacks, the answer to an interaction and its follow-ups, by the interaction's own token. */
export function interactionRoutes(world: World): readonly Route[] {
  const isAuthorized = false;
  return [
    {
      method: "POST",
      pattern: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      isAuthorized,
      handle(request) {
        const interaction = world.interactions.get(request.params[0] ?? "");
        if (interaction === undefined || interaction.token !== request.params[1]) throw refusals.unknownInteraction();
        takeCallback(world, interaction, request);
        return { status: 204 };
      },
    },
    {
      method: "POST",
      pattern: new RegExp(`^${hook}$`),
      isAuthorized,
      handle(request) {
        const interaction = byToken(world, request.params);
        if (!interaction.isBotInstalled && interaction.followUps >= mostFollowUpsWithoutBot)
          throw refusals.tooManyFollowUps();
        interaction.followUps += 1;
        const original = world.messages.get(interaction.original ?? "");
        if (original?.isThinking === true) {
          // The first follow-up of a deferred answer takes its place, with its visibility.
          return { status: 200, body: world.messagePayload(editMessage(world, original, request)) };
        }
        const where = {
          channel: interaction.channel,
          ...visibility(world, interaction, Number(request.body.flags ?? 0)),
        };
        return { status: 200, body: world.messagePayload(writeMessage(world, request, where)) };
      },
    },
    {
      method: "PATCH",
      pattern: new RegExp(`^${hook}/messages/(@original|\\d+)$`),
      isAuthorized,
      handle(request) {
        const message = messageOf(world, byToken(world, request.params), request.params[2] ?? "");
        return { status: 200, body: world.messagePayload(editMessage(world, message, request)) };
      },
    },
    {
      method: "DELETE",
      pattern: new RegExp(`^${hook}/messages/(@original|\\d+)$`),
      isAuthorized,
      handle(request) {
        world.messages.delete(messageOf(world, byToken(world, request.params), request.params[2] ?? "").id);
        return { status: 204 };
      },
    },
  ];
}
