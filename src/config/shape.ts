import { z } from "zod";
import { limitNames } from "#policy/requirement.ts";

/** A number that may also come as digits out of the environment. */
function integer(min: number, max: number) {
  return z
    .preprocess(
      (value) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value),
      z.int().min(min).max(max),
    )
    .meta({ type: ["integer", "string"], minimum: min, maximum: max });
}

/** Ids are parts of other names, so neither blanks nor colons. */
const id = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, "an id has letters, digits, . _ - and no blanks");
const text = z.string().min(1).max(200);
const requirements = z.record(z.string(), z.string());
const limit = z.int().min(1).max(100_000).optional();

export const personShape = z.strictObject({
  id,
  name: text.optional(),
  locale: z
    .string()
    .refine(isLanguageTag, { params: { problem: "this is no language", mend: 'write a tag like "en" or "es"' } })
    .optional(),
  identities: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
});

export const roleShape = z.strictObject({
  allow: z.array(z.string()).default([]),
  at: z.array(z.string()).min(1).optional(),
  hours: z.string().optional(),
  require: requirements.default({}),
  limits: z.record(z.string(), z.strictObject(Object.fromEntries(limitNames.map((name) => [name, limit])))).default({}),
  slackGroups: z.array(z.string()).default([]),
  discordRoles: z.array(z.string()).default([]),
  channels: z.array(z.string()).default([]),
  everyone: z.boolean().default(false),
});

export const placeShape = z.strictObject({
  name: text.optional(),
  timezone: z.string(),
  require: requirements.default({}),
  channel: z.string().optional(),
  /** Of what is said in its channel. */
  locale: z.string().optional(),
});

/** What every account has; the rest is its vendor's. */
export const accountShape = z.strictObject({ id, vendor: z.string(), place: z.string().optional() });

export const thingShape = z.strictObject({
  match: z.string().regex(/^[^:]+:.+$/, 'write "<account>:<vendor id>" or "<account>:name=<the vendor\'s label>"'),
  name: text.optional(),
  aliases: z.union([z.array(text), z.record(z.string(), z.array(text))]).default([]),
  place: z.string().optional(),
  require: requirements.default({}),
  hidden: z.boolean().default(false),
});

export const confirmShape = z.strictObject({ seconds: integer(10, 300).default(60) });

export const storeShape = z.strictObject({
  url: z
    .string()
    .regex(/^(?:file:.+|postgres(?:ql)?:\/\/.+)$/, 'write "file:./usher.db" or "postgres://…"')
    .default("file:./usher.db"),
  key: z
    .string()
    .refine((value) => /^[A-Za-z0-9+/]{43}=$/.test(value), {
      params: { problem: "this is not 32 bytes in base64", mend: 'make one with "openssl rand -base64 32"' },
    })
    .optional(),
});

/** Without `keepDays` the record is kept for ever. */
export const auditShape = z.strictObject({ keepDays: integer(1, 36_500).optional() });

export const httpShape = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: integer(0, 65_535).default(8080),
});

export const sectionNames = [
  "people",
  "roles",
  "places",
  "accounts",
  "things",
  "confirm",
  "store",
  "audit",
  "http",
  "slack",
  "discord",
] as const;

/** What a role's id must look like; not part of its body. */
export const roleName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
