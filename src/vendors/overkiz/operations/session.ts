import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, flag, may, must, number, text, texts } from "../fields.ts";
import { Events, LoginAnswer, LoginBody, Registered } from "../schemas.ts";

/** Signing in and out, and the event listener of a session. */
export const sessionOperations = {
  isAuthenticated: operation("GET /authenticated", {
    name: "isAuthenticated",
    effect: "read",
    response: answer({ authenticated: flag }),
  }),
  currentUser: operation("GET /currentUserId", {
    name: "currentUser",
    effect: "read",
    response: answer({ userId: text }),
  }),
  login: operation("POST /login", {
    name: "login",
    effect: "read",
    body: LoginBody,
    encoding: "form",
    auth: "none",
    response: LoginAnswer,
  }),
  logout: operation("POST /logout", { name: "logout", effect: "read", response: answer({ logout: flag }) }),
  resetPasswordFailurePage: operation("GET /accountManagement/resetPasswordFailure", {
    name: "resetPasswordFailurePage",
    effect: "read",
    query: z.strictObject({ errorMessage: may.text }),
    answer: "text",
  }),
  resetPasswordSuccessPage: operation("GET /accountManagement/resetPasswordSuccess", {
    name: "resetPasswordSuccessPage",
    effect: "read",
    answer: "text",
  }),
  registerListener: operation("POST /events/register", {
    name: "registerListener",
    effect: "read",
    response: Registered,
  }),
  unregisterListener: operation("POST /events/{listenerId}/unregister", {
    name: "unregisterListener",
    effect: "read",
    answer: "none",
  }),
  fetchEvents: operation("POST /events/{listenerId}/fetch", {
    name: "fetchEvents",
    effect: "read",
    response: Events,
    limit: "polling",
    repeat: false,
  }),
  authorizedApplications: operation("GET /oauth2/applications/authorized", {
    name: "authorizedApplications",
    effect: "read",
    response: answers({
      clientName: text,
      clientId: text,
      scopes: text,
      accessTokenNextExpirationTime: number,
      refreshTokenNextExpirationTime: number,
      enabled: flag,
    }),
  }),
  removeAuthorizedApplication: operation("DELETE /oauth2/applications/authorized/{clientId}", {
    name: "removeAuthorizedApplication",
    effect: "write",
    answer: "none",
  }),
  disableAuthorizedApplication: operation("PUT /oauth2/applications/authorized/{clientId}/disable", {
    name: "disableAuthorizedApplication",
    effect: "write",
    answer: "none",
  }),
  enableAuthorizedApplication: operation("PUT /oauth2/applications/authorized/{clientId}/enable", {
    name: "enableAuthorizedApplication",
    effect: "write",
    answer: "none",
  }),
  authorizeApplication: operation("GET /oauth2/authorization", {
    name: "authorizeApplication",
    effect: "write",
    query: z.strictObject({
      setupOIDs: texts.optional(),
      response_type: must.text,
      client_id: must.text,
      redirect_uri: must.text,
      scope: must.text,
      state: may.text,
      code_challenge: may.text,
      code_challenge_method: z.enum(["plain", "S256"]).optional(),
    }),
    response: answer({ state: text, code: text, error: text, url: text }),
  }),
} as const satisfies OperationTable;
