import { z } from "zod";
import { baseUrl, secretText } from "../config.ts";
import { defineVendor } from "../vendor.ts";

const config = z.strictObject({
  baseUrl: baseUrl("https://api.runonrufus.com/v0"),
  /** Reads and writes; with a `readKey` beside it writing is enough. */
  apiKey: secretText,
  readKey: secretText.optional(),
  /** Proxies may drop headers with an underscore. */
  keyHeader: z.enum(["api_key", "x-api-key"]).default("api_key"),
});

export type RufusConfig = z.output<typeof config>;

export default defineVendor({ name: "rufus", config, load: () => import("./account.ts") });
