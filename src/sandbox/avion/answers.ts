import { type Answer, json } from "../cloud.ts";

function topic(status: number, name: string, text: string): Answer {
  return json(status, { error: { [name]: [text] } });
}

/** The vendor's topics and words. */
export const refusal = {
  wrongLogin: () => topic(401, "auth", "Incorrect Email or Password."),
  missingCredentials: () => topic(401, "credentials", "Missing credentials"),
  invalidToken: () => topic(401, "auth_token", "Invalid Token"),
  invalidRefreshToken: () => topic(401, "refresh_token", "Invalid Refresh Token"),
  forbidden: () => topic(403, "authorization", "Forbidden access"),
  notFound: (what: string) => topic(404, what, "Not found"),
  invalid: (what: string, text: string) => topic(400, what, text),
};
