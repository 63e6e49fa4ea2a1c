import type { Adapter } from "#core/ports.ts";
import type { DiscordConfig } from "./discord/config.ts";
import type { SlackConfig } from "./slack/config.ts";

/** Every chat platform, loaded only when the configuration names it. One more platform is one more line. */
export const adapters = {
  slack: async (): Promise<Adapter<SlackConfig>> => (await import("./slack/adapter.ts")).default,
  discord: async (): Promise<Adapter<DiscordConfig>> => (await import("./discord/adapter.ts")).default,
};
