import { z } from "zod";
import { Secret } from "#core/secret.ts";

export const defaultApiUrl = "https://discord.com/api";

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const snowflake = z.string().regex(/^\d{1,20}$/, "an id of digits, in quotes");

/** The `discord:` section of the configuration. */
export const discordConfig = z
  .strictObject({
    mode: z.enum(["gateway", "http"]).default("gateway"),
    token: secret,
    /** Asked of Discord when absent. */
    applicationId: snowflake.optional(),
    /** 32 bytes in hex; signs what arrives over HTTP. */
    publicKey: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, "64 hexadecimal digits")
      .optional(),
    apiUrl: z.url({ protocol: /^https?$/ }).default(defaultApiUrl),
    /** Only these guilds are served; every guild that has the bot when absent. */
    guilds: z.array(snowflake).min(1).optional(),
    shards: z.union([z.literal("auto"), z.int().min(1).max(1000)]).default("auto"),
  })
  .refine((config) => config.mode === "gateway" || config.publicKey !== undefined, {
    path: ["publicKey"],
    message: "is needed with mode http",
  });

export type DiscordConfig = z.output<typeof discordConfig>;
