import type { Answer, ErrorTable } from "../errors.ts";

function descriptionOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("description" in body && typeof body.description === "string") return body.description;
  return "body" in body ? descriptionOf(body.body) : undefined;
}

/** The description as a word: `Sessions not found` becomes `sessions-not-found`. */
function codeOf(body: unknown): string | undefined {
  return descriptionOf(body)
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** A key of the wrong type is a 403 before anything is done. */
export const errors: ErrorTable = {
  rules: [
    { status: [400], kind: "rejected" },
    { status: [403], kind: "forbidden" },
    { status: [409], kind: "rejected" },
  ],
  read: (answer: Answer) => ({ code: codeOf(answer.body) }),
};
