import { z } from "zod";
import { ConfigError, type ConfigFault } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import { compileCedar } from "#policy/cedar-file.ts";
import type { ConfigSchemas } from "#src/config/schemas.ts";
import { type Config, readConfig } from "#src/config.ts";

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

/** Schemas in the shapes that vendors and platforms have: plain, with alternatives, with rules between keys. */
export const schemas = {
  vendors: {
    raixer: z.strictObject({
      baseUrl: z.url().default("https://one.example"),
      username: z.string().min(1),
      password: secret,
    }),
    overkiz: z.union([
      z.strictObject({ userId: z.string(), userPassword: secret }),
      z.strictObject({ token: secret, baseUrl: z.url() }),
    ]),
    loose: z.looseObject({ word: z.string().optional() }),
  },
  slack: z
    .strictObject({ mode: z.enum(["socket", "http"]).default("socket"), botToken: secret.optional() })
    .superRefine((config, context) => {
      if (config.botToken?.reveal().startsWith("xoxb-") !== false) return;
      const params = { problem: "this is not a bot token", mend: "it begins with xoxb-" };
      context.addIssue({ code: "custom", path: ["botToken"], message: "wrong", params });
    }),
  discord: z
    .strictObject({
      mode: z.enum(["gateway", "http"]).default("gateway"),
      token: secret,
      publicKey: z.string().optional(),
    })
    .refine((config) => config.mode === "gateway" || config.publicKey !== undefined, {
      path: ["publicKey"],
      message: "is needed with mode http",
    }),
} satisfies ConfigSchemas;

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

export function read(text: string, { env = {}, files = {} }: Surroundings = {}): Config {
  const readFile = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return found;
  };
  const source = { text, file: "/etc/usher/usher.yaml", env, readFile };
  return readConfig(source, schemas, (cedar, names) => compileCedar(cedar, names).faults);
}

export function faultsOf(text: string, surroundings?: Surroundings): readonly ConfigFault[] {
  try {
    read(text, surroundings);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

/** `12 people[0].roles[0]: problem / mend` */
export function told(text: string, surroundings?: Surroundings): readonly string[] {
  return faultsOf(text, surroundings).map((one) => `${one.line ?? "-"} ${one.key}: ${one.problem} / ${one.mend}`);
}
