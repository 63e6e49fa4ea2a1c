import { describe, expect, it } from "vitest";
import type { VendorErrorKind } from "#core/errors.ts";
import { type Answer, judge } from "#vendors/errors.ts";
import { listenerLost, overkizErrors } from "#vendors/overkiz/errors.ts";

const context = { account: "home", effect: "actuate", now: 0 } as const;

function answerOf(status: number, body: unknown): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: {}, body: typeof body === "string" ? undefined : body, text };
}

describe("refusals of Overkiz", () => {
  it.each<readonly [string, string | null, number, VendorErrorKind]>([
    ["AUTHENTICATION_ERROR", "Bad credentials", 401, "sign-in"],
    ["AUTHENTICATION_ERROR", '"Bad credentials for me@home.invalid"', 400, "sign-in"],
    ["AUTHENTICATION_ERROR", "Too many requests, try again later : login with me@home.invalid", 400, "rate-limit"],
    ["AUTHENTICATION_ERROR", "An API key is required to access this setup", 400, "sign-in"],
    ["AUTHENTICATION_ERROR", "No such user account : me", 400, "sign-in"],
    ["RESOURCE_ACCESS_DENIED", "No such user account", 403, "sign-in"],
    ["RESOURCE_ACCESS_DENIED", "Not authenticated", 401, "sign-in"],
    ["RESOURCE_ACCESS_DENIED", "Missing authorization token.", 400, "sign-in"],
    ["RESOURCE_ACCESS_DENIED", "too many concurrent requests", 400, "rate-limit"],
    ["RESOURCE_ACCESS_DENIED", "Too many executions, try again later.", 400, "rate-limit"],
    ["RESOURCE_ACCESS_DENIED", "Access denied to gateway #1-2-3 for action ADD_TOKEN", 400, "forbidden"],
    ["RESOURCE_ACCESS_DENIED", "cannot be accessed through this application", 400, "forbidden"],
    ["RESOURCE_ACCESS_DENIED", "Device setup mismatch", 400, "not-found"],
    ["RESOURCE_ACCESS_DENIED", "does not belong to setup", 400, "not-found"],
    ["RESOURCE_ACCESS_DENIED", null, 403, "forbidden"],
    ["EXEC_QUEUE_FULL", "queue is full on gateway (soft limit: 10)", 400, "rate-limit"],
    ["UNSUPPORTED_OPERATION", "No such command : close", 400, "rejected"],
    ["INVALID_API_CALL", "No such resource", 400, "not-found"],
    ["INVALID_FIELD_VALUE", "Unable to determine action group setup", 400, "rejected"],
    ["NO_SUCH_ACTION_GROUP", null, 404, "not-found"],
    ["NO_SUCH_DEVICE", "No such device", 400, "not-found"],
    ["NO_SUCH_RESSOURCE", "No such resource", 400, "not-found"],
    ["DUPLICATE_FIELD_OR_VALUE", "Another action exists on the same device", 400, "rejected"],
    ["MISSING_PARAMETERS", "missing parameter label", 400, "rejected"],
    ["INVALID_PARAMETER", "Bad parameters", 400, "rejected"],
    ["DBUS_ERROR", "Bus error", 400, "unavailable"],
    ["UNSPECIFIED_ERROR", "Cannot use JSESSIONID and bearer token in same request", 400, "sign-in"],
    ["UNSPECIFIED_ERROR", "Invalid token : abc", 400, "sign-in"],
    ["UNSPECIFIED_ERROR", "Your setup cannot be accessed, temporarily banned", 400, "rate-limit"],
    ["UNSPECIFIED_ERROR", "Unknown object", 400, "not-found"],
    ["UNSPECIFIED_ERROR", null, 400, "rejected"],
  ])("%s with %j is told by code and text, whatever the status", (errorCode, error, status, kind) => {
    const judged = judge(overkizErrors, answerOf(status, { errorCode, error }), context);
    expect(judged.error.details).toMatchObject({ kind, outcome: "none" });
    expect(JSON.stringify([judged.error.details, judged.error.values])).not.toContain("home.invalid");
  });

  it("allow one new sign-in only where the session was looked at and nothing else", () => {
    const again = (error: string) =>
      judge(overkizErrors, answerOf(401, { errorCode: "RESOURCE_ACCESS_DENIED", error }), context).again;
    expect(again("Not authenticated")).toBe("sign-in");
    expect(again('"Missing authorization token."')).toBe("sign-in");
    expect(again("No such user account")).toBeUndefined();
    expect(again("Access denied to gateway")).toBeUndefined();
  });

  it.each(["Invalid event listener id : 12", '"No registered event listener"'])("%s means a new listener", (error) => {
    const { details } = judge(overkizErrors, answerOf(400, { errorCode: "UNSPECIFIED_ERROR", error }), context).error;
    expect(details.vendorCode).toBe(listenerLost);
  });

  it.each([
    [503, "<html><body>The server is down for maintenance</body></html>", "none"],
    [502, "", "unknown"],
    [500, { errorCode: "UNSPECIFIED_ERROR", error: null }, "unknown"],
  ])("of status %i with %j are an unavailable cloud", (status, body, outcome) => {
    const { error } = judge(overkizErrors, answerOf(status, body), context);
    expect(error.details).toMatchObject({ kind: "unavailable", outcome });
  });
});
