import type { ErrorTable } from "../errors.ts";

/**
 * No error body is published. 403 means that the device is not there, and 401 may mean "not yours" as well as wrong
 * credentials, so it proves nothing about the sign-in and is never answered with a second try.
 */
export const errors: ErrorTable = {
  rules: [
    { status: [400], kind: "rejected" },
    { status: [401], kind: "sign-in" },
    { status: [403], kind: "not-found" },
    { status: [503], kind: "unavailable", outcome: "none" },
  ],
};
