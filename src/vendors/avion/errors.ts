import type { ErrorTable } from "../errors.ts";

/** `{"error": {"<topic>": ["text"]}}`: the topic tells. A 401 comes before the command is looked at. */
export const errors: ErrorTable = {
  rules: [
    { status: [401], code: "auth", kind: "sign-in" },
    { status: [401], code: "refresh_token", kind: "sign-in" },
    { status: [401], kind: "sign-in", again: "sign-in" },
    { status: [403], kind: "forbidden" },
  ],
  read({ body }) {
    if (typeof body !== "object" || body === null || !("error" in body)) return {};
    const { error } = body;
    if (typeof error === "string") return { code: error };
    return { code: typeof error === "object" && error !== null ? Object.keys(error)[0] : undefined };
  },
};
