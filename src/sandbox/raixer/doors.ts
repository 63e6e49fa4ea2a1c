import { type Answer, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler, RoutedCall } from "../router.ts";
import { readBody, refusal } from "./answers.ts";
import { actionPrefix, type Door, type RaixerState } from "./state.ts";

const uses = ["street", "home", "garage", "other"] as const;

const jobShape = {
  minutes: "number",
  "openingValue?": "number",
  "tolerance?": "number",
  "maxOpenings?": "number",
  "waitTimeFirst?": "number",
} as const;

/** `openDoor` for port 1, `openDoor2` for port 2. */
const onPort = (name: string, door: Door) => (door.position === 1 ? name : `${name}${door.position}`);

function entry(isGood: boolean, action: string, deviceId: string) {
  return isGood
    ? { status: "success", msg: `The action ${action} was executed successfully`, deviceId, notifications: [] }
    : { status: "error", msg: `The action ${action} could not be executed`, deviceId, notifications: [] };
}

/** What the vendor shows of a door: everything but the simulation's own bookkeeping. */
export function publicDoor({ opened, lastOpenedAt, job, position, ...door }: Door) {
  return door;
}

const isPosition = (position: string) => (uses as readonly string[]).includes(position) || /^[1-9]\d*$/.test(position);

/** Routes that open doors and hold them. */
export function doorRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const note = (door: Door, action: string, at: number, details?: string) => {
    const stamps = { created: iso(at), updated: iso(at) };
    const fields = { deviceId: door.deviceId, action: `${actionPrefix}${onPort(action, door)}`, error: false };
    state.history.push({ _id: chance.hex(24), ...stamps, ...fields, ...(details === undefined ? {} : { details }) });
  };

  /** Runs one action on each selected door; the answer is a list with one entry each. */
  const onEach = (call: RoutedCall, action: string, run: (door: Door) => void): Answer => {
    const device = state.devices.find((candidate) => candidate._id === call.param("id"));
    const position = call.param("position");
    if (device === undefined) return refusal.noDevice();
    if (!isPosition(position)) return refusal.badRequest();
    const isGood = device.online && !call.isRefused;
    const doors = state.doors.filter(
      (door) => door.deviceId === device._id && (door.use === position || String(door.position) === position),
    );
    if (isGood) for (const door of doors) run(door);
    return json(
      200,
      doors.map((door) => entry(isGood, onPort(action, door), device._id)),
    );
  };

  return {
    "POST /devices/{id}/open-door/{position}": (call) =>
      onEach(call, "openDoor", (door) => {
        door.opened += 1;
        door.lastOpenedAt = call.at;
        note(door, "openDoor", call.at, "Sandbox Owner");
        if (door.sensorMode !== "openingSensor") return;
        // Somebody goes through, and the door falls shut behind them.
        note(door, "doorIsOpen", call.at + 1200);
        note(door, "doorIsClosed", call.at + 5200);
      }),
    "POST /devices/{id}/start-job/{position}": (call) => {
      const read = readBody(call, jobShape);
      if (!read.ok) return read.answer;
      const minutes = Number(read.body.minutes);
      if (minutes <= 0) return refusal.badRequest();
      return onEach(call, "relay", (door) => {
        door.job = {
          startedAt: call.at,
          until: call.at + minutes * 60_000,
          by: state.users[0]?._id ?? "",
          openings: 0,
        };
        note(door, "startJob", call.at, "Sandbox Owner");
      });
    },
    "POST /devices/{id}/stop-job/{position}": (call) =>
      onEach(call, "cut", (door) => {
        if (door.job !== null) note(door, "stopJob", call.at, "Sandbox Owner");
        door.job = null;
      }),
  };
}
