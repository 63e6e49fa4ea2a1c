import { z } from "zod";
import { Secret } from "#core/secret.ts";
import { baseUrl, secretText } from "../config.ts";
import { defineVendor } from "../vendor.ts";

const config = z.strictObject({
  baseUrl: baseUrl("https://api.raixer.com"),
  username: z.string().min(1),
  password: secretText,
  /** The end of the address at which this vendor may call: `/hooks/raixer/<secret>`. */
  webhookSecret: z
    .string()
    .regex(/^[\w-]{16,}$/, { error: "must be 16 or more letters, digits, _ or -" })
    .transform((text) => new Secret(text))
    .optional(),
});

export type RaixerConfig = z.output<typeof config>;

export default defineVendor({ name: "raixer", config, load: () => import("./account.ts") });
