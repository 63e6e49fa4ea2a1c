import { z } from "zod";
import { Secret } from "#core/secret.ts";

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

/** Where the Web API is when the configuration does not say. */
const defaultApiUrl = "https://slack.com/api/";

const shape = z.strictObject({
  /** `socket` needs no public address; `http` takes Slack's requests on the shared server. */
  mode: z.enum(["socket", "http"]).default("socket"),
  botToken: secret.optional(),
  appToken: secret.optional(),
  signingSecret: secret.optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: secret.optional(),
  stateSecret: secret.optional(),
  apiUrl: z.url({ protocol: /^https?$/ }).default(defaultApiUrl),
  /** Workspaces that are served; the token's own when absent. */
  teams: z
    .array(z.string().regex(/^[TE][A-Z0-9]+$/, "a workspace id looks like T0123ABCD"))
    .min(1)
    .optional(),
  /** Stands before every command name, so that two bots do not fight for `/door`. */
  commandPrefix: z
    .string()
    .regex(/^[a-z0-9_-]{0,20}$/, "lower-case letters, digits, - and _, at most 20")
    .default(""),
});

type Shape = z.output<typeof shape>;

interface Rule {
  readonly key: keyof Shape;
  readonly isBroken: (config: Shape) => boolean;
  readonly problem: string;
  readonly mend: string;
}

const installKeys = ["clientId", "clientSecret", "stateSecret"] as const;

function startsOtherwise(value: Secret | undefined, prefix: string): boolean {
  return value !== undefined && !value.reveal().startsWith(prefix);
}

/** What must hold between the keys. */
const rules: readonly Rule[] = [
  {
    key: "appToken",
    isBroken: (config) => config.mode === "socket" && config.appToken === undefined,
    problem: "mode socket needs an app-level token",
    mend: "create one with the scope connections:write under Basic Information and set appToken, or use mode: http",
  },
  {
    key: "signingSecret",
    isBroken: (config) => config.mode === "http" && config.signingSecret === undefined,
    problem: "mode http needs the signing secret, or requests could not be told from forged ones",
    mend: "copy the Signing Secret from Basic Information, or use mode: socket",
  },
  {
    key: "botToken",
    isBroken: (config) => config.botToken === undefined && !installKeys.every((key) => config[key] !== undefined),
    problem: "neither a bot token nor the three keys of an installable app are set",
    mend: "set botToken for one workspace, or clientId, clientSecret and stateSecret for several",
  },
  {
    key: "stateSecret",
    isBroken: (config) => {
      const set = installKeys.filter((key) => config[key] !== undefined).length;
      return set > 0 && set < installKeys.length;
    },
    problem: "clientId, clientSecret and stateSecret only work together",
    mend: "set all three, or none of them",
  },
  {
    key: "teams",
    isBroken: (config) => config.botToken === undefined && config.clientId !== undefined && config.teams === undefined,
    problem: "an installable app must name the workspaces that it serves, or anybody could install it",
    mend: "list their ids under teams",
  },
  {
    key: "botToken",
    isBroken: (config) => startsOtherwise(config.botToken, "xoxb-"),
    problem: "this is not a bot token",
    mend: "use the Bot User OAuth Token, which begins with xoxb-",
  },
  {
    key: "appToken",
    isBroken: (config) => startsOtherwise(config.appToken, "xapp-"),
    problem: "this is not an app-level token",
    mend: "use the App-Level Token, which begins with xapp-",
  },
];

/** The `slack` section of the configuration. */
export const slackConfig = shape.superRefine((config, context) => {
  for (const rule of rules) {
    if (!rule.isBroken(config)) continue;
    const message = `${rule.problem}; ${rule.mend}`;
    context.addIssue({ code: "custom", path: [rule.key], message, params: { problem: rule.problem, mend: rule.mend } });
  }
});

export type SlackConfig = z.output<typeof slackConfig>;
