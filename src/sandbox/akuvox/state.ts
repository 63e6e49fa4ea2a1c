/** What the ready configuration carries; the client pair and the refresh token serve the OAuth grants. */
export const akuvoxLogin = {
  token: "sandbox-lobby-access-token",
  clientId: "usher-sandbox-client",
  clientSecret: "usher-sandbox-client-secret",
  refreshToken: "sandbox-lobby-refresh-token",
  username: "owner@sandbox.invalid",
  password: "lobby-1234",
  residenceId: "r5e0c41d79ab24f6e8d13b7a2c9f06e41",
};

export const akuvoxIds = {
  mac: "0C11052A7F90",
  relay: "r83b1f6c20d5e4a97b6c3e9d84f1027aa",
} as const;

interface TempKey {
  temp_key: string;
  /** `YYYY-MM-DD HH:mm:ss`, UTC. */
  start_time: string;
  finish_time: string;
  count: number;
  /** Path on this cloud, where the picture is given to whoever has the address. */
  qr_code_url: string;
}

interface Opening {
  open_door: boolean;
  account_name: string;
  device_name: string;
  open_door_type: string;
  /** Epoch ms at which the history shows it. */
  shownAt: number;
  at: number;
}

interface Ring {
  call_name: string;
  call_sip: string;
  at: number;
}

interface Relay {
  relay_name: string;
  relay_number: string;
  relay_id: string;
}

interface PanelDevice {
  device_name: string;
  device_type: string;
  mac: string;
  sip: string;
  online: boolean;
  is_public: boolean;
  ciphertext: string;
  rtsp: string;
  relays: Relay[];
  security_relays: Relay[];
}

export interface AkuvoxState {
  version: 1;
  devices: PanelDevice[];
  keys: TempKey[];
  /** How many temp keys were ever made. */
  keysMade: number;
  privateKey: string;
  nfc: { nfc_code: string; enable_nfc: boolean };
  ble: { ble_code: string; enable_ble: boolean };
  isFaceUploaded: boolean;
  openings: Opening[];
  rings: Ring[];
  /** Times opened, by `<mac>/<relay id>`. */
  opened: Record<string, { times: number; lastAt: number }>;
  /** Access tokens given out, with the moment they end. */
  tokens: Record<string, number>;
  noticeUrl: string | null;
}

/** A fresh residence: one door phone with one relay, one ring an hour ago. */
export function freshAkuvox(now: number): AkuvoxState {
  return {
    version: 1,
    devices: [
      {
        device_name: "Lobby",
        device_type: "Multi-tenants Doorphone",
        mac: akuvoxIds.mac,
        sip: "6200417711",
        online: true,
        is_public: true,
        ciphertext: "5ac09d7717e84b21b37d0c6aa0e9f412",
        rtsp: "rtsp://viewer:lobby-camera@192.0.2.44:554/live/ch00_0",
        relays: [{ relay_name: "Lobby", relay_number: "#", relay_id: akuvoxIds.relay }],
        security_relays: [],
      },
    ],
    keys: [],
    keysMade: 0,
    privateKey: "402817",
    nfc: { nfc_code: "04A1B2C3D4E5F6", enable_nfc: true },
    ble: { ble_code: "7F3E19C2A6D45B80", enable_ble: false },
    isFaceUploaded: false,
    openings: [],
    rings: [{ call_name: "Lobby", call_sip: "6200417711", at: now - 3_600_000 }],
    opened: {},
    tokens: {},
    noticeUrl: null,
  };
}

/** `YYYY-MM-DD HH:mm:ss` in UTC, without a zone mark. */
export function vendorTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** Epoch ms, or undefined unless the text has exactly the vendor's form and names a real moment. */
export function parseVendorTime(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(at) || vendorTime(at) !== text ? undefined : at;
}
