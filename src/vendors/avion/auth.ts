import { VendorError, type VendorErrorKind } from "#core/errors.ts";
import type { VendorServices } from "#core/ports.ts";
import { type SignInFactory, tokenSignIn } from "../session.ts";
import { operations } from "./operations.ts";
import { Session } from "./schemas.ts";
import type { AvionConfig } from "./vendor.ts";

/** The literal form of the refresh header is not published; this is how it reads most likely. */
const refreshHeaders = (refresh: string) => ({ authorization: `RefreshToken ${refresh}` });

/** After these a sign-in would fare no better. */
const hopeless: ReadonlySet<VendorErrorKind> = new Set(["rate-limit", "connection", "timeout"]);

/** A token for a week, then renewed by one for a month; by signing in again where either is refused. */
export function avionSignIn(config: AvionConfig, services: VendorServices, account: string): SignInFactory {
  return (exchange) => {
    const refresh = async (token: string): Promise<unknown> => {
      try {
        return (await exchange(operations.refresh, {}, { headers: refreshHeaders(token) })).data;
      } catch (error) {
        if (error instanceof VendorError && !hopeless.has(error.details.kind)) return undefined;
        throw error;
      }
    };
    const signIn = async (): Promise<unknown> => {
      const body = { email: config.email, password: config.password.reveal() };
      return (await exchange(operations.signIn, { body })).data;
    };
    return tokenSignIn({
      account,
      identity: [config.baseUrl, config.email],
      services,
      headers: (tokens, row) =>
        row.auth === "refresh" ? refreshHeaders(tokens.refresh ?? "") : { authorization: `Token ${tokens.access}` },
      async obtain(previous) {
        // A token that was refused, not outlived, says that its refresh token may be refused as well.
        const isOutlived = previous !== undefined && previous.access !== "";
        const renewed = isOutlived && previous.refresh !== undefined ? await refresh(previous.refresh) : undefined;
        const { credentials } = Session.parse(renewed ?? (await signIn()));
        const expiresAt = Date.parse(credentials.expiration_date ?? "");
        return {
          access: credentials.auth_token,
          ...(credentials.refresh_token ? { refresh: credentials.refresh_token } : {}),
          // A date that has passed already would make every call sign in anew.
          ...(expiresAt > services.clock.now() ? { expiresAt } : {}),
        };
      },
    });
  };
}
