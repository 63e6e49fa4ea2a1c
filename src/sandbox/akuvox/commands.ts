import type { CloudParts } from "../cloud.ts";
import { type Shape, shapeProblem } from "../shape.ts";
import { type AkuvoxState, akuvoxLogin, parseVendorTime, vendorTime } from "./state.ts";

/** A no in the vendor's own way: HTTP 200 with `success: false`. */
export class LogicError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface CommandInput {
  readonly param: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** Where this cloud was called. */
  readonly origin: string;
}

interface Command {
  /** Fields of `param` besides `residence_id`. */
  readonly shape: Shape;
  /** False for the commands that ask about the account itself. */
  readonly needsResidence?: boolean;
  run(input: CommandInput): unknown;
}

const historyDelayMs = 1000;
const historyLimit = 200;

function doorCommands(state: AkuvoxState): Readonly<Record<string, Command>> {
  return {
    get_akuvox_device_list: { shape: {}, run: () => state.devices },
    trigger_akuvox_remote_open_door: {
      shape: { mac: "string", relay_id: "string" },
      run({ param, at }) {
        const device = state.devices.find((candidate) => candidate.mac === param.mac);
        if (device === undefined) throw new LogicError("device-not-found", "device does not exist");
        const relay = [...device.relays, ...device.security_relays].find((item) => item.relay_id === param.relay_id);
        if (relay === undefined) throw new LogicError("relay-not-found", "relay does not exist");
        if (!device.online) throw new LogicError("device-offline", "device is offline");
        const id = `${device.mac}/${relay.relay_id}`;
        state.opened[id] = { times: (state.opened[id]?.times ?? 0) + 1, lastAt: at };
        const who = { account_name: "Sandbox Owner", device_name: device.device_name };
        state.openings.push({ ...who, open_door: true, open_door_type: "Remote", at, shownAt: at + historyDelayMs });
        state.openings = state.openings.slice(-historyLimit);
        return {};
      },
    },
    check_akuvox_device_permission: {
      shape: { devices: "object" },
      run({ param }) {
        const devices = param.devices as readonly { readonly mac?: unknown }[];
        return devices.map(({ mac }) => ({ mac, permission: state.devices.some((device) => device.mac === mac) }));
      },
    },
    get_akuvox_call_history: {
      shape: {},
      run: ({ at }) =>
        state.rings
          .filter((ring) => ring.at <= at)
          .map(({ at: rangAt, ...ring }) => ({ ...ring, call_time: vendorTime(rangAt) }))
          .reverse(),
    },
    get_akuvox_open_door_history: {
      shape: {},
      run: ({ at, origin }) =>
        state.openings
          .filter((opening) => opening.shownAt <= at)
          .map(({ at: openedAt, shownAt, ...opening }) => ({
            ...opening,
            open_door_time: vendorTime(openedAt),
            capture_thumbnail_url: new URL(`/captures/${openedAt}-small.png`, origin).href,
            capture_picture_url: new URL(`/captures/${openedAt}.png`, origin).href,
          }))
          .reverse(),
    },
  };
}

/** A key with the whole address of its picture. */
function shown(key: AkuvoxState["keys"][number], origin: string) {
  return { ...key, qr_code_url: new URL(key.qr_code_url, origin).href };
}

function keyCommands(state: AkuvoxState, { chance }: CloudParts): Readonly<Record<string, Command>> {
  const newDigits = (): string => {
    const digits = `9${chance.digits(7)}`;
    return state.keys.some((key) => key.temp_key === digits) ? newDigits() : digits;
  };
  const remove = (digits: readonly string[]) => {
    const missing = digits.some((one) => !state.keys.some((key) => key.temp_key === one));
    if (missing) throw new LogicError("temp-key-not-found", "temp key does not exist");
    state.keys = state.keys.filter((key) => !digits.includes(key.temp_key));
    return {};
  };
  return {
    get_akuvox_open_door_temp_key_config: {
      shape: {},
      run: ({ origin }) => state.keys.map((key) => shown(key, origin)),
    },
    create_akuvox_open_door_temp_key_config: {
      shape: { start_time: "string", finish_time: "string", count: "integer" },
      run({ param, at, origin }) {
        const start = parseVendorTime(param.start_time);
        const finish = parseVendorTime(param.finish_time);
        if (start === undefined || finish === undefined) {
          throw new LogicError("invalid-time", "time must be written YYYY-MM-DD HH:mm:ss");
        }
        if (finish <= start) throw new LogicError("invalid-time", "finish_time must be after start_time");
        if (finish <= at) throw new LogicError("invalid-time", "finish_time is in the past");
        const count = Number(param.count);
        if (count < 1 || count > 9999) throw new LogicError("invalid-count", "count must be 1 to 9999");
        const key = {
          temp_key: newDigits(),
          start_time: String(param.start_time),
          finish_time: String(param.finish_time),
          count,
          qr_code_url: `/qr/${chance.hex(24)}.png`,
        };
        state.keys.push(key);
        state.keysMade += 1;
        return { temp_key: key.temp_key, qr_code_url: shown(key, origin).qr_code_url };
      },
    },
    delete_akuvox_open_door_temp_key_config: {
      shape: { temp_key: "string" },
      run: ({ param }) => remove([String(param.temp_key)]),
    },
    batch_delete_akuvox_open_door_temp_key_config: {
      shape: { temp_key: "strings" },
      run: ({ param }) => remove(param.temp_key as readonly string[]),
    },
  };
}

function credentialCommands(state: AkuvoxState): Readonly<Record<string, Command>> {
  return {
    get_akuvox_open_door_private_key_config: { shape: {}, run: () => ({ private_key: state.privateKey }) },
    update_akuvox_open_door_private_key_config: {
      shape: { private_key: "string" },
      run({ param }) {
        if (!/^\d{4,8}$/.test(String(param.private_key)))
          throw new LogicError("invalid-key", "private_key: 4 to 8 digits");
        state.privateKey = String(param.private_key);
        return {};
      },
    },
    get_akuvox_open_door_nfc_config: { shape: {}, run: () => state.nfc },
    update_akuvox_open_door_nfc_config: {
      shape: { enable_nfc: "boolean" },
      run({ param }) {
        state.nfc.enable_nfc = param.enable_nfc === true;
        return { nfc_code: state.nfc.nfc_code };
      },
    },
    get_akuvox_open_door_ble_config: { shape: {}, run: () => state.ble },
    update_akuvox_open_door_ble_config: {
      shape: { enable_ble: "boolean" },
      run({ param }) {
        state.ble.enable_ble = param.enable_ble === true;
        return { ble_code: state.ble.ble_code };
      },
    },
    get_akuvox_face_file_info: { shape: {}, run: () => ({ is_uploaded: state.isFaceUploaded }) },
    update_akuvox_face_file_info: {
      shape: { filename: "string" },
      run() {
        state.isFaceUploaded = true;
        return {};
      },
    },
    delete_akuvox_face_file_info: {
      shape: {},
      run() {
        state.isFaceUploaded = false;
        return {};
      },
    },
  };
}

/** Commands that the vendor's newer pages describe. */
function accountCommands(): Readonly<Record<string, Command>> {
  return {
    get_family_list: {
      shape: {},
      needsResidence: false,
      run: () => [
        { account_id: "a1", residence_id: akuvoxLogin.residenceId, family_name: "HQ", online: true, installed: true },
      ],
    },
    get_scene_list: { shape: {}, run: () => [] },
    get_contact_list: { shape: {}, run: () => [] },
  };
}

/** Runs one command or throws a `LogicError`. */
export function createCommands(state: AkuvoxState, parts: CloudParts): (name: string, input: CommandInput) => unknown {
  const commands: Readonly<Record<string, Command>> = {
    ...doorCommands(state),
    ...keyCommands(state, parts),
    ...credentialCommands(state),
    ...accountCommands(),
  };
  return (name, input) => {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw new LogicError("command-unknown", "command is not supported");
    const needsResidence = command.needsResidence !== false;
    const { devices, ...plain } = input.param;
    if (command.shape.devices !== undefined && !isDeviceList(devices)) {
      throw new LogicError("invalid-param", "devices: wrong-type");
    }
    const { devices: _devices, ...shape } = command.shape;
    const whole = { ...shape, ...(needsResidence ? { residence_id: "string" as const } : {}) };
    const problem = shapeProblem(plain, whole, "ignore");
    if (problem !== undefined) throw new LogicError("invalid-param", `${problem.field}: ${problem.problem}`);
    if (needsResidence && plain.residence_id !== akuvoxLogin.residenceId) {
      throw new LogicError("residence-not-found", "residence does not exist");
    }
    return command.run(input);
  };
}

function isDeviceList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item?.mac === "string");
}
