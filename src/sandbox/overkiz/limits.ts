import type { Settings } from "../cloud.ts";
import type { Session } from "./state.ts";

interface Limit {
  /** Calls that may come at once. */
  readonly calls: number;
  /** Seconds after which one more is allowed, in the real cloud. */
  readonly everyS: number;
  readonly scope: "category" | "operation";
  readonly routes: readonly string[];
}

const bulkRoutes = [
  "GET /actionGroups",
  "GET /conditionGroups",
  "GET /enduser/setups",
  "GET /enduser/mainAccount",
  "GET /enduser/secondaryAccounts",
  "GET /setup/roles",
  "GET /enduser/preferences",
  "GET /setup/location",
  "GET /setup",
  "GET /setup/additionalInformation",
  "GET /setup/features",
  "GET /setup/options",
  "GET /setup/calendar/days",
  "GET /setup/calendar/schedule/{startDate}/{endDate}",
  "GET /setup/calendar/schedule/{year}/{month}/{day}",
  "GET /setup/calendar/rules",
  "GET /setup/devices",
  "PUT /setup/devices/refresh",
  "POST /setup/devices/states/refresh",
  "POST /setup/devices/{deviceURL}/states/refresh",
  "GET /setup/gateways",
  "POST /setup/gateways/{gatewayId}/devices/states/refresh",
  "POST /setup/gateways/{gatewayId}/protocols/{protocolType}/devices/states/refresh",
  "GET /setup/interactiveNotifications",
  "GET /setup/interactiveNotifications/history",
  "GET /setup/places",
  "POST /setup/protocols/{protocolType}/devices/states/refresh",
  "GET /setup/zones",
  "GET /triggers",
] as const;

/** The published limits, per session. */
const limits: Readonly<Record<string, Limit>> = {
  exec: {
    calls: 50,
    everyS: 1728,
    scope: "category",
    routes: [
      "POST /exec/{actionGroupOID}",
      "POST /exec/{actionGroupOID}/geolocated",
      "POST /exec/{actionGroupOID}/internal",
      "POST /exec/apply",
      "POST /exec/apply/geolocated",
      "POST /exec/apply/highPriority",
      "POST /exec/apply/internal",
      "POST /exec/schedule/{actionGroupOID}/{utcTimestamp}",
    ],
  },
  "bulk-load": { calls: 1, everyS: 86_400, scope: "operation", routes: bulkRoutes },
  "bulk-history": {
    calls: 1,
    everyS: 1728,
    scope: "operation",
    routes: [
      "GET /history/devicesEvent",
      "GET /history/lastExecutions",
      "GET /history",
      "GET /history/notificationEvents",
    ],
  },
  polling: { calls: 1, everyS: 1, scope: "operation", routes: ["POST /events/{listenerId}/fetch"] },
  switch: { calls: 1, everyS: 3600, scope: "operation", routes: ["POST /setup/current/{setupOID}"] },
  "keep-alive": {
    calls: 1,
    everyS: 1,
    scope: "operation",
    routes: ["POST /setup/gateways/{gatewayId}/protocols/{protocolType}/keepAlive"],
  },
};

const byRoute: ReadonlyMap<string, { readonly category: string; readonly limit: Limit }> = new Map(
  Object.entries(limits).flatMap(([category, limit]) => limit.routes.map((route) => [route, { category, limit }])),
);

/** Takes one call from the session's allowance; the category when nothing is left. */
export function overLimit(session: Session, route: string, settings: Settings, now: number): string | undefined {
  const found = byRoute.get(route);
  if (found === undefined || settings.limitsDividedBy === null) return undefined;
  const { category, limit } = found;
  const key = limit.scope === "category" ? category : route;
  const periodMs = (limit.everyS * 1000) / settings.limitsDividedBy;
  const bucket = session.buckets[key] ?? { left: limit.calls, at: now };
  const left = Math.min(limit.calls, bucket.left + (now - bucket.at) / periodMs);
  session.buckets[key] = { left: left >= 1 ? left - 1 : left, at: now };
  return left >= 1 ? undefined : category;
}
