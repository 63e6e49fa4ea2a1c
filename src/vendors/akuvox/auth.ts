import type { VendorServices } from "#core/ports.ts";
import { type SignInFactory, type Tokens, tokenSignIn } from "../session.ts";
import { helpers } from "./operations.ts";
import { TokenAnswer } from "./schemas.ts";
import type { AkuvoxConfig } from "./vendor.ts";

type Form = Readonly<Record<string, string>>;

/** The grants that may give a token now, in the order in which they are tried. */
function grantsOf(config: AkuvoxConfig, previous: Tokens | undefined): readonly Form[] {
  const refreshing = [previous?.refresh, config.refreshToken?.reveal()].filter((token) => token !== undefined);
  const grants: Form[] = [...new Set(refreshing)].map((token) => ({
    grant_type: "refresh_token",
    refresh_token: token,
  }));
  if (config.code !== undefined) {
    const grant = { grant_type: "authorization_code", code: config.code.reveal() };
    grants.push(config.redirectUri === undefined ? grant : { ...grant, redirect_uri: config.redirectUri });
  }
  return grants;
}

/** Bearer tokens: given by hand, or had by a refresh token (or once by a code) and refreshed from then on. */
export function akuvoxSignIn(config: AkuvoxConfig, services: VendorServices, account: string): SignInFactory {
  const { clientId, clientSecret, token } = config;
  const canRenew = config.refreshToken !== undefined || config.code !== undefined;
  return (exchange) =>
    tokenSignIn({
      account,
      identity: [config.baseUrl, clientId ?? "", config.refreshToken?.reveal() ?? config.code?.reveal() ?? ""],
      services,
      canRenew,
      ...(token === undefined ? {} : { initial: { access: token.reveal() } }),
      headers: (tokens) => ({ authorization: `Bearer ${tokens.access}` }),
      async obtain(previous) {
        const client = { client_id: clientId ?? "", client_secret: clientSecret?.reveal() ?? "" };
        let refusal: unknown;
        for (const grant of grantsOf(config, previous)) {
          try {
            const { data } = await exchange(helpers.token, { body: { ...grant, ...client } });
            const { access_token, refresh_token, expires_in } = TokenAnswer.parse(data).result;
            const lifetime =
              typeof expires_in === "number" ? { expiresAt: services.clock.now() + expires_in * 1000 } : {};
            return { access: access_token, refresh: refresh_token ?? grant.refresh_token, ...lifetime };
          } catch (error) {
            refusal = error;
          }
        }
        throw refusal;
      },
    });
}
