import { type Answer, type Call, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler } from "../router.ts";
import type { Shape } from "../shape.ts";
import { changed, inserted, readBody, refusal, removed } from "./answers.ts";
import { publicDoor } from "./doors.ts";
import type { RaixerState, Stored } from "./state.ts";

const phoneShape = { deviceId: "string", phoneNumber: "number", "authorized?": "boolean" } as const;
const scheduleShape = { campaignId: "string", time: "number", schedule: "number", "doorPort?": "string" } as const;
const profiles = ["user", "admin", "installer"] as const;
const linkShape = { "profile?": profiles, "disabled?": "boolean", "name?": "string" } as const;
const userShape = { "displayName?": "string", "email?": "string", "address?": "object" } as const;

type Lists = "phones" | "schedules" | "users" | "connections" | "intercomCampaigns" | "powerCampaigns";

/** Reads one record of a list by the route's id. */
function one(state: RaixerState, list: Lists): Handler {
  return (call) => {
    const found = state[list].find((item) => item._id === call.param("id"));
    return found === undefined ? refusal.notFound() : json(200, found);
  };
}

function change(state: RaixerState, list: Lists, shape: Shape): Handler {
  return (call) => {
    const found = state[list].find((item) => item._id === call.param("id"));
    const read = readBody(call, shape);
    if (!read.ok) return read.answer;
    if (found === undefined) return refusal.notFound();
    Object.assign(found, read.body, { updated: iso(call.at) });
    return changed();
  };
}

function remove(state: RaixerState, list: Lists, answer: () => Answer): Handler {
  return (call) => {
    if (!state[list].some((item) => item._id === call.param("id"))) return refusal.notFound();
    state[list] = state[list].filter((item) => item._id !== call.param("id"));
    return answer();
  };
}

/** Phones, schedules, campaigns and users: records without effects of their own. */
export function recordRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const owner = state.users[0]?._id ?? "";
  const add = (call: Call, list: Lists, fields: Readonly<Record<string, unknown>>): Answer => {
    const id = chance.hex(24);
    const stamps = { created: iso(call.at), updated: iso(call.at) };
    state[list].push({ ...fields, ...stamps, owner, _id: id });
    return inserted(id);
  };
  const isDevice = (id: unknown) => state.devices.some((device) => device._id === id);
  const addSchedule = (call: Call): Answer => {
    const read = readBody(call, scheduleShape);
    if (!read.ok) return read.answer;
    if (!state.intercomCampaigns.some((campaign) => campaign._id === read.body.campaignId)) return refusal.badRequest();
    return add(call, "schedules", { doorPort: "1", ...read.body });
  };
  return {
    "POST /authorized-phones": (call) => {
      const read = readBody(call, phoneShape);
      if (!read.ok) return read.answer;
      return isDevice(read.body.deviceId)
        ? add(call, "phones", { authorized: true, ...read.body })
        : refusal.noDevice();
    },
    "PUT /authorized-phones/{id}": change(state, "phones", phoneShape),
    "DELETE /authorized-phones/{id}": remove(state, "phones", removed),
    "GET /authorized-phones/{id}": one(state, "phones"),
    "GET /authorized-phones/device/{deviceId}": (call) =>
      isDevice(call.param("deviceId"))
        ? json(
            200,
            state.phones
              .filter((phone) => phone.deviceId === call.param("deviceId") && phone.authorized === true)
              .map((phone) => phone.phoneNumber),
          )
        : refusal.noDevice(),
    "POST /schedules": addSchedule,
    "PUT /schedules/{id}": (call) => {
      if (!state.schedules.some((item) => item._id === call.param("id"))) return refusal.notFound();
      const answer = addSchedule(call);
      if (answer.status === 200) state.schedules = state.schedules.filter((item) => item._id !== call.param("id"));
      return answer;
    },
    "DELETE /schedules/{id}": remove(state, "schedules", () =>
      json(200, { result: true, msg: "The schedule was deleted correctly" }),
    ),
    "GET /schedules/{id}": one(state, "schedules"),
    "GET /schedules": (call) => {
      const campaign = call.query.get("campaignId");
      return json(
        200,
        state.schedules.filter((item) => campaign === null || item.campaignId === campaign),
      );
    },
    "GET /intercom-campaigns": () => json(200, state.intercomCampaigns),
    "GET /intercom-campaigns/{id}": one(state, "intercomCampaigns"),
    "GET /power-campaigns": () => json(200, state.powerCampaigns),
    "GET /power-campaigns/{id}": one(state, "powerCampaigns"),
    "GET /users/{id}": one(state, "users"),
    "PUT /users/{id}": change(state, "users", userShape),
  };
}

const pageSize = 10;

/** Links between users and devices, and the history that hangs on them. */
export function connectionRoutes(state: RaixerState, { chance }: CloudParts): Readonly<Record<string, Handler>> {
  const owner = state.users[0]?._id ?? "";
  const isDevice = (id: unknown) => state.devices.some((device) => device._id === id);
  const userOf = (link: Stored) => state.users.find((user) => user._id === link.owner);
  const shown = ({ kind, schedules, ...link }: Stored) => link as Stored;
  const withUser = (link: Stored) => ({
    ...shown(link),
    ownerName: userOf(link)?.displayName ?? null,
    ownerEmail: userOf(link)?.email ?? null,
  });
  const withDevice = (link: Stored) => {
    const device = state.devices.find((candidate) => candidate._id === link.deviceId);
    const doors = state.doors.filter((door) => door.deviceId === link.deviceId).map(publicDoor);
    return { ...shown(link), device: { ...device, doors, inUseComplete: [], openingsComplete: [], campaign: {} } };
  };
  const own = () => state.connections.filter((link) => link.owner === owner);
  const ordered = () =>
    json(200, [
      own()
        .filter((link) => link.kind !== "power")
        .map(withDevice),
      [],
    ]);
  const ofDevice = (id: string) => state.connections.filter((link) => link.deviceId === id);

  const byEmail = (
    shape: Shape,
    run: (links: readonly Stored[], body: Readonly<Record<string, unknown>>) => void,
  ): Handler => {
    return (call) => {
      const id = call.param("deviceId");
      const read = readBody(call, shape);
      if (!read.ok) return read.answer;
      if (!isDevice(id)) return refusal.noDevice();
      run(
        ofDevice(id).filter((link) => userOf(link)?.email === read.body.email),
        read.body,
      );
      return json(200, ofDevice(id).map(withUser));
    };
  };
  const email = { email: "string" } as const;
  const base = "POST /connections/by/device/{deviceId}";
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
    "GET /connections": () => json(200, own().map(withDevice)),
    "GET /connections/ordered": ordered,
    "GET /connections/{id}": (call) => {
      const link = state.connections.find((candidate) => candidate._id === call.param("id"));
      return link === undefined ? refusal.notFound() : json(200, { ...withDevice(link), schedules: state.schedules });
    },
    "PUT /connections/{id}": change(state, "connections", linkShape),
    "DELETE /connections/{id}": remove(state, "connections", removed),
    "GET /connections/by/device/{deviceId}": (call) =>
      isDevice(call.param("deviceId")) ? json(200, ofDevice(call.param("deviceId")).map(withUser)) : refusal.noDevice(),
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
