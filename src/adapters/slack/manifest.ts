import type { Command } from "#core/command.ts";
import { shortcutPrefix } from "./origin.ts";

/** The words for a key of the locale files; undefined when there are none. */
export type Words = (key: string) => string | undefined;

export interface ManifestOptions {
  readonly mode: "socket" | "http";
  readonly commandPrefix: string;
  /** `https://host` of the shared HTTP server as Slack reaches it; needed for mode http and for installing. */
  readonly publicUrl?: string;
  /** Whether several workspaces install the app. */
  readonly isInstallable?: boolean;
  /** False leaves out what only roles by user group need. */
  readonly hasGroupRoles?: boolean;
}

/** Least rights: each scope with what stops working without it. */
export const scopes: Readonly<Record<string, string>> = {
  "app_mentions:read": "sentences that mention the bot in channels",
  "assistant:write": "suggestions of what can be said, where Slack shows agents",
  "chat:write": "answers, and cards that become their result",
  commands: "slash commands",
  "files:read": "knowing when an uploaded picture can be shown",
  "files:write": "QR codes of keys and charts of races",
  "im:history": "direct messages to the bot",
  "im:write": "private cards and notices as direct messages",
  "usergroups:read": "roles by Slack user group (slackGroups)",
  "users:read": "each person's language, and whether an account is a guest or deactivated",
};

/** Each event with what stops working without it. */
export const events: Readonly<Record<string, string>> = {
  app_home_opened: "the control panel in the app's Home tab, and suggestions beside the conversation",
  app_mention: "sentences that mention the bot in channels",
  app_uninstalled: "forgetting the token of a workspace that removed the app",
  "message.im": "direct messages to the bot",
  subteam_members_changed: "roles by user group that change at once",
  tokens_revoked: "forgetting a token that no longer holds",
  user_change: "language and standing of people that change at once",
};

/**
 * Names that Slack keeps for itself: one of them makes it refuse the whole manifest.
 * https://slack.com/help/articles/201259356-Slash-commands-in-Slack
 */
const reserved: ReadonlySet<string> = new Set(
  (
    "active apps archive away call collapse dm dnd expand feed feedback help huddle invite join kick leave me msg mute " +
    "open part prefs remind remove rename search shortcuts shrug sleep star status topic unarchive unstar who"
  ).split(" "),
);

interface SlashCommandEntry {
  readonly command: string;
  readonly description: string;
  readonly usage_hint: string;
  readonly should_escape: true;
  readonly url?: string;
}

interface ShortcutEntry {
  readonly name: string;
  readonly type: "global" | "message";
  readonly callback_id: string;
  readonly description: string;
}

/** Commands that stand in Slack's own menus: everywhere, or beside a message. */
const shortcuts = [
  { command: "door open", type: "global", nameKey: "commands:door.open.title" },
  { command: "key create", type: "global", nameKey: "commands:key.create.title" },
  { command: "key create", type: "message", nameKey: "replies:shortcut.key" },
] as const;

function shortcutEntries(commands: readonly Command[], words: Words): readonly ShortcutEntry[] {
  return shortcuts
    .filter(({ command }) => commands.some((one) => one.name === command))
    .map(({ command, type, nameKey }) => ({
      name: clip(words(nameKey) ?? command, 24),
      type,
      callback_id: `${shortcutPrefix}${command.replace(" ", "-")}${type === "message" ? "-message" : ""}`,
      description: clip(words(`commands:${command.replace(" ", ".")}.help`) ?? command, 150),
    }));
}

/** A few things to say, for everybody who opens the conversation with the bot. */
function agentView(words: Words) {
  const prompts = ["help", "me"].flatMap((noun) => {
    const title = words(`commands:${noun}.show.title`);
    return title === undefined ? [] : [{ title, message: `/${noun}` }];
  });
  return {
    agent_description: clip(words("commands:help.description") ?? "Usher", 300),
    ...(prompts.length > 0 ? { suggested_prompts: prompts } : {}),
  };
}

/** The whole app manifest, as Slack takes it under "create from manifest". */
export function createManifest(commands: readonly Command[], words: Words, options: ManifestOptions): Manifest {
  const isHttp = options.mode === "http";
  const hasGroups = options.hasGroupRoles !== false;
  const origin = options.publicUrl?.replace(/\/+$/, "");
  const url = isHttp && origin !== undefined ? `${origin}/slack/events` : undefined;
  const at = url === undefined ? {} : { request_url: url };
  return {
    display_information: {
      name: "Usher",
      description: clip(words("commands:help.description") ?? "Usher", 140),
      background_color: "#1d3a3a",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "usher", always_online: true },
      agent_view: agentView(words),
      shortcuts: shortcutEntries(commands, words),
      slash_commands: slashCommands(commands, words, options.commandPrefix, url),
    },
    oauth_config: {
      ...(options.isInstallable === true && origin !== undefined
        ? { redirect_urls: [`${origin}/slack/oauth_redirect`] }
        : {}),
      scopes: { bot: Object.keys(scopes).filter((scope) => hasGroups || scope !== "usergroups:read") },
    },
    settings: {
      event_subscriptions: {
        ...at,
        bot_events: Object.keys(events).filter((event) => hasGroups || !event.startsWith("subteam_")),
      },
      interactivity: { is_enabled: true, ...at, ...(url === undefined ? {} : { message_menu_options_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: !isHttp,
      token_rotation_enabled: false,
    },
  };
}

export interface Manifest {
  readonly display_information: Readonly<Record<string, string>>;
  readonly features: {
    readonly shortcuts: readonly ShortcutEntry[];
    readonly slash_commands: readonly SlashCommandEntry[];
  } & Readonly<Record<string, unknown>>;
  readonly oauth_config: {
    readonly redirect_urls?: readonly string[];
    readonly scopes: { readonly bot: readonly string[] };
  };
  readonly settings: Readonly<Record<string, unknown>> & { readonly socket_mode_enabled: boolean };
}

/** One slash command for each noun that may be one, and `/usher` for all of them and for sentences. */
function slashCommands(
  commands: readonly Command[],
  words: Words,
  prefix: string,
  url: string | undefined,
): readonly SlashCommandEntry[] {
  const nouns = Map.groupBy(commands, (command) => command.noun);
  const entry = (name: string, description: string, hint: string): SlashCommandEntry => ({
    command: `/${prefix}${name}`,
    description: clip(description, 2000),
    usage_hint: clip(hint, 1000),
    should_escape: true,
    ...(url === undefined ? {} : { url }),
  });
  const own = [...nouns]
    .filter(([noun]) => prefix !== "" || !reserved.has(noun))
    .map(([noun, verbs]) =>
      entry(noun, words(`commands:${noun}.description`) ?? noun, verbs.map((verb) => usage(verb, words)).join(" | ")),
    );
  const general = words("commands:help.description") ?? "Usher";
  return [...own, entry("usher", general, [...nouns.keys()].join(" | "))];
}

/** `open <door>`: the verb, then the slots by the names people see; optional ones in brackets. */
function usage(command: Command, words: Words): string {
  const slots = command.described.map((slot) => {
    const name = words(`commands:${command.noun}.${command.verb}.slots.${slot.name}.name`) ?? slot.name;
    return slot.isRequired ? `<${name}>` : `[${name}]`;
  });
  return [...(command.verb === "show" ? [] : [command.verb]), ...slots].join(" ");
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** What an installed app lacks of what it needs: for `usher doctor`. */
export function missingScopes(granted: readonly string[]): readonly { readonly scope: string; readonly why: string }[] {
  return Object.entries(scopes)
    .filter(([scope]) => !granted.includes(scope))
    .map(([scope, why]) => ({ scope, why }));
}
