import { refusals } from "./answers.ts";
import { commandFaults } from "./checks.ts";
import type { RestRequest, Route } from "./rest.ts";
import type { FakeCommand, World } from "./world.ts";

const mostCreatesADay = 200;
const mostCommands: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

/** What Discord fills in where a command does not say. */
function completed(world: World, body: Readonly<Record<string, unknown>>, id: string, guild: string): FakeCommand {
  return {
    name_localizations: null,
    description_localizations: null,
    default_member_permissions: null,
    dm_permission: true,
    nsfw: false,
    type: 1,
    description: "",
    ...(guild === "" ? { contexts: null, integration_types: [0] } : { guild_id: guild }),
    ...body,
    id,
    application_id: world.applicationId,
    version: world.snowflake(),
  };
}

function commandsOf(world: World, guild: string): Map<string, FakeCommand> {
  const known = world.commands.get(guild) ?? new Map<string, FakeCommand>();
  world.commands.set(guild, known);
  return known;
}

/** Keeps the day's count of creates by scope. */
function createCommands(world: World) {
  const creates = new Map<string, number>();
  return function save(
    guild: string,
    body: Readonly<Record<string, unknown>>,
    id?: string,
  ): { command: FakeCommand; isNew: boolean } {
    const faults = commandFaults(body);
    if (faults.length > 0) throw refusals.invalidForm(faults);
    const all = commandsOf(world, guild);
    const type = Number(body.type ?? 1);
    const same = [...all.values()].find((each) => each.name === body.name && each.type === type);
    const target = id ?? same?.id;
    if (target === undefined) {
      const made = (creates.get(guild) ?? 0) + 1;
      if (made > mostCreatesADay) throw refusals.tooManyCreates();
      const ofType = [...all.values()].filter((each) => each.type === type);
      if (ofType.length >= (mostCommands[type] ?? 0)) throw refusals.tooManyCommands();
      creates.set(guild, made);
    }
    const command = completed(world, body, target ?? world.snowflake(), guild);
    all.set(command.id, command);
    return { command, isNew: target === undefined };
  };
}

const scope = "/applications/(\\d+)(?:/guilds/(\\d+))?/commands";

function guildOf(world: World, request: RestRequest): string {
  const [application, guild] = request.params;
  if (application !== world.applicationId) throw refusals.missingAccess();
  if (guild === undefined || guild === "undefined") return "";
  if (world.guilds.get(guild)?.hasBot !== true) throw refusals.missingAccess();
  return guild;
}

function commandRoutes(world: World): readonly Route[] {
  const isAuthorized = true;
  const save = createCommands(world);
  return [
    {
      method: "GET",
      pattern: new RegExp(`^${scope}$`),
      isAuthorized,
      handle(request) {
        const isFull = request.query.get("with_localizations") === "true";
        const all = [...commandsOf(world, guildOf(world, request)).values()];
        return { status: 200, body: isFull ? all : all.map(withoutLocalizations) };
      },
    },
    {
      method: "POST",
      pattern: new RegExp(`^${scope}$`),
      isAuthorized,
      handle(request) {
        const { command, isNew } = save(guildOf(world, request), request.body);
        return { status: isNew ? 201 : 200, body: command };
      },
    },
    {
      method: "PUT",
      pattern: new RegExp(`^${scope}$`),
      isAuthorized,
      handle(request) {
        const guild = guildOf(world, request);
        const before = new Map(commandsOf(world, guild));
        const bodies = (request.list ?? []) as readonly Readonly<Record<string, unknown>>[];
        const kept = bodies.map((body) => save(guild, body).command);
        const ids = new Set(kept.map(({ id }) => id));
        for (const id of before.keys()) if (!ids.has(id)) commandsOf(world, guild).delete(id);
        return { status: 200, body: kept };
      },
    },
    {
      method: "PATCH",
      pattern: new RegExp(`^${scope}/(\\d+)$`),
      isAuthorized,
      handle(request) {
        const guild = guildOf(world, request);
        const before = commandsOf(world, guild).get(request.params[2] ?? "");
        if (before === undefined) throw refusals.unknownCommand();
        const { id, application_id: _a, version: _v, guild_id: _g, ...body } = before;
        const { command } = save(guild, { ...body, ...request.body }, id);
        return { status: 200, body: command };
      },
    },
    {
      method: "DELETE",
      pattern: new RegExp(`^${scope}/(\\d+)$`),
      isAuthorized,
      handle(request) {
        if (!commandsOf(world, guildOf(world, request)).delete(request.params[2] ?? ""))
          throw refusals.unknownCommand();
        return { status: 204 };
      },
    },
  ];
}

/** Discord leaves the translations out unless asked for them. */
function withoutLocalizations(command: FakeCommand): object {
  const copy = JSON.parse(JSON.stringify(command)) as object;
  const strip = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "name_localizations" || key === "description_localizations") Reflect.deleteProperty(node, key);
      else strip(value);
    }
  };
  strip(copy);
  return copy;
}

/** What the bot may ask about itself, its guilds and their members. */
export function applicationRoutes(
  world: World,
  gateway: () => { readonly url: string; readonly shards: number; readonly identifiesLeft: number },
): readonly Route[] {
  const isAuthorized = true;
  return [
    ...commandRoutes(world),
    {
      method: "GET",
      pattern: /^\/gateway\/bot$/,
      isAuthorized,
      handle() {
        const { url, shards, identifiesLeft } = gateway();
        const session_start_limit = {
          total: 1_000,
          remaining: identifiesLeft,
          reset_after: 86_400_000,
          max_concurrency: 16,
        };
        return { status: 200, body: { url, shards, session_start_limit } };
      },
    },
    {
      method: "GET",
      pattern: /^\/users\/@me$/,
      isAuthorized,
      handle: () => ({ status: 200, body: world.userPayload(world.botId) }),
    },
    {
      method: "GET",
      pattern: /^\/users\/@me\/guilds$/,
      isAuthorized,
      handle: () => ({
        status: 200,
        body: [...world.guilds.values()].filter(({ hasBot }) => hasBot).map(({ id, name }) => ({ id, name })),
      }),
    },
    {
      method: "GET",
      pattern: /^\/(?:applications|oauth2\/applications)\/@me$/,
      isAuthorized,
      handle: () => ({ status: 200, body: { id: world.applicationId, name: "usher" } }),
    },
    {
      method: "GET",
      pattern: /^\/guilds\/(\d+)\/members\/(\d+)$/,
      isAuthorized,
      handle(request) {
        const [guild = "", user = ""] = request.params;
        if (world.guilds.get(guild)?.hasBot !== true) throw refusals.missingAccess();
        const member = world.memberPayload(guild, user, true);
        if (member === undefined) throw refusals.unknownMember();
        return { status: 200, body: member };
      },
    },
  ];
}
