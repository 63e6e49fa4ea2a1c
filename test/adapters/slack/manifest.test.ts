import { describe, expect, it } from "vitest";
import { createManifest, events, missingScopes, scopes } from "#adapters/slack/manifest.ts";
import { readCommands } from "#src/commands.ts";

const words = (key: string): string | undefined => (key.endsWith(".description") ? `About ${key}` : undefined);
const socket = { mode: "socket", commandPrefix: "" } as const;

describe("the app manifest", () => {
  it("has a command for each noun that Slack leaves free, and /usher", async () => {
    const manifest = createManifest(await readCommands(), words, socket);
    const names = manifest.features.slash_commands.map((entry) => entry.command);
    expect(names).toEqual(expect.arrayContaining(["/door", "/key", "/scene", "/lights", "/race", "/usher"]));
    expect(names).not.toContain("/me");
    expect(names).not.toContain("/help");
    expect(new Set(names).size).toBe(names.length);
  });

  it("asks Slack to escape what people mention", async () => {
    const manifest = createManifest(await readCommands(), words, socket);
    expect(manifest.features.slash_commands.every((entry) => entry.should_escape)).toBe(true);
  });

  it("shows how a command is typed", async () => {
    const manifest = createManifest(await readCommands(), words, socket);
    const door = manifest.features.slash_commands.find((entry) => entry.command === "/door");
    expect(door?.usage_hint).toContain("open <door>");
  });

  it("names no address for Socket Mode, and all of them for HTTP", async () => {
    const commands = await readCommands();
    expect(JSON.stringify(createManifest(commands, words, socket))).not.toContain("http");
    const manifest = createManifest(commands, words, {
      mode: "http",
      commandPrefix: "",
      publicUrl: "https://usher.example/",
      isInstallable: true,
    });
    const url = "https://usher.example/slack/events";
    expect(manifest.features.slash_commands.every((entry) => entry.url === url)).toBe(true);
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: url },
      interactivity: { request_url: url, message_menu_options_url: url },
    });
    expect(manifest.oauth_config.redirect_urls).toEqual(["https://usher.example/slack/oauth_redirect"]);
  });

  it("puts the prefix before every command, which then may be any noun", async () => {
    const manifest = createManifest(await readCommands(), words, { mode: "socket", commandPrefix: "acme-" });
    const names = manifest.features.slash_commands.map((entry) => entry.command);
    expect(names).toEqual(expect.arrayContaining(["/acme-door", "/acme-me", "/acme-usher"]));
    expect(names.every((name) => name.startsWith("/acme-") && name.length <= 32)).toBe(true);
  });

  it("opens the Home tab, and puts what is asked for most into Slack's own menus", async () => {
    const { features } = createManifest(await readCommands(), words, socket);
    expect(features).toMatchObject({ app_home: { home_tab_enabled: true }, agent_view: expect.anything() });
    expect(features.shortcuts.map((one) => [one.callback_id, one.type])).toEqual([
      ["usher-door-open", "global"],
      ["usher-key-create", "global"],
      ["usher-key-create-message", "message"],
    ]);
    expect(features.shortcuts.every((one) => one.name.length <= 24)).toBe(true);
  });

  it("asks for the scopes of the methods that are called and the events that are read, and no more", () => {
    expect(Object.keys(scopes).sort()).toEqual([
      "app_mentions:read",
      "assistant:write",
      "chat:write",
      "commands",
      "files:read",
      "files:write",
      "im:history",
      "im:write",
      "usergroups:read",
      "users:read",
    ]);
    for (const why of [...Object.values(scopes), ...Object.values(events)]) expect(why).not.toBe("");
  });

  it("asks for no user groups where no role goes by them", async () => {
    const text = JSON.stringify(createManifest(await readCommands(), words, { ...socket, hasGroupRoles: false }));
    expect(text).not.toContain("usergroups:read");
    expect(text).not.toContain("subteam_");
  });

  it("says what an installed app lacks, and why that matters", () => {
    const granted = Object.keys(scopes).filter((scope) => scope !== "files:write");
    expect(missingScopes(granted)).toEqual([{ scope: "files:write", why: expect.stringContaining("QR") }]);
  });
});
