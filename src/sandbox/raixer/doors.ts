import { type Answer, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler, RoutedCall } from "../router.ts";
import { changed, readBody, refusal, removed } from "./answers.ts";
import { actionPrefix, type Device, type Door, type RaixerState } from "./state.ts";

const uses = ["street", "home", "garage", "other"] as const;

const doorShape = {
  "deviceId?": "string",
  "openingValue?": "number",
  "tolerance?": "number",
  "maxOpenings?": "number",
  "waitTimeFirst?": "number",
  "twoOpenings?": "boolean",
  "mustCallBellFirst?": "boolean",
  "remainingOpenings?": "number",
  "remainingTestOpenings?": "number",
  "remainingPhoneCalls?": "number",
  "remainingRaixerPhoneCalls?": "number",
  "sensorMode?": ["bell", "openingSensor"],
  "name?": "string",
} as const;

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

/** Routes that open doors, hold them, and change their settings. */
export function doorRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const device = (id: string): Device | undefined => state.devices.find((candidate) => candidate._id === id);
  const doorsOf = (id: string) => state.doors.filter((door) => door.deviceId === id);
  const selected = (id: string, position: string) =>
    doorsOf(id).filter((door) => door.use === position || String(door.position) === position);
  const isPosition = (position: string) =>
    (uses as readonly string[]).includes(position) || /^[1-9]\d*$/.test(position);

  const note = (deviceId: string, action: string, at: number, details: string | undefined, error = false) => {
    const fields = {
      deviceId,
      action: `${actionPrefix}${action}`,
      error,
      ...(details === undefined ? {} : { details }),
    };
    state.history.push({ _id: chance.hex(24), created: iso(at), updated: iso(at), ...fields });
  };

  /** Runs one action on each selected door; the answer is a list with one entry each. */
  const onEach = (call: RoutedCall, action: string, run: (door: Door) => void): Answer => {
    const found = device(call.param("id"));
    if (found === undefined) return refusal.noDevice();
    if (!isPosition(call.param("position"))) return refusal.badRequest();
    const isGood = found.online && !call.isRefused;
    const doors = selected(found._id, call.param("position"));
    if (isGood) for (const door of doors) run(door);
    return json(
      200,
      doors.map((door) => entry(isGood, onPort(action, door), found._id)),
    );
  };

  const open = (door: Door, at: number) => {
    door.opened += 1;
    door.lastOpenedAt = at;
    note(door.deviceId, onPort("openDoor", door), at, "Sandbox Owner");
    note(door.deviceId, onPort("doorOpened", door), at + 1200, undefined);
  };

  const changeDoor = (call: RoutedCall, change: (door: Door) => Answer): Answer => {
    if (device(call.param("deviceId")) === undefined) return refusal.noDevice();
    const door = doorsOf(call.param("deviceId")).find((candidate) => candidate._id === call.param("doorId"));
    return door === undefined ? refusal.notFound() : change(door);
  };
  const set = (fields: Readonly<Record<string, unknown>>) => (call: RoutedCall) =>
    changeDoor(call, (door) => {
      Object.assign(door, fields, { updated: iso(call.at) });
      return changed();
    });

  return {
    "POST /devices/{id}/open-door/{position}": (call) => onEach(call, "openDoor", (door) => open(door, call.at)),
    "POST /devices/{id}/start-job/{position}": (call) => {
      const read = readBody(call, jobShape);
      if (!read.ok) return read.answer;
      const minutes = Number(read.body.minutes);
      if (minutes <= 0) return refusal.badRequest();
      return onEach(call, "relay", (door) => {
        door.job = { startedAt: call.at, until: call.at + minutes * 60_000, by: state.users[0]?._id ?? "" };
        note(door.deviceId, onPort("startJob", door), call.at, "Sandbox Owner");
      });
    },
    "POST /devices/{id}/stop-job/{position}": (call) =>
      onEach(call, "cut", (door) => {
        if (door.job !== null) note(door.deviceId, onPort("stopJob", door), call.at, "Sandbox Owner");
        door.job = null;
      }),
    "GET /devices/{id}/doors": (call) =>
      device(call.param("id")) === undefined
        ? refusal.noDevice()
        : json(200, doorsOf(call.param("id")).map(publicDoor)),
    "POST /devices/{id}/doors": (call) => {
      const read = readBody(call, doorShape);
      if (device(call.param("id")) === undefined) return refusal.noDevice();
      if (!read.ok) return read.answer;
      const id = chance.hex(24);
      const stamps = { created: iso(call.at), updated: iso(call.at) };
      const position = doorsOf(call.param("id")).length + 1;
      const own = { opened: 0, lastOpenedAt: null, job: null, position };
      const fields = { use: null, port: null, name: `Door ${position}`, ...read.body };
      state.doors.push({ ...fields, ...stamps, ...own, _id: id, deviceId: call.param("id") } as Door);
      return json(200, { insertedId: id });
    },
    "PUT /devices/{deviceId}/doors/{doorId}": (call) => {
      const read = readBody(call, doorShape);
      return read.ok ? set({ ...read.body, deviceId: call.param("deviceId") })(call) : read.answer;
    },
    "DELETE /devices/{deviceId}/doors/{doorId}": (call) =>
      changeDoor(call, (door) => {
        state.doors = state.doors.filter((candidate) => candidate !== door);
        return removed();
      }),
    "POST /devices/{deviceId}/doors/{doorId}/phone/enable": set({ callingEnabled: true }),
    "POST /devices/{deviceId}/doors/{doorId}/phone/disable": set({ callingEnabled: false }),
    "POST /devices/{deviceId}/doors/{doorId}/phone/any-caller/enable": set({ anyCallerEnabled: true }),
    "POST /devices/{deviceId}/doors/{doorId}/phone/any-caller/disable": set({ anyCallerEnabled: false }),
    ...sensorRoutes(state, () => chance.hex(24)),
  };
}

const sensorShape = { "name?": "string", "use?": ["movement"] } as const;

function sensorRoutes(state: RaixerState, newId: () => string): Readonly<Record<string, Handler>> {
  const isDevice = (id: string) => state.devices.some((device) => device._id === id);
  const sensorOf = (call: RoutedCall) =>
    state.sensors.find((sensor) => sensor._id === call.param("sensorId") && sensor.deviceId === call.param("deviceId"));
  return {
    "GET /devices/{id}/sensors": (call) =>
      isDevice(call.param("id"))
        ? json(
            200,
            state.sensors.filter((sensor) => sensor.deviceId === call.param("id")),
          )
        : refusal.noDevice(),
    "POST /devices/{id}/sensors": (call) => {
      const read = readBody(call, sensorShape);
      if (!isDevice(call.param("id"))) return refusal.noDevice();
      if (!read.ok) return read.answer;
      const id = newId();
      const stamps = { created: iso(call.at), updated: iso(call.at) };
      state.sensors.push({ ...read.body, ...stamps, _id: id, deviceId: call.param("id") });
      return json(200, { insertedId: id });
    },
    "PUT /devices/{deviceId}/sensors/{sensorId}": (call) => {
      const read = readBody(call, sensorShape);
      if (!isDevice(call.param("deviceId"))) return refusal.noDevice();
      if (!read.ok) return read.answer;
      const sensor = sensorOf(call);
      if (sensor === undefined) return refusal.notFound();
      Object.assign(sensor, read.body, { updated: iso(call.at) });
      return changed();
    },
    "DELETE /devices/{deviceId}/sensors/{sensorId}": (call) => {
      if (!isDevice(call.param("deviceId"))) return refusal.noDevice();
      const sensor = sensorOf(call);
      if (sensor === undefined) return refusal.notFound();
      state.sensors = state.sensors.filter((candidate) => candidate !== sensor);
      return removed();
    },
  };
}
