import { timingSafeEqual } from "node:crypto";
import { type Answer, type Call, type Cloud, type CloudParts, iso, json } from "./cloud.ts";
import { refusal } from "./raixer/answers.ts";
import { connectionRoutes, historyRoutes, linkByEmailRoutes } from "./raixer/connections.ts";
import { deviceRoutes } from "./raixer/devices.ts";
import { doorRoutes } from "./raixer/doors.ts";
import { accountRoutes, recordRoutes } from "./raixer/records.ts";
import { doorSettingRoutes, sensorRoutes } from "./raixer/settings.ts";
import { actionPrefix, freshRaixer, type RaixerState, raixerLogin } from "./raixer/state.ts";
import { createRouter, type Handler } from "./router.ts";
import { describeProblem, shapeProblem } from "./shape.ts";

const historyLimit = 500;
/** These must name the JSON content type, even without a body. */
const writes: ReadonlySet<string> = new Set(["POST", "PUT"]);

function isSignedIn(call: Call): boolean {
  const given = Buffer.from(call.headers.authorization ?? "");
  const wanted = Buffer.from(
    `Basic ${Buffer.from(`${raixerLogin.username}:${raixerLogin.password}`).toString("base64")}`,
  );
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Old operations that answer one object; the vendor still has them. */
function oldRoutes(routes: Readonly<Record<string, Handler>>): Readonly<Record<string, Handler>> {
  const asOne = (route: string, position: string): Handler => {
    return (call) => {
      const handler = routes[`POST /devices/{id}/${route}/{position}`];
      const answer = handler?.({ ...call, param: (name) => (name === "position" ? position : call.param(name)) });
      if (answer === undefined) return refusal.notFound();
      return answer.status === 200 ? json(200, (answer.body as readonly unknown[])[0] ?? {}) : answer;
    };
  };
  return {
    "POST /devices/{id}/open-door": asOne("open-door", "1"),
    "POST /devices/{id}/open-door-2": asOne("open-door", "2"),
    "POST /devices/{id}/start-job": asOne("start-job", "1"),
    "POST /devices/{id}/stop-job": asOne("stop-job", "1"),
  };
}

interface Settling {
  readonly now: number;
  /** Schedules that have begun already. */
  readonly begun: Set<string>;
  newId(): string;
}

/** Schedules whose time is now begin to listen, each once. */
function beginScheduled(state: RaixerState, { now, begun, newId }: Settling): void {
  for (const { _id, campaignId, doorPort, schedule, time } of state.schedules) {
    const startedAt = Number(schedule);
    const until = startedAt + Number(time) * 60_000;
    if (begun.has(_id) || startedAt > now || until <= now) continue;
    begun.add(_id);
    const device = state.devices.find((candidate) => candidate.campaignId === campaignId);
    const door = state.doors.find(
      (candidate) => candidate.deviceId === device?._id && String(candidate.position) === String(doorPort),
    );
    if (door === undefined) continue;
    door.job = { startedAt, until, by: String(device?.owner ?? ""), openings: 0 };
    const stamp = iso(startedAt);
    const action = `${actionPrefix}startJobAutoAccess${door.position === 1 ? "" : door.position}`;
    const { deviceId } = door;
    state.history.push({ _id: newId(), created: stamp, updated: stamp, deviceId, action, error: false });
  }
}

/** Jobs that have run out end by themselves and leave a row in the history. */
function settle(state: RaixerState, settling: Settling): void {
  const { now, newId } = settling;
  beginScheduled(state, settling);
  for (const door of state.doors) {
    if (door.job === null || door.job.until > now) continue;
    const stamp = iso(door.job.until);
    const action = `${actionPrefix}stopJob${door.position === 1 ? "" : door.position}`;
    state.history.push({ _id: newId(), created: stamp, updated: stamp, deviceId: door.deviceId, action, error: false });
    door.job = null;
  }
  if (state.history.length > historyLimit) state.history = state.history.slice(-historyLimit);
}

/**
 * Somebody rings at the first door, an allowed phone calls it, or the intercom loses or finds its network. A ring opens
 * while the device listens, and leaves no trace while it does not.
 */
function happen(state: RaixerState, event: Readonly<Record<string, unknown>>, at: number, newId: () => string) {
  const problem = describeProblem(
    shapeProblem(event, { "ring?": "boolean", "call?": "boolean", "online?": "boolean" }, "refuse"),
  );
  const [device] = state.devices;
  const [door] = state.doors;
  if (problem !== undefined || device === undefined) return problem ?? "no device";
  if (typeof event.online === "boolean") device.online = event.online;
  const isRing = event.ring === true && door !== undefined && door.job !== null;
  if (isRing || event.call === true) {
    if (door !== undefined) Object.assign(door, { opened: door.opened + 1, lastOpenedAt: at });
    if (isRing && door?.job != null) door.job.openings += 1;
    const stamps = { created: iso(at), updated: iso(at) };
    state.history.push({
      _id: newId(),
      ...stamps,
      deviceId: device._id,
      action: `${actionPrefix}${isRing ? "doorOpened" : "phoneCall"}`,
      error: false,
    });
  }
  return undefined;
}

/** The simulated Raixer cloud: one intercom with the street door of the building. */
export function createRaixer(parts: CloudParts): Cloud {
  const state = (parts.stored as RaixerState | undefined) ?? freshRaixer(parts.clock.now());
  const begun = new Set<string>();
  const live = {
    ...doorRoutes(state, parts),
    ...doorSettingRoutes(state, parts),
    ...sensorRoutes(state, parts),
    ...deviceRoutes(state),
    ...recordRoutes(state, parts),
    ...accountRoutes(state),
    ...connectionRoutes(state, parts),
    ...linkByEmailRoutes(state),
    ...historyRoutes(state),
  };
  const router = createRouter<Handler>({ ...live, ...oldRoutes(live) });
  const handle = (call: Call): Answer => {
    if (!isSignedIn(call)) return refusal.unauthorized();
    const match = router.find(call.method, call.path);
    const isUntyped = writes.has(call.method) && call.contentType !== "application/json";
    if (match === "undecodable" || isUntyped) return refusal.badRequest();
    if (match === "elsewhere" || match === "nowhere") return refusal.notFound();
    return match.handler({ ...call, param: match.param });
  };
  return {
    name: "raixer",
    basePath: "",
    settle: (now) => settle(state, { now, begun, newId: () => parts.chance.hex(24) }),
    handle,
    names(call) {
      const match = router.find(call.method, call.path);
      return typeof match === "string" ? [] : [match.route];
    },
    refusals: {
      unauthorized: refusal.unauthorized,
      rateLimited: (retryAfterS) => json(429, { error: "Too Many Requests" }, { "retry-after": String(retryAfterS) }),
      failed: (status) => json(status, { error: "Internal Server Error" }),
    },
    happen: (event, at) => happen(state, event, at, () => parts.chance.hex(24)),
    view: () => ({
      doors: Object.fromEntries(
        state.doors.map((door) => [
          `${door.deviceId}/${door.position}`,
          { name: door.name, opened: door.opened, lastOpenedAt: door.lastOpenedAt, heldUntil: door.job?.until ?? null },
        ]),
      ),
      phones: state.phones.length,
      schedules: state.schedules.length,
    }),
    snapshot: () => state,
  };
}
