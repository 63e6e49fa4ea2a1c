import { type CloudParts, iso, json } from "../cloud.ts";
import type { Handler } from "../router.ts";
import type { Shape } from "../shape.ts";
import { readBody, refusal, removed } from "./answers.ts";
import { publicDoor } from "./doors.ts";
import { change, remove } from "./records.ts";
import type { RaixerState, Stored } from "./state.ts";

const pageSize = 10;
const profiles = ["user", "admin", "installer"] as const;
const linkShape = { "profile?": profiles, "disabled?": "boolean", "name?": "string" } as const;
const email = { email: "string" } as const;

const shown = ({ kind, schedules, ...link }: Stored) => link as Stored;

function userOf(state: RaixerState, link: Stored): Stored | undefined {
  return state.users.find((user) => user._id === link.owner);
}

function withUser(state: RaixerState, link: Stored) {
  const user = userOf(state, link);
  return { ...shown(link), ownerName: user?.displayName ?? null, ownerEmail: user?.email ?? null };
}

function withDevice(state: RaixerState, link: Stored) {
  const device = state.devices.find((candidate) => candidate._id === link.deviceId);
  const doors = state.doors.filter((door) => door.deviceId === link.deviceId).map(publicDoor);
  return { ...shown(link), device: { ...device, doors, inUseComplete: [], openingsComplete: [], campaign: {} } };
}

const linksTo = (state: RaixerState, id: string) => state.connections.filter((link) => link.deviceId === id);
const isDevice = (state: RaixerState, id: unknown) => state.devices.some((device) => device._id === id);

/** Links between users and devices. */
export function connectionRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const owner = state.users[0]?._id ?? "";
  const own = () => state.connections.filter((link) => link.owner === owner).map((link) => withDevice(state, link));
  const ordered = () => json(200, [own(), []]);
  return {
    "POST /connections": (call) => {
      const read = readBody(call, { deviceId: "string", ...linkShape, "deviceOwner?": "string" });
      if (!read.ok) return read.answer;
      const device = state.devices.find((candidate) => candidate._id === read.body.deviceId);
      if (device === undefined) return refusal.noDevice();
      const { deviceOwner, ...fields } = read.body;
      if (deviceOwner === undefined) device.owner = owner;
      const stamps = { created: iso(call.at), updated: iso(call.at) };
      state.connections.push({ profile: "user", disabled: false, ...fields, ...stamps, owner, _id: chance.hex(24) });
      return ordered();
    },
    "GET /connections": () => json(200, own()),
    "GET /connections/ordered": ordered,
    "GET /connections/{id}": (call) => {
      const link = state.connections.find((candidate) => candidate._id === call.param("id"));
      return link === undefined
        ? refusal.notFound()
        : json(200, { ...withDevice(state, link), schedules: state.schedules });
    },
    "PUT /connections/{id}": change(state, "connections", linkShape),
    "DELETE /connections/{id}": remove(state, "connections", removed),
    "GET /connections/by/device/{deviceId}": (call) =>
      isDevice(state, call.param("deviceId"))
        ? json(
            200,
            linksTo(state, call.param("deviceId")).map((link) => withUser(state, link)),
          )
        : refusal.noDevice(),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Changes of all links that one user has to a device; each answers every link of the device. */
export function linkByEmailRoutes(state: RaixerState): Readonly<Record<string, Handler>> {
  const byEmail = (shape: Shape, run: (links: readonly Stored[], body: Fields) => void): Handler => {
    return (call) => {
      const id = call.param("deviceId");
      const read = readBody(call, shape);
      if (!read.ok) return read.answer;
      if (!isDevice(state, id)) return refusal.noDevice();
      const meant = linksTo(state, id).filter((link) => userOf(state, link)?.email === read.body.email);
      run(meant, read.body);
      return json(
        200,
        linksTo(state, id).map((link) => withUser(state, link)),
      );
    };
  };
  const base = "POST /connections/by/device/{deviceId}";
  return {
    [`${base}/enable/by/email`]: byEmail(email, (links) => {
      for (const link of links) link.disabled = false;
    }),
    [`${base}/disable/by/email`]: byEmail(email, (links) => {
      for (const link of links) link.disabled = true;
    }),
    [`${base}/delete/by/email`]: byEmail(email, (links) => {
      state.connections = state.connections.filter((link) => !links.includes(link));
    }),
    [`${base}/update/by/email`]: byEmail({ ...email, profile: profiles }, (links, body) => {
      for (const link of links) link.profile = body.profile;
    }),
  };
}

/** The action log of a link, newest first. */
export function historyRoutes(state: RaixerState): Readonly<Record<string, Handler>> {
  return {
    "GET /connections/{id}/history": (call) => {
      const link = state.connections.find((candidate) => candidate._id === call.param("id"));
      if (link === undefined) return refusal.notFound();
      const page = Number(call.query.get("page") ?? "0");
      if (!Number.isInteger(page) || page < 0) return refusal.badRequest();
      const rows = state.history
        .filter((row) => row.deviceId === link.deviceId && Date.parse(row.created) <= call.at)
        .sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
      return json(200, rows.slice(page * pageSize, (page + 1) * pageSize));
    },
  };
}
