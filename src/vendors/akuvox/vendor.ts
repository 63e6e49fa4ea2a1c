import { z } from "zod";
import { baseUrl, secretText } from "../config.ts";
import { defineVendor } from "../vendor.ts";

/** An account lives on the host of its region alone. */
const config = z
  .strictObject({
    /** Europe; other regions: api.ucloud (America), api.scloud (Asia), api.jcloud (Japan), api.aucloud (Australia). */
    baseUrl: baseUrl("https://api.ecloud.akubela.com"),
    token: secretText.optional(),
    clientId: z.string().min(1).optional(),
    clientSecret: secretText.optional(),
    refreshToken: secretText.optional(),
    /** The one-time code of the consent page, when there is no refresh token yet. */
    code: secretText.optional(),
    redirectUri: z.string().optional(),
    /** Found by itself when the account has one residence. */
    residenceId: z.string().min(1).optional(),
  })
  .refine(
    (keys) =>
      keys.token !== undefined ||
      (keys.clientId !== undefined &&
        keys.clientSecret !== undefined &&
        (keys.refreshToken !== undefined || keys.code !== undefined)),
    { error: "needs token, or clientId, clientSecret and refreshToken (or code)" },
  );

export type AkuvoxConfig = z.output<typeof config>;

export default defineVendor({ name: "akuvox", config, load: () => import("./account.ts") });
