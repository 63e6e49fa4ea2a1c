import { VendorError } from "#core/errors.ts";
import type { VendorServices } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import type { AnswerHeaders } from "#vendors/errors.ts";
import { type Exchange, type SignIn, tokenSignIn } from "#vendors/session.ts";
import { sessionOperations } from "./operations/session.ts";
import { LoginAnswer } from "./schemas.ts";

/** The ways to prove who one is; the configuration names exactly one. */
export type Identity =
  | { readonly way: "password"; readonly userId: string; readonly userPassword: Secret }
  | { readonly way: "sso"; readonly userId: string; readonly ssoToken: Secret }
  | { readonly way: "access-token"; readonly accessToken: Secret }
  | { readonly way: "jwt"; readonly jwt: Secret }
  /** Sent with every call; the only way at a local gateway. */
  | { readonly way: "bearer"; readonly token: Secret };

function formOf(identity: Exclude<Identity, { way: "bearer" }>): Readonly<Record<string, string>> {
  switch (identity.way) {
    case "password":
      return { userId: identity.userId, userPassword: identity.userPassword.reveal() };
    case "sso":
      return { userId: identity.userId, ssoToken: identity.ssoToken.reveal() };
    case "access-token":
      return { accessToken: identity.accessToken.reveal() };
    case "jwt":
      return { jwt: identity.jwt.reveal() };
  }
}

const cookieName = "JSESSIONID";

/** The session id among the cookies that came with an answer. */
function sessionCookie(headers: AnswerHeaders): string | undefined {
  const header = headers["set-cookie"];
  const cookies = header === undefined ? [] : typeof header === "string" ? [header] : header;
  for (const cookie of cookies) {
    const match = /^\s*JSESSIONID\s*=\s*"?([^";]+)"?/i.exec(cookie);
    if (match?.[1] !== undefined) return match[1];
  }
  return undefined;
}

export interface SignInOptions {
  readonly account: string;
  readonly identity: Identity;
  readonly services: VendorServices;
  readonly exchange: Exchange;
  /** The vendor counts limits and keeps listeners per session. */
  onNewSession(): Promise<void>;
}

/** A bearer token stands alone; every other way ends in a session cookie. The vendor refuses both together. */
export function overkizSignIn(options: SignInOptions): SignIn & { ready(): Promise<unknown> } {
  const { account, identity, services, exchange } = options;
  if (identity.way === "bearer") {
    const credentials = { headers: { authorization: `Bearer ${identity.token.reveal()}` } };
    return { credentials: () => credentials, ready: async () => undefined };
  }
  const session = tokenSignIn({
    account,
    services,
    async obtain() {
      const { headers, data } = await exchange(sessionOperations.login, { body: formOf(identity) });
      const said = LoginAnswer.safeParse(data);
      // A refused login may come with status 200: the flag counts.
      if (said.data?.success === false) throw new VendorError({ account, kind: "sign-in", outcome: "none" });
      const access = sessionCookie(headers);
      if (access === undefined) throw new VendorError({ account, kind: "shape", outcome: "none" });
      await options.onNewSession();
      return { access };
    },
    headers: ({ access }) => ({ cookie: `${cookieName}=${access}` }),
  });
  return { ...session, ready: () => session.current() };
}
