import { type Answer, type Call, type CloudParts, iso, json } from "../cloud.ts";
import type { Handler } from "../router.ts";
import type { Shape } from "../shape.ts";
import { changed, inserted, readBody, refusal, removed } from "./answers.ts";
import type { RaixerState } from "./state.ts";

const phoneShape = { deviceId: "string", phoneNumber: "number", "authorized?": "boolean" } as const;
const scheduleShape = { campaignId: "string", time: "number", schedule: "number", "doorPort?": "string" } as const;
const userShape = { "displayName?": "string", "email?": "string", "address?": "object" } as const;

type Lists = "phones" | "schedules" | "users" | "connections" | "intercomCampaigns" | "powerCampaigns";

/** Reads one record of a list by the route's id. */
function one(state: RaixerState, list: Lists): Handler {
  return (call) => {
    const found = state[list].find((item) => item._id === call.param("id"));
    return found === undefined ? refusal.notFound() : json(200, found);
  };
}

export function change(state: RaixerState, list: Lists, shape: Shape): Handler {
  return (call) => {
    const found = state[list].find((item) => item._id === call.param("id"));
    const read = readBody(call, shape);
    if (!read.ok) return read.answer;
    if (found === undefined) return refusal.notFound();
    Object.assign(found, read.body, { updated: iso(call.at) });
    return changed();
  };
}

export function remove(state: RaixerState, list: Lists, answer: () => Answer): Handler {
  return (call) => {
    if (!state[list].some((item) => item._id === call.param("id"))) return refusal.notFound();
    state[list] = state[list].filter((item) => item._id !== call.param("id"));
    return answer();
  };
}

/** Allowed phones and planned windows. */
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
  };
}

/** Campaigns and users: read, hardly ever changed. */
export function accountRoutes(state: RaixerState): Readonly<Record<string, Handler>> {
  return {
    "GET /intercom-campaigns": () => json(200, state.intercomCampaigns),
    "GET /intercom-campaigns/{id}": one(state, "intercomCampaigns"),
    "GET /power-campaigns": () => json(200, state.powerCampaigns),
    "GET /power-campaigns/{id}": one(state, "powerCampaigns"),
    "GET /users/{id}": one(state, "users"),
    "PUT /users/{id}": change(state, "users", userShape),
  };
}
