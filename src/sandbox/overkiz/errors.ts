import { type Answer, json } from "../cloud.ts";

export function error(status: number, errorCode: string, text: string | null): Answer {
  return json(status, { errorCode, error: text });
}

/** The vendor's codes and the words that tell cases of one code apart. */
export const refusal = {
  notAuthenticated: () => error(401, "RESOURCE_ACCESS_DENIED", "Not authenticated"),
  badCredentials: () => error(401, "AUTHENTICATION_ERROR", "Bad credentials"),
  loginThrottled: (userId: string) =>
    error(401, "AUTHENTICATION_ERROR", `Too many requests, try again later : login with ${userId}`),
  bothCredentials: () => error(400, "UNSPECIFIED_ERROR", "Cannot use JSESSIONID and bearer token in same request"),
  invalidToken: () => error(400, "UNSPECIFIED_ERROR", "Invalid token"),
  invalidListener: (id: string) => error(400, "UNSPECIFIED_ERROR", `Invalid event listener id : ${id}`),
  noListener: () => error(400, "UNSPECIFIED_ERROR", "No registered event listener"),
  noResource: () => error(400, "INVALID_API_CALL", "No such resource"),
  noDevice: (deviceURL: string) => error(400, "NO_SUCH_DEVICE", `No such device : ${deviceURL}`),
  noSetup: (oid: string) => error(400, "RESOURCE_ACCESS_DENIED", `Setup ${oid} does not belong to setup of user`),
  noGateway: (id: string) => error(400, "RESOURCE_ACCESS_DENIED", `Access denied to gateway #${id} for user`),
  noState: (name: string) => error(400, "NO_SUCH_RESSOURCE", `No such state : ${name}`),
  noActionGroup: (oid: string) => error(404, "NO_SUCH_ACTION_GROUP", `No such action group : ${oid}`),
  noCommand: (name: string) => error(400, "UNSUPPORTED_OPERATION", `No such command : ${name}`),
  invalidField: (text: string) => error(400, "INVALID_FIELD_VALUE", text),
  missing: (text: string) => error(400, "MISSING_PARAMETERS", `missing parameter : ${text}`),
  duplicateDevice: () =>
    error(400, "DUPLICATE_FIELD_OR_VALUE", "Another action exists on the same device : use one action per device"),
  queueFull: (gateway: string) =>
    error(400, "EXEC_QUEUE_FULL", `Execution queue is full on gateway: #${gateway} (soft limit: 10)`),
  tooManyExecutions: () => error(400, "RESOURCE_ACCESS_DENIED", "Too many executions, try again later"),
  tooManyRequests: () => error(400, "RESOURCE_ACCESS_DENIED", "too many concurrent requests, try again later"),
  wrongType: () => error(415, "UNSPECIFIED_ERROR", "Unsupported content type"),
};
