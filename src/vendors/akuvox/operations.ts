import { z } from "zod";
import { type DeprecatedTable, type OperationTable, operation } from "../operation.ts";
import {
  BleConfig,
  Calls,
  Devices,
  FaceFile,
  Families,
  NewTempKey,
  NfcConfig,
  Nothing,
  Openings,
  Permissions,
  PrivateKey,
  TempKeys,
  TokenAnswer,
} from "./schemas.ts";

const method = "/api/v1.0/invoke/open-ability/method";
const commands = `POST ${method}/user-commands` as const;

const residence = { residence_id: z.string().min(1) };
const Residence = z.strictObject(residence);
/** UTC, and never anything else: the text carries no zone. */
const utcText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, { error: "must read YYYY-MM-DD HH:mm:ss (UTC)" });

/** All live operations: one address, told apart by the command in the body. */
export const operations = {
  devices: operation(commands, {
    command: "get_akuvox_device_list",
    name: "devices",
    effect: "read",
    body: Residence,
    response: Devices,
  }),
  privateKey: operation(commands, {
    command: "get_akuvox_open_door_private_key_config",
    name: "privateKey",
    effect: "read",
    body: Residence,
    response: PrivateKey,
  }),
  changePrivateKey: operation(commands, {
    command: "update_akuvox_open_door_private_key_config",
    name: "changePrivateKey",
    effect: "write",
    body: z.strictObject({ ...residence, private_key: z.string().min(1) }),
    response: Nothing,
  }),
  nfc: operation(commands, {
    command: "get_akuvox_open_door_nfc_config",
    name: "nfc",
    effect: "read",
    body: Residence,
    response: NfcConfig,
  }),
  changeNfc: operation(commands, {
    command: "update_akuvox_open_door_nfc_config",
    name: "changeNfc",
    effect: "write",
    body: z.strictObject({ ...residence, enable_nfc: z.boolean() }),
    response: NfcConfig,
  }),
  ble: operation(commands, {
    command: "get_akuvox_open_door_ble_config",
    name: "ble",
    effect: "read",
    body: Residence,
    response: BleConfig,
  }),
  changeBle: operation(commands, {
    command: "update_akuvox_open_door_ble_config",
    name: "changeBle",
    effect: "write",
    body: z.strictObject({ ...residence, enable_ble: z.boolean() }),
    response: BleConfig,
  }),
  tempKeys: operation(commands, {
    command: "get_akuvox_open_door_temp_key_config",
    name: "tempKeys",
    effect: "read",
    body: Residence,
    response: TempKeys,
  }),
  createTempKey: operation(commands, {
    command: "create_akuvox_open_door_temp_key_config",
    name: "createTempKey",
    effect: "write",
    body: z.strictObject({ ...residence, start_time: utcText, finish_time: utcText, count: z.int().positive() }),
    response: NewTempKey,
  }),
  deleteTempKey: operation(commands, {
    command: "delete_akuvox_open_door_temp_key_config",
    name: "deleteTempKey",
    effect: "write",
    body: z.strictObject({ ...residence, temp_key: z.string().min(1) }),
    response: Nothing,
  }),
  deleteTempKeys: operation(commands, {
    command: "batch_delete_akuvox_open_door_temp_key_config",
    name: "deleteTempKeys",
    effect: "write",
    body: z.strictObject({ ...residence, temp_key: z.array(z.string().min(1)).min(1) }),
    response: Nothing,
  }),
  face: operation(commands, {
    command: "get_akuvox_face_file_info",
    name: "face",
    effect: "read",
    body: Residence,
    response: FaceFile,
  }),
  changeFace: operation(commands, {
    command: "update_akuvox_face_file_info",
    name: "changeFace",
    effect: "write",
    body: z.strictObject({ ...residence, filename: z.string().min(1) }),
    response: Nothing,
  }),
  deleteFace: operation(commands, {
    command: "delete_akuvox_face_file_info",
    name: "deleteFace",
    effect: "write",
    body: Residence,
    response: Nothing,
  }),
  permissions: operation(commands, {
    command: "check_akuvox_device_permission",
    name: "permissions",
    effect: "read",
    body: z.strictObject({ ...residence, devices: z.array(z.strictObject({ mac: z.string() })) }),
    response: Permissions,
  }),
  callHistory: operation(commands, {
    command: "get_akuvox_call_history",
    name: "callHistory",
    effect: "read",
    body: Residence,
    response: Calls,
  }),
  openHistory: operation(commands, {
    command: "get_akuvox_open_door_history",
    name: "openHistory",
    effect: "read",
    body: Residence,
    response: Openings,
  }),
  openDoor: operation(commands, {
    command: "trigger_akuvox_remote_open_door",
    name: "openDoor",
    effect: "actuate",
    body: z.strictObject({ ...residence, mac: z.string().min(1), relay_id: z.string().min(1) }),
    response: Nothing,
  }),
} satisfies OperationTable;

/** Known from the vendor's other pages. */
export const helpers = {
  families: operation(commands, {
    command: "get_family_list",
    name: "families",
    effect: "read",
    elsewhere: true,
    body: z.strictObject({}),
    response: Families,
  }),
  token: operation(`POST ${method}/oauth2/token`, {
    name: "token",
    effect: "read",
    elsewhere: true,
    auth: "none",
    repeat: false,
    encoding: "form",
    body: z.looseObject({ grant_type: z.string() }),
    response: TokenAnswer,
  }),
} satisfies OperationTable;

export const withdrawn: DeprecatedTable = [];
