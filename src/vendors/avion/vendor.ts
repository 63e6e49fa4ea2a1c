import { z } from "zod";
import { baseUrl, secretText } from "../config.ts";
import { defineVendor } from "../vendor.ts";

const config = z.strictObject({
  baseUrl: baseUrl("https://api.avi-on.com"),
  email: z.string().min(1),
  password: secretText,
  /** Some accounts are served a named version only, e.g. `application/api.avi-on.v3`. */
  accept: z.string().min(1).optional(),
});

export type AvionConfig = z.output<typeof config>;

export default defineVendor({ name: "avion", config, load: () => import("./account.ts") });
