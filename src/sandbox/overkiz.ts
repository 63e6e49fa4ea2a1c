import type { Answer, Call, Cloud, CloudParts } from "./cloud.ts";
import { catalogueRoutes } from "./overkiz/catalogue.ts";
import { error, refusal } from "./overkiz/errors.ts";
import { fetchEvents, register, unregister } from "./overkiz/events.ts";
import { settleExecutions } from "./overkiz/executions.ts";
import { overLimit } from "./overkiz/limits.ts";
import { type OverkizHandler, sceneRoutes, settleSchedules } from "./overkiz/scenes.ts";
import { endIdleSessions, findSession, isAuthenticated, logIn, logOut } from "./overkiz/sessions.ts";
import { setupRoutes } from "./overkiz/setup.ts";
import { freshOverkiz, type OverkizState } from "./overkiz/state.ts";
import { happen } from "./overkiz/world.ts";
import { createRouter } from "./router.ts";

const refusals: Cloud["refusals"] = {
  unauthorized: refusal.notAuthenticated,
  rateLimited: (retryAfterS) => ({
    ...refusal.tooManyRequests(),
    status: 429,
    headers: { "retry-after": String(retryAfterS) },
  }),
  failed: (status) =>
    status === 502 || status === 503
      ? {
          status,
          text: "<html><body><h1>Server is down for maintenance</h1></body></html>",
          contentType: "text/html; charset=utf-8",
        }
      : error(status, "UNSPECIFIED_ERROR", "Internal error"),
};

function view(state: OverkizState) {
  return {
    doors: Object.fromEntries(
      state.devices
        .filter((device) => device.uiClass === "GarageDoor")
        .map(({ deviceURL, label, states }) => [
          deviceURL,
          {
            name: label,
            opened: state.opened[deviceURL]?.times ?? 0,
            lastOpenedAt: state.opened[deviceURL]?.lastAt ?? null,
            state: states.find(({ name }) => name === "core:OpenClosedState")?.value,
          },
        ]),
    ),
    devices: Object.fromEntries(
      state.devices.map(({ deviceURL, label, states }) => [
        deviceURL,
        { label, states: Object.fromEntries(states.map(({ name, value }) => [name, value])) },
      ]),
    ),
    scenes: Object.fromEntries(
      state.actionGroups.map(({ oid, label }) => [oid, { name: label, runs: state.runs[oid] ?? 0 }]),
    ),
    running: state.running.map(({ id, label, state: where }) => ({ id, label, state: where })),
    sessions: Object.keys(state.sessions).length,
  };
}

/** The simulated Overkiz cloud: a house with a garage, a light, shades, sensors and two scenes. */
export function createOverkiz(parts: CloudParts): Cloud {
  const state = (parts.stored as OverkizState | undefined) ?? freshOverkiz(parts.clock.now());
  const open: Readonly<Record<string, (call: Call) => Answer>> = {
    "POST /login": (call) => logIn(state, parts, call),
    "POST /logout": (call) => logOut(state, call),
    "GET /authenticated": (call) => isAuthenticated(state, call),
  };
  const own: Readonly<Record<string, OverkizHandler>> = {
    ...sceneRoutes(state, parts),
    ...setupRoutes(state, parts),
    "POST /events/register": (_call, session) => register(session, parts.chance.uuid()),
    "POST /events/{listenerId}/unregister": (call, session) => unregister(session, call.param("listenerId")),
    "POST /events/{listenerId}/fetch": (call, session) => fetchEvents(session, call.param("listenerId")),
  };
  const handled = new Set([...Object.keys(open), ...Object.keys(own)]);
  const router = createRouter<OverkizHandler>({ ...own, ...catalogueRoutes(state, handled) });

  const handle = (call: Call): Answer => {
    const unguarded = open[`${call.method} ${call.path}`];
    if (unguarded !== undefined) return unguarded(call);
    const found = findSession(state, call);
    if ("answer" in found) return found.answer;
    const match = router.find(call.method, call.path);
    if (match === "elsewhere" || match === "nowhere" || match === "undecodable") return refusal.noResource();
    const limit = overLimit(found.session, match.route, parts.settings, call.at);
    if (limit !== undefined) return limit === "exec" ? refusal.tooManyExecutions() : refusal.tooManyRequests();
    return match.handler({ ...call, param: match.param }, found.session);
  };
  return {
    name: "overkiz",
    basePath: "/enduser-mobile-web/enduserAPI",
    settle(now) {
      settleSchedules(state, parts, now);
      settleExecutions(state, now);
      endIdleSessions(state, now);
    },
    handle,
    names(call) {
      const plain = `${call.method} ${call.path}`;
      if (plain in open) return [plain];
      const match = router.find(call.method, call.path);
      return typeof match === "string" ? [] : [match.route];
    },
    refusals,
    happen: (event, at) => happen(state, event, at),
    view: () => view(state),
    snapshot: () => state,
  };
}
