import { z } from "zod";
import { baseUrl, secretText } from "../config.ts";
import { defineVendor } from "../vendor.ts";

const config = z.strictObject({
  baseUrl: baseUrl("https://api.raixer.com"),
  username: z.string().min(1),
  password: secretText,
});

export type RaixerConfig = z.output<typeof config>;

export default defineVendor({ name: "raixer", config, load: () => import("./account.ts") });
