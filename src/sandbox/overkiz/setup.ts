import { type Answer, type CloudParts, json } from "../cloud.ts";
import type { RoutedCall } from "../router.ts";
import { refusal } from "./errors.ts";
import { eventValue, publish } from "./events.ts";
import { gatewayId, type OverkizDevice, placeIds } from "./home.ts";
import type { OverkizHandler } from "./scenes.ts";
import { type OverkizState, overkizIds, overkizLogin } from "./state.ts";

const birth = 1_735_689_600_000;
const hour = 3_600_000;

function place(oid: string, label: string, type: number, subPlaces: readonly unknown[] = []) {
  return { creationTime: birth, lastUpdateTime: birth, label, type, metadata: "", oid, subPlaces };
}

const rootPlace = place(placeIds.house, "Sandbox house", 0, [
  place(placeIds.inside, "Inside", 2),
  place(placeIds.outside, "Outside", 2),
]);

const gateway = {
  gatewayId,
  type: 98,
  subType: 1,
  placeOID: placeIds.house,
  autoUpdateEnabled: true,
  alive: true,
  timeReliable: true,
  connectivity: { status: "OK", protocolVersion: "2025.2.4-9" },
  upToDate: true,
  updateStatus: "UP_TO_DATE",
  syncInProgress: false,
  mode: "ACTIVE",
  functions: "INTERNET_AUTHORIZATION,SCENARIO_DOWNLOAD",
  partners: [],
};

const location = {
  creationTime: birth,
  lastUpdateTime: birth,
  city: "Madrid",
  country: "ES",
  postalCode: "28004",
  addressLine1: "Calle Falsa 1",
  addressLine2: "",
  timezone: "Europe/Madrid",
  longitude: -3.7034,
  latitude: 40.4169,
  twilightMode: 2,
  twilightAngle: "CIVIL",
  twilightCity: "madrid",
  summerSolsticeDuskMinutes: 1310,
  winterSolsticeDuskMinutes: 1070,
  twilightOffsetEnabled: false,
  dawnOffset: 0,
  duskOffset: 0,
};

/** The meter turns on and on, more by day than by night: what it reads, in Wh, is made from the time alone. */
function meterAt(when: number): number {
  const hours = (when - birth) / hour;
  return Math.round(18_442_310 + 420 * hours - 720 * Math.cos(hours / 4));
}

function readings(from: number, to: number, stepMs: number): readonly unknown[] {
  const first = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.min(2000, Math.floor((to - first) / stepMs) + 1));
  return Array.from({ length: count }, (_, index) => {
    const when = first + index * stepMs;
    const value = meterAt(when);
    return { value: String(value), min: value, max: value, samples: 1, when };
  });
}

const steps: Readonly<Record<string, number>> = {
  "": hour,
  "/daily": 24 * hour,
  "/monthly": 30 * 24 * hour,
  "/annual": 365 * 24 * hour,
};

function historyRoutes(state: OverkizState): Readonly<Record<string, OverkizHandler>> {
  const read = (call: RoutedCall, stepMs: number): Answer => {
    const device = state.devices.find((candidate) => candidate.deviceURL === call.param("deviceURL"));
    if (device === undefined) return refusal.noDevice(call.param("deviceURL"));
    const item = device.states.find((each) => each.name === call.param("name"));
    if (item === undefined) return refusal.noState(call.param("name"));
    const [from, to] = [Number(call.param("from")), Number(call.param("to"))];
    if (!Number.isInteger(from) || !Number.isInteger(to) || to < from) return refusal.invalidField("from and to in ms");
    const limit = Number(call.query.get("limit") ?? "2000");
    if (typeof item.value !== "number") {
      // Of what is no number the last change is kept.
      const { value, lastUpdateTime: when } = item;
      const historyValues = when < from || when > to ? [] : [{ value: String(value), samples: 1, when }];
      return json(200, { historyValues, historizationMethod: 1 });
    }
    const historyValues = readings(from, Math.min(to, call.at), stepMs).slice(0, limit);
    return json(200, { historyValues, historizationMethod: 1, deviceUnit: "core:ElectricalEnergyInWh" });
  };
  return Object.fromEntries(
    Object.entries(steps).map(([name, stepMs]): [string, OverkizHandler] => [
      `GET /setup/devices/{deviceURL}/states/{name}/history${name}/{from}/{to}`,
      (call) => read(call, stepMs),
    ]),
  );
}

function deviceRoutes(state: OverkizState, { chance }: CloudParts): Readonly<Record<string, OverkizHandler>> {
  const withDevice = (call: RoutedCall, run: (device: OverkizDevice) => Answer): Answer => {
    const device = state.devices.find((candidate) => candidate.deviceURL === call.param("deviceURL"));
    return device === undefined ? refusal.noDevice(call.param("deviceURL")) : run(device);
  };
  const refresh = (devices: readonly OverkizDevice[], at: number): Answer => {
    for (const { deviceURL, states } of devices) {
      if (states.length > 0)
        publish(state, at, "DeviceStateChangedEvent", { deviceURL, deviceStates: states.map(eventValue) });
    }
    publish(state, at, "RefreshAllDevicesStatesCompletedEvent", { gatewayId, protocolType: 1 });
    return { status: 200 };
  };
  return {
    "GET /setup/devices": () => json(200, state.devices),
    "GET /setup/devices/{deviceURL}": (call) => withDevice(call, (device) => json(200, device)),
    "GET /setup/devices/{deviceURL}/controllable": (call) => withDevice(call, (device) => json(200, device.definition)),
    "GET /setup/devices/{deviceURL}/states": (call) => withDevice(call, (device) => json(200, device.states)),
    "GET /setup/devices/{deviceURL}/states/{name}": (call) =>
      withDevice(call, (device) => {
        const found = device.states.find((item) => item.name === call.param("name"));
        return found === undefined ? refusal.noState(call.param("name")) : json(200, found);
      }),
    "GET /setup/devices/{deviceURL}/attributes": (call) => withDevice(call, (device) => json(200, device.attributes)),
    "PUT /setup/devices/{deviceURL}/{label}": (call) =>
      withDevice(call, (device) => {
        device.label = call.param("label");
        const { deviceURL, label, controllableName, placeOID, metadata } = device;
        publish(state, call.at, "DeviceUpdatedEvent", { deviceURL, label, controllableName, placeOID, metadata });
        return json(200, { execId: chance.uuid() });
      }),
    "PUT /setup/devices/refresh": (call) => refresh(state.devices, call.at),
    "POST /setup/devices/states/refresh": (call) => refresh(state.devices, call.at),
    "POST /setup/devices/{deviceURL}/states/refresh": (call) =>
      withDevice(call, (device) => refresh([device], call.at)),
  };
}

/** The house as a whole, its devices, and what their meters read. */
export function setupRoutes(state: OverkizState, parts: CloudParts): Readonly<Record<string, OverkizHandler>> {
  const known = (id: string, run: () => Answer) => (id === gatewayId ? run() : refusal.noResource());
  return {
    "GET /setup": () =>
      json(200, {
        creationTime: birth,
        lastUpdateTime: birth,
        id: "SETUP-2104-6612-0951",
        location,
        gateways: [gateway],
        devices: state.devices,
        zones: [],
        resellerDelegationType: "NEVER",
        metadata: "",
        disconnectionConfiguration: {
          notificationTitle: "",
          notificationText: "",
          targetPushSubscriptions: [],
          notificationType: "NONE",
        },
        oid: overkizIds.setup,
        rootPlace,
        features: [],
      }),
    "GET /setup/location": () => json(200, location),
    "GET /setup/gateways": () => json(200, [gateway]),
    "GET /setup/gateways/{gatewayId}": (call) => known(call.param("gatewayId"), () => json(200, gateway)),
    "GET /setup/places": () => json(200, rootPlace),
    "GET /setup/zones": () => json(200, []),
    "GET /setup/current": () => json(200, { setupOID: overkizIds.setup }),
    "POST /setup/current/{setupOID}": (call, session) => {
      if (call.param("setupOID") !== overkizIds.setup) return refusal.noSetup(call.param("setupOID"));
      session.listener = null;
      return { status: 200 };
    },
    "GET /currentUserId": () => json(200, { userId: overkizLogin.userId }),
    ...deviceRoutes(state, parts),
    ...historyRoutes(state),
  };
}
