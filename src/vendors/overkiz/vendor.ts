import { z } from "zod";
import { baseUrl, secretText } from "#vendors/config.ts";
import { defineVendor } from "#vendors/vendor.ts";
import type { OverkizSettings } from "./account.ts";
import type { Identity } from "./sign-in.ts";

const standard = "https://ha101-1.overkiz.com/enduser-mobile-web/enduserAPI";

const keys = z.strictObject({
  /** The whole prefix before a catalogued path; a local gateway's ends in `/enduser-mobile-web/1/enduserAPI`. */
  baseUrl: baseUrl(standard),
  userId: z.string().min(1).optional(),
  userPassword: secretText.optional(),
  ssoToken: secretText.optional(),
  accessToken: secretText.optional(),
  jwt: secretText.optional(),
  /** Sent as bearer with every call; the only way at a local gateway. */
  token: secretText.optional(),
  /** PEM text of the authority behind a local gateway's certificate. */
  certificate: z.string().min(1).optional(),
  /** Takes whatever certificate a gateway on the own network shows. */
  anyCertificate: z.boolean().optional(),
});

/** Each complete way to sign in that the keys hold. */
function waysIn(given: z.output<typeof keys>): readonly Identity[] {
  const { userId, userPassword, ssoToken, accessToken, jwt, token } = given;
  return [
    ...(userId !== undefined && userPassword !== undefined ? [{ way: "password", userId, userPassword } as const] : []),
    ...(userId !== undefined && ssoToken !== undefined ? [{ way: "sso", userId, ssoToken } as const] : []),
    ...(accessToken === undefined ? [] : [{ way: "access-token", accessToken } as const]),
    ...(jwt === undefined ? [] : [{ way: "jwt", jwt } as const]),
    ...(token === undefined ? [] : [{ way: "bearer", token } as const]),
  ];
}

const config = keys.transform((given, context): OverkizSettings => {
  const [identity, ...more] = waysIn(given);
  if (identity === undefined || more.length > 0) {
    context.addIssue({
      code: "custom",
      message: "needs exactly one of userId with userPassword, userId with ssoToken, accessToken, jwt, or token",
    });
    return z.NEVER;
  }
  const tls = {
    ...(given.certificate === undefined ? {} : { ca: given.certificate }),
    ...(given.anyCertificate === true ? { rejectUnauthorized: false } : {}),
  };
  return { baseUrl: given.baseUrl, identity, ...(Object.keys(tls).length === 0 ? {} : { tls }) };
});

/** Overkiz: the cloud behind TaHoma, Connexoon, Cozytouch and others, and its local gateways. */
export default defineVendor({
  name: "overkiz",
  config,
  async load() {
    const { connectOverkiz } = await import("./account.ts");
    const { overkizOperations } = await import("./operations.ts");
    const { deprecatedOperations } = await import("./operations/deprecated.ts");
    return {
      operations: overkizOperations,
      withdrawn: deprecatedOperations,
      connect: async (settings, services, account) => connectOverkiz(settings, services, account),
    };
  },
});
