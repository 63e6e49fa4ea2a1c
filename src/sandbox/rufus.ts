import { type Answer, type Call, type Cloud, type CloudParts, json } from "./cloud.ts";
import { createRouter, type Handler } from "./router.ts";
import { refusal } from "./rufus/answers.ts";
import { passingRoutes } from "./rufus/passings.ts";
import { activeSession, addPassing, firstRace, raceSession, settleRace } from "./rufus/race.ts";
import { deviceRoutes, sessionRoutes } from "./rufus/sessions.ts";
import { freshRufus, type RufusState, rufusIds, rufusKeys } from "./rufus/state.ts";
import { describeProblem, shapeProblem } from "./shape.ts";

/** Methods that each key may use. */
const rights: Readonly<Record<string, readonly string[]>> = {
  [rufusKeys.read]: ["GET"],
  [rufusKeys.write]: ["POST", "PATCH"],
  [rufusKeys.readWrite]: ["GET", "POST", "PATCH"],
  [rufusKeys.unbind]: ["GET", "POST", "PATCH", "DELETE"],
};

function refuseKey(call: Call): Answer | undefined {
  const key = call.headers.api_key ?? call.headers["x-api-key"];
  const allowed = typeof key === "string" && Object.hasOwn(rights, key) ? rights[key] : undefined;
  if (allowed === undefined) return refusal.noKey();
  return allowed.includes(call.method) ? undefined : refusal.wrongKey();
}

/** One more runner passes now. */
function happen(state: RufusState, event: Readonly<Record<string, unknown>>, at: number): string | undefined {
  const problem = describeProblem(shapeProblem(event, { bib: "string" }, "refuse"));
  const session = activeSession(state, rufusIds.device);
  if (problem !== undefined || session === undefined) return problem ?? "no open session";
  addPassing(session, String(event.bib), at, null);
  return undefined;
}

/** The simulated RUFUS cloud: one timing device at the finish line of a race that runs by itself. */
export function createRufus(parts: CloudParts): Cloud {
  const { chance, clock } = parts;
  const fresh = () => {
    const state = freshRufus(clock.now(), firstRace(clock.now(), chance));
    state.sessions.push(raceSession(state.race, chance));
    return state;
  };
  const state = (parts.stored as RufusState | undefined) ?? fresh();
  const router = createRouter<Handler>({
    ...deviceRoutes(state, parts),
    ...sessionRoutes(state, parts),
    ...passingRoutes(state),
  });
  const handle = (call: Call): Answer => {
    const refused = refuseKey(call);
    if (refused !== undefined) return refused;
    const match = router.find(call.method, call.path);
    if (match === "undecodable") return refusal.bad("Address cannot be decoded");
    if (match === "elsewhere" || match === "nowhere") return refusal.noAddress();
    return call.isRefused ? json(500, null) : match.handler({ ...call, param: match.param });
  };
  return {
    name: "rufus",
    basePath: "/v0",
    settle: (now) => settleRace(state, now, chance),
    handle,
    names(call) {
      const match = router.find(call.method, call.path);
      return typeof match === "string" ? [] : [match.route];
    },
    refusals: {
      unauthorized: refusal.noKey,
      rateLimited: (retryAfterS) =>
        json(429, { description: "Too many requests" }, { "retry-after": String(retryAfterS) }),
      failed: (status) => json(status, null),
    },
    happen: (event, at) => happen(state, event, at),
    view: () => ({
      race: { startedAt: state.race.startedAt, runners: state.race.runners.length },
      sessions: state.sessions.map(({ token_session, alias, active, rows }) => ({
        token_session,
        alias,
        active,
        passings: rows.length,
      })),
      inserted: state.inserted,
    }),
    snapshot: () => state,
  };
}
