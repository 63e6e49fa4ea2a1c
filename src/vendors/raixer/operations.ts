import { z } from "zod";
import { type DeprecatedTable, deprecated, type OperationTable, operation } from "../operation.ts";
import { queryInteger } from "../schema.ts";
import {
  AlarmPath,
  ConnectionBody,
  ConnectionChange,
  DoorBody,
  EmailBody,
  JobBody,
  PhoneBody,
  PositionPath,
  ProfileByEmail,
  ScheduleBody,
  SensorBody,
  UserBody,
} from "./bodies.ts";
import {
  AuthorizedPhone,
  Campaign,
  Changed,
  CommandEntries,
  CommandEntry,
  Connection,
  Connections,
  Device,
  Door,
  HistoryEntry,
  Information,
  Inserted,
  OrderedConnections,
  PhoneOrNumber,
  PowerCampaign,
  Removed,
  Schedule,
  ScheduleRemoved,
  Sensor,
  User,
  Variable,
} from "./schemas.ts";

/** All live operations. */
export const operations = {
  // Phones that may open by calling
  authorizePhone: operation("POST /authorized-phones", {
    name: "authorizePhone",
    effect: "write",
    body: PhoneBody,
    response: Inserted,
  }),
  changePhone: operation("PUT /authorized-phones/{id}", {
    name: "changePhone",
    effect: "write",
    body: PhoneBody,
    response: Changed,
  }),
  revokePhone: operation("DELETE /authorized-phones/{id}", { name: "revokePhone", effect: "write", response: Changed }),
  phone: operation("GET /authorized-phones/{id}", { name: "phone", effect: "read", response: AuthorizedPhone }),
  devicePhones: operation("GET /authorized-phones/device/{deviceId}", {
    name: "devicePhones",
    effect: "read",
    response: z.array(PhoneOrNumber),
  }),

  // Links between users and devices
  connect: operation("POST /connections", {
    name: "connect",
    effect: "write",
    body: ConnectionBody,
    response: OrderedConnections,
  }),
  changeConnection: operation("PUT /connections/{id}", {
    name: "changeConnection",
    effect: "write",
    body: ConnectionChange,
    response: Changed,
  }),
  disconnect: operation("DELETE /connections/{id}", { name: "disconnect", effect: "write", response: Changed }),
  enableByEmail: operation("POST /connections/by/device/{deviceId}/enable/by/email", {
    name: "enableByEmail",
    effect: "write",
    body: EmailBody,
    response: Connections,
  }),
  disableByEmail: operation("POST /connections/by/device/{deviceId}/disable/by/email", {
    name: "disableByEmail",
    effect: "write",
    body: EmailBody,
    response: Connections,
  }),
  deleteByEmail: operation("POST /connections/by/device/{deviceId}/delete/by/email", {
    name: "deleteByEmail",
    effect: "write",
    body: EmailBody,
    response: Connections,
  }),
  updateByEmail: operation("POST /connections/by/device/{deviceId}/update/by/email", {
    name: "updateByEmail",
    effect: "write",
    body: ProfileByEmail,
    response: Connections,
  }),
  deviceConnections: operation("GET /connections/by/device/{deviceId}", {
    name: "deviceConnections",
    effect: "read",
    response: Connections,
  }),
  connection: operation("GET /connections/{id}", { name: "connection", effect: "read", response: Connection }),
  connections: operation("GET /connections", { name: "connections", effect: "read", response: Connections }),
  orderedConnections: operation("GET /connections/ordered", {
    name: "orderedConnections",
    effect: "read",
    response: OrderedConnections,
  }),
  /** Ten rows a page; the first page is 0. */
  history: operation("GET /connections/{id}/history", {
    name: "history",
    effect: "read",
    query: z.strictObject({ page: queryInteger() }),
    response: z.array(HistoryEntry),
  }),

  // Devices, their doors and sensors
  /** Takes the device from the home: owner, campaign, links and sensors are gone. */
  removeDevice: operation("DELETE /devices/{id}", { name: "removeDevice", effect: "write", response: Removed }),
  device: operation("GET /devices/{id}", { name: "device", effect: "read", response: Device }),
  devices: operation("GET /devices", { name: "devices", effect: "read", response: z.array(Device) }),
  doors: operation("GET /devices/{id}/doors", { name: "doors", effect: "read", response: z.array(Door) }),
  addDoor: operation("POST /devices/{id}/doors", {
    name: "addDoor",
    effect: "write",
    body: DoorBody,
    response: Inserted,
  }),
  changeDoor: operation("PUT /devices/{deviceId}/doors/{doorId}", {
    name: "changeDoor",
    effect: "write",
    body: DoorBody,
    response: Changed,
  }),
  removeDoor: operation("DELETE /devices/{deviceId}/doors/{doorId}", {
    name: "removeDoor",
    effect: "write",
    response: Changed,
  }),
  sensors: operation("GET /devices/{id}/sensors", { name: "sensors", effect: "read", response: z.array(Sensor) }),
  addSensor: operation("POST /devices/{id}/sensors", {
    name: "addSensor",
    effect: "write",
    body: SensorBody,
    response: Inserted,
  }),
  changeSensor: operation("PUT /devices/{deviceId}/sensors/{sensorId}", {
    name: "changeSensor",
    effect: "write",
    body: SensorBody,
    response: Changed,
  }),
  removeSensor: operation("DELETE /devices/{deviceId}/sensors/{sensorId}", {
    name: "removeSensor",
    effect: "write",
    response: Changed,
  }),
  enablePhone: operation("POST /devices/{deviceId}/doors/{doorId}/phone/enable", {
    name: "enablePhone",
    effect: "write",
    response: Changed,
  }),
  disablePhone: operation("POST /devices/{deviceId}/doors/{doorId}/phone/disable", {
    name: "disablePhone",
    effect: "write",
    response: Changed,
  }),
  /** Any phone number opens the door from then on. */
  enableAnyCaller: operation("POST /devices/{deviceId}/doors/{doorId}/phone/any-caller/enable", {
    name: "enableAnyCaller",
    effect: "write",
    response: Changed,
  }),
  disableAnyCaller: operation("POST /devices/{deviceId}/doors/{doorId}/phone/any-caller/disable", {
    name: "disableAnyCaller",
    effect: "write",
    response: Changed,
  }),

  // The device itself, live
  information: operation("GET /devices/{id}/information", {
    name: "information",
    effect: "read",
    response: Information,
  }),
  variable: operation("GET /devices/{id}/variable/{variable}", {
    name: "variable",
    effect: "read",
    response: Variable,
  }),
  runFunction: operation("POST /devices/{id}/function/{function}", {
    name: "runFunction",
    effect: "actuate",
    response: CommandEntry,
  }),
  openDoor: operation("POST /devices/{id}/open-door/{position}", {
    name: "openDoor",
    effect: "actuate",
    path: PositionPath,
    response: CommandEntries,
  }),
  /** From now on every ring of the bell opens the door, for so many minutes. */
  startJob: operation("POST /devices/{id}/start-job/{position}", {
    name: "startJob",
    effect: "actuate",
    path: PositionPath,
    body: JobBody,
    response: CommandEntries,
  }),
  stopJob: operation("POST /devices/{id}/stop-job/{position}", {
    name: "stopJob",
    effect: "actuate",
    path: PositionPath,
    response: CommandEntries,
  }),
  movementAlarm: operation("POST /devices/{id}/movement-alarm/{action}", {
    name: "movementAlarm",
    effect: "actuate",
    path: AlarmPath,
    response: CommandEntry,
  }),
  /** Every ring opens while the device is offline. */
  offlineAutoAccess: operation("POST /devices/{id}/offline-auto-access", {
    name: "offlineAutoAccess",
    effect: "actuate",
    body: z.strictObject({ offlineAutoAccess: z.boolean() }),
    response: Changed,
  }),
  /** Every ring opens until it is switched off. */
  alwaysActive: operation("POST /devices/{id}/auto-access-always-active", {
    name: "alwaysActive",
    effect: "actuate",
    body: z.strictObject({ autoAccessAlwaysActive: z.boolean() }),
    response: Changed,
  }),

  // Campaigns, schedules, users
  intercomCampaign: operation("GET /intercom-campaigns/{id}", {
    name: "intercomCampaign",
    effect: "read",
    response: Campaign,
  }),
  intercomCampaigns: operation("GET /intercom-campaigns", {
    name: "intercomCampaigns",
    effect: "read",
    response: z.array(Campaign),
  }),
  powerCampaign: operation("GET /power-campaigns/{id}", {
    name: "powerCampaign",
    effect: "read",
    response: PowerCampaign,
  }),
  powerCampaigns: operation("GET /power-campaigns", {
    name: "powerCampaigns",
    effect: "read",
    response: z.array(PowerCampaign),
  }),
  addSchedule: operation("POST /schedules", {
    name: "addSchedule",
    effect: "write",
    body: ScheduleBody,
    response: Inserted,
  }),
  /** Deletes and creates: the answer holds the new id. */
  changeSchedule: operation("PUT /schedules/{id}", {
    name: "changeSchedule",
    effect: "write",
    body: ScheduleBody,
    response: Inserted,
  }),
  removeSchedule: operation("DELETE /schedules/{id}", {
    name: "removeSchedule",
    effect: "write",
    response: ScheduleRemoved,
  }),
  schedule: operation("GET /schedules/{id}", { name: "schedule", effect: "read", response: Schedule }),
  schedules: operation("GET /schedules", {
    name: "schedules",
    effect: "read",
    query: z.strictObject({ campaignId: z.string().optional() }),
    response: z.array(Schedule),
  }),
  changeUser: operation("PUT /users/{id}", { name: "changeUser", effect: "write", body: UserBody, response: Changed }),
  user: operation("GET /users/{id}", { name: "user", effect: "read", response: User }),
} satisfies OperationTable;

export const withdrawn: DeprecatedTable = [
  deprecated("POST /devices/{id}/open-door", {
    name: "oldOpenDoor",
    successor: "POST /devices/{id}/open-door/{position}",
  }),
  deprecated("POST /devices/{id}/open-door-2", {
    name: "oldOpenDoor2",
    successor: "POST /devices/{id}/open-door/{position}",
  }),
  deprecated("POST /devices/{id}/start-job", {
    name: "oldStartJob",
    successor: "POST /devices/{id}/start-job/{position}",
  }),
  deprecated("POST /devices/{id}/stop-job", {
    name: "oldStopJob",
    successor: "POST /devices/{id}/stop-job/{position}",
  }),
];
