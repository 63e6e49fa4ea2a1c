import { refusal } from "./avion/answers.ts";
import { operableRoutes } from "./avion/operables.ts";
import { placeRoutes, reportRoutes } from "./avion/places.ts";
import { logIn, refresh, refuseToken } from "./avion/sessions.ts";
import { type AvionState, freshAvion } from "./avion/state.ts";
import { type Answer, type Call, type Cloud, type CloudParts, json } from "./cloud.ts";
import { createRouter, type Handler } from "./router.ts";
import { describeProblem, shapeProblem } from "./shape.ts";

/** Somebody uses a switch on the wall. */
function happen(state: AvionState, event: Readonly<Record<string, unknown>>): string | undefined {
  const shape = { device: "string", "isOn?": "boolean", "dim?": "integer" } as const;
  const problem = describeProblem(shapeProblem(event, shape, "refuse"));
  if (problem !== undefined) return problem;
  const lamp = state.lamps.find(({ pid, name }) => pid === event.device || name === event.device);
  if (lamp === undefined) return "device: unknown";
  const { device, ...change } = event;
  Object.assign(lamp, change);
  return undefined;
}

/** The simulated Avi-on cloud: a floor of lamps, two groups and a scene. */
export function createAvion(parts: CloudParts): Cloud {
  const state = (parts.stored as AvionState | undefined) ?? freshAvion();
  const router = createRouter<Handler>({
    "POST /sessions": (call) => logIn(state, parts, call),
    "PUT /sessions": (call) => refresh(state, parts, call),
    ...operableRoutes(state),
    ...placeRoutes(state),
    ...reportRoutes(state),
  });
  const handle = (call: Call): Answer => {
    const match = router.find(call.method, call.path);
    const refused = call.path === "/sessions" ? undefined : refuseToken(state, call);
    if (refused !== undefined) return refused;
    if (match === "elsewhere" || match === "nowhere" || match === "undecodable") return refusal.notFound("path");
    return match.handler({ ...call, param: match.param });
  };
  return {
    name: "avion",
    basePath: "",
    settle(now) {
      for (const tokens of [state.tokens, state.refreshTokens]) {
        for (const [token, until] of Object.entries(tokens)) if (until <= now) delete tokens[token];
      }
    },
    handle,
    names(call) {
      const match = router.find(call.method, call.path);
      return typeof match === "string" ? [] : [match.route];
    },
    refusals: {
      unauthorized: refusal.invalidToken,
      rateLimited: (retryAfterS) =>
        json(429, { error: { rate: ["Too many requests"] } }, { "retry-after": String(retryAfterS) }),
      failed: (status) => json(status, { error: { server: ["Internal error"] } }),
    },
    happen: (event) => happen(state, event),
    view: () => ({
      lights: Object.fromEntries(
        state.lamps
          .filter((lamp) => lamp.type === "device")
          .map(({ pid, name, isOn, dim, white, rgb }) => [pid, { name, isOn, dim, white, rgb }]),
      ),
      scenes: Object.fromEntries(state.scenes.map(({ pid, name, runs, isActive }) => [pid, { name, runs, isActive }])),
      writes: state.writes,
    }),
    snapshot: () => state,
  };
}
