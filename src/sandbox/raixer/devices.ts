import { type Answer, iso, json } from "../cloud.ts";
import type { Handler, RoutedCall } from "../router.ts";
import { changed, readBody, refusal } from "./answers.ts";
import type { Device, Door, RaixerState } from "./state.ts";

const functionNames = [
  "relay",
  "cut",
  "openDoor",
  "calibrate",
  "getRestMean",
  "getMean",
  "getTol",
  "setValues",
  "offlineAA",
  "alwaysActive",
  "waitBells",
] as const;

const seconds = (at: number) => Math.floor(at / 1000);

/** The six comma parts of the `status` variable; times in seconds. */
function statusText(state: RaixerState, door: Door | undefined): string {
  const job = door?.job ?? null;
  const listening = job === null ? ["0", "", "0"] : ["1", job.by, String(seconds(job.startedAt))];
  return [...listening, seconds(state.bootedAt), 1, job?.openings ?? 0].join(",");
}

const variableTypes = {
  connected: "int32",
  status: "string",
  buzzerValue: "int32",
  openValue: "int32",
  tolerance: "int32",
  sensorMode: "int32",
  doorIsOpen: "int32",
} as const;

function variables(
  state: RaixerState,
  device: Device,
  at: number,
): Readonly<Record<keyof typeof variableTypes, unknown>> {
  const door = state.doors.find((candidate) => candidate.deviceId === device._id);
  const isOpen = door !== undefined && door.lastOpenedAt !== null && at - door.lastOpenedAt < 5000;
  return {
    connected: device.online ? 1 : 0,
    status: statusText(state, door),
    buzzerValue: 12,
    openValue: Number(door?.openingValue ?? 0),
    tolerance: Number(door?.tolerance ?? 0),
    sensorMode: door?.sensorMode === "openingSensor" ? 1 : 0,
    doorIsOpen: isOpen ? 1 : 0,
  };
}

function coreInfo(device: Device, at: number) {
  const heard = iso(at - 2000);
  return {
    last_app: "",
    last_heard: heard,
    connected: device.online,
    last_handshake_at: heard,
    deviceID: device._id,
    product_id: 4711,
  };
}

function information(device: Device, at: number) {
  return {
    id: device._id,
    name: device.name,
    last_app: null,
    last_ip_address: "192.0.2.17",
    last_heard: iso(at - 2000),
    product_id: 4711,
    connected: device.online,
    platform_id: 6,
    cellular: false,
    notes: null,
    status: "normal",
    current_build_target: "1.4.4",
    system_firmware_version: "1.4.4",
    pinned_build_target: null,
    default_build_target: "1.4.4",
    variables: variableTypes,
    functions: functionNames,
    groups: [],
    targeted_firmware_release_version: null,
  };
}

/** Routes of the device record and of what runs on the device itself. */
export function deviceRoutes(state: RaixerState): Readonly<Record<string, Handler>> {
  const withDevice = (call: RoutedCall, run: (device: Device) => Answer): Answer => {
    const device = state.devices.find((candidate) => candidate._id === call.param("id"));
    return device === undefined ? refusal.noDevice() : run(device);
  };
  const toggle = (field: string): Handler => {
    return (call) =>
      withDevice(call, (device) => {
        const read = readBody(call, { [field]: "boolean" });
        if (!read.ok) return read.answer;
        Object.assign(device, { [field]: read.body[field], updated: iso(call.at) });
        return changed();
      });
  };
  return {
    "GET /devices": () =>
      json(
        200,
        state.devices.filter((device) => device.owner !== null),
      ),
    "GET /devices/{id}": (call) => withDevice(call, (device) => json(200, device)),
    "DELETE /devices/{id}": (call) =>
      withDevice(call, (device) => {
        Object.assign(device, { owner: null, campaignId: null, updated: iso(call.at) });
        state.connections = state.connections.filter((link) => link.deviceId !== device._id);
        state.sensors = state.sensors.filter((sensor) => sensor.deviceId !== device._id);
        return json(200, { deviceId: device._id, removed: true, msg: "device_removed" });
      }),
    "GET /devices/{id}/information": (call) => withDevice(call, (device) => json(200, information(device, call.at))),
    "GET /devices/{id}/variable/{variable}": (call) =>
      withDevice(call, (device) => {
        const name = call.param("variable");
        const known = variables(state, device, call.at);
        if (!Object.hasOwn(known, name)) return refusal.notFound();
        const result = known[name as keyof typeof variableTypes];
        return json(200, { cmd: "VarReturn", name, result, coreInfo: coreInfo(device, call.at) });
      }),
    "POST /devices/{id}/function/{function}": (call) =>
      withDevice(call, (device) => {
        const name = call.param("function");
        if (!(functionNames as readonly string[]).includes(name)) return refusal.notFound();
        if (name === "openDoor" && device.online) {
          const door = state.doors.find((candidate) => candidate.deviceId === device._id && candidate.position === 1);
          if (door !== undefined) Object.assign(door, { opened: door.opened + 1, lastOpenedAt: call.at });
        }
        const msg = `The action ${name} was executed successfully`;
        return json(200, { status: "success", msg, deviceId: device._id, notifications: [] });
      }),
    "POST /devices/{id}/movement-alarm/{action}": (call) =>
      withDevice(call, (device) => {
        const action = call.param("action");
        if (!["infinite", "1", "0"].includes(action)) return refusal.badRequest();
        state.moveAlarm[device._id] = action;
        const msg = "The action alarm was executed successfully";
        return json(200, { status: "success", msg, deviceId: device._id, result: action === "0" ? 0 : 1 });
      }),
    "POST /devices/{id}/offline-auto-access": toggle("offlineAutoAccess"),
    "POST /devices/{id}/auto-access-always-active": toggle("autoAccessAlwaysActive"),
  };
}
