import type { VendorServices } from "#core/ports.ts";
import { type SignInFactory, tokenSignIn } from "../session.ts";
import { operations } from "./operations.ts";
import { Session } from "./schemas.ts";
import type { AvionConfig } from "./vendor.ts";

/**
 * A token for a week. The literal form of the refresh header is not published, so a token that ends is replaced by
 * signing in again; the refresh row is there for whoever wants to try it.
 */
export function avionSignIn(config: AvionConfig, services: VendorServices, account: string): SignInFactory {
  return (exchange) =>
    tokenSignIn({
      account,
      identity: [config.baseUrl, config.email],
      services,
      headers: (tokens, row) => ({
        authorization: row.auth === "refresh" ? `RefreshToken ${tokens.refresh ?? ""}` : `Token ${tokens.access}`,
      }),
      async obtain() {
        const body = { email: config.email, password: config.password.reveal() };
        const { credentials } = Session.parse((await exchange(operations.signIn, { body })).data);
        const expiresAt = Date.parse(credentials.expiration_date ?? "");
        return {
          access: credentials.auth_token,
          ...(credentials.refresh_token ? { refresh: credentials.refresh_token } : {}),
          // A date that has passed already would make every call sign in anew.
          ...(expiresAt > services.clock.now() ? { expiresAt } : {}),
        };
      },
    });
}
