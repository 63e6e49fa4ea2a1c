import type { Random } from "#core/ports.ts";
import { akuvoxLogin } from "#sandbox/akuvox/state.ts";
import { avionLogin } from "#sandbox/avion/state.ts";
import { seededSequence } from "#sandbox/chance.ts";
import { overkizLogin } from "#sandbox/overkiz/state.ts";
import { raixerLogin } from "#sandbox/raixer/state.ts";
import { rufusKeys } from "#sandbox/rufus/state.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";

export interface MovableClock {
  now(): number;
  advance(ms: number): void;
}

/** 15 January 2026, 09:00 UTC, until moved. */
export function movableClock(): MovableClock {
  let now = Date.UTC(2026, 0, 15, 9);
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

export function repeatableRandom(seed = 7): Random {
  const next = seededSequence(seed);
  return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

export async function openSandbox(data?: string): Promise<Sandbox & { readonly clock: MovableClock }> {
  const clock = movableClock();
  const sandbox = await startSandbox({ clock, random: repeatableRandom(), ...(data === undefined ? {} : { data }) });
  return { ...sandbox, clock };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One raw request; a body that is no text is sent as JSON. */
export async function send(method: string, url: string, { headers = {}, body }: Sending = {}): Promise<Reply> {
  const isJson = body !== undefined && typeof body !== "string";
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { accept: "application/json", ...(isJson ? { "content-type": "application/json" } : {}), ...headers },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return { status: response.status, headers: response.headers, text, body: parsed };
}

export type Ask = (route: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>;

/** `ask("GET /devices")` at one cloud with fixed headers. */
export function asker(baseUrl: string, fixed: Readonly<Record<string, string>>): Ask {
  return (route, body, headers) => {
    const [method = "GET", path = "/"] = route.split(" ");
    return send(method, `${baseUrl}${path}`, { headers: { ...fixed, ...headers }, body });
  };
}

export const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

export function askRaixer({ clouds }: Sandbox): Ask {
  return asker(clouds.raixer.baseUrl, {
    authorization: basic(raixerLogin.username, raixerLogin.password),
    "content-type": "application/json",
  });
}

const userCommands = "/api/v1.0/invoke/open-ability/method/user-commands";

/** Runs one command in the residence of the sandbox. */
export function commandAkuvox({ clouds }: Sandbox): (command: string, param?: object) => Promise<Reply> {
  return (command, param = {}) =>
    send("POST", `${clouds.akuvox.baseUrl}${userCommands}`, {
      headers: { authorization: `Bearer ${akuvoxLogin.token}` },
      body: { command, id: "c0ffee", param: { residence_id: akuvoxLogin.residenceId, ...param } },
    });
}

export async function askOverkiz({ clouds }: Sandbox): Promise<Ask> {
  const { userId, userPassword } = overkizLogin;
  const login = await send("POST", `${clouds.overkiz.baseUrl}/login`, {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ userId, userPassword }).toString(),
  });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  return asker(clouds.overkiz.baseUrl, { cookie });
}

export async function askAvion({ clouds }: Sandbox): Promise<Ask> {
  const login = await send("POST", `${clouds.avion.baseUrl}/sessions`, { body: avionLogin });
  const { credentials } = login.body as { credentials: { auth_token: string } };
  return asker(clouds.avion.baseUrl, {
    authorization: `Token ${credentials.auth_token}`,
    "content-type": "application/json",
  });
}

export function askRufus({ clouds }: Sandbox, key: string = rufusKeys.readWrite): Ask {
  return asker(clouds.rufus.baseUrl, { api_key: key });
}

/** What `GET /_state` shows. */
export async function stateOf({ clouds }: Sandbox, name: keyof Sandbox["clouds"]): Promise<unknown> {
  return (await send("GET", `${clouds[name].url}/_state`)).body;
}

export async function setFaults({ clouds }: Sandbox, name: keyof Sandbox["clouds"], faults: unknown): Promise<Reply> {
  return send("POST", `${clouds[name].url}/_faults`, { body: faults });
}
