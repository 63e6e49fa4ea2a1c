import { type Answer, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler, RoutedCall } from "../router.ts";
import { changed, readBody, refusal, removed } from "./answers.ts";
import { publicDoor } from "./doors.ts";
import type { Door, RaixerState } from "./state.ts";

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

/** Routes that list doors and change what the app calibrates. */
export function doorSettingRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const isDevice = (id: string) => state.devices.some((device) => device._id === id);
  const doorsOf = (id: string) => state.doors.filter((door) => door.deviceId === id);
  const change = (call: RoutedCall, run: (door: Door) => Answer): Answer => {
    if (!isDevice(call.param("deviceId"))) return refusal.noDevice();
    const door = doorsOf(call.param("deviceId")).find((candidate) => candidate._id === call.param("doorId"));
    return door === undefined ? refusal.notFound() : run(door);
  };
  const set = (fields: Readonly<Record<string, unknown>>) => (call: RoutedCall) =>
    change(call, (door) => {
      Object.assign(door, fields, { updated: iso(call.at) });
      return changed();
    });
  const phone = "POST /devices/{deviceId}/doors/{doorId}/phone";
  return {
    "GET /devices/{id}/doors": (call) =>
      isDevice(call.param("id")) ? json(200, doorsOf(call.param("id")).map(publicDoor)) : refusal.noDevice(),
    "POST /devices/{id}/doors": (call) => {
      const read = readBody(call, doorShape);
      if (!isDevice(call.param("id"))) return refusal.noDevice();
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
      change(call, (door) => {
        state.doors = state.doors.filter((candidate) => candidate !== door);
        return removed();
      }),
    [`${phone}/enable`]: set({ callingEnabled: true }),
    [`${phone}/disable`]: set({ callingEnabled: false }),
    [`${phone}/any-caller/enable`]: set({ anyCallerEnabled: true }),
    [`${phone}/any-caller/disable`]: set({ anyCallerEnabled: false }),
  };
}

const sensorShape = { "name?": "string", "use?": ["movement"] } as const;

/** Routes of movement sensors. */
export function sensorRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
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
      const id = chance.hex(24);
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
