import { type Answer, type Call, iso, json } from "../cloud.ts";
import type { Handler, RoutedCall } from "../router.ts";
import { refusal } from "./answers.ts";
import { type AvionState, avionIds, avionLogin, type Lamp, products } from "./state.ts";

const day = 86_400_000;
const location = { id: 4021, pid: avionIds.location, name: "HQ" };

/** Whole days between two dates, both ends included; undefined when a date is not one. */
function daysOf(call: Call): readonly number[] | undefined {
  const [from, to] = ["from", "to"].map((name) => {
    const text = call.query.get(name) ?? "";
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  });
  if (from === undefined || to === undefined || !(to >= from) || to - from > 366 * day) return undefined;
  return Array.from({ length: Math.round((to - from) / day) + 1 }, (_, index) => from + index * day);
}

function inPlace(call: RoutedCall, run: () => Answer): Answer {
  const id = call.param("location_pid");
  return id === location.pid || id === String(location.id) ? run() : refusal.notFound("location");
}

const publicLamp = ({ pid, avid, name, type, product_id, friendly_mac_address }: Lamp) => ({
  id: avid,
  pid,
  avid,
  name,
  type,
  product_id,
  friendly_mac_address,
  location_id: location.id,
});
const publicGroup = ({ pid, avid, name }: AvionState["groups"][number]) => ({ pid, avid, name });

const page = (call: Call, items: readonly unknown[]) => {
  const size = Number(call.query.get("pagesize") ?? "100");
  const number = Number(call.query.get("page") ?? "1");
  return items.slice((number - 1) * size, number * size);
};

/** Lists of what a place and its user have. */
export function placeRoutes(state: AvionState): Readonly<Record<string, Handler>> {
  return {
    "GET /user": () => json(200, { user: { id: 77, email: avionLogin.email, name: "Sandbox Owner" } }),
    "GET /user/devices": () => json(200, { devices: state.lamps.map(publicLamp) }),
    "GET /user/groups": () => json(200, { groups: state.groups.map(publicGroup) }),
    "GET /user/locations": () => json(200, { locations: [location] }),
    "GET /locations": () => json(200, { locations: [{ ...location, passphrase: "c2FuZGJveC1tZXNoLWtleQ==" }] }),
    "GET /locations/{location_pid}": (call) =>
      inPlace(call, () => json(200, { location: { ...location, passphrase: "c2FuZGJveC1tZXNoLWtleQ==" } })),
    "GET /locations/{location_pid}/abstract_devices": (call) =>
      inPlace(call, () => json(200, { abstract_devices: page(call, state.lamps.map(publicLamp)) })),
    "GET /locations/{location_pid}/groups": (call) =>
      inPlace(call, () => json(200, { groups: state.groups.map(publicGroup) })),
    "GET /locations/{location_pid}/scenes": (call) =>
      inPlace(call, () =>
        json(200, {
          scenes: state.scenes.map(({ pid, name, isActive }) => ({
            pid,
            name,
            properties: [{ name: "action", value: `[${isActive ? 1 : 0}]`, humanized: isActive ? "on" : "off" }],
          })),
        }),
      ),
    "GET /groups/{pid}": (call) => {
      const found = state.groups.find((item) => item.pid === call.param("pid"));
      return found === undefined ? refusal.notFound("group") : json(200, { group: found });
    },
    "GET /products": () => json(200, { products }),
  };
}

/** Reports over days, both ends included. */
export function reportRoutes(state: AvionState): Readonly<Record<string, Handler>> {
  /** Pids by type, or the answer that says what is wrong with the query. */
  const readReport = (call: Call): { readonly pids: readonly string[]; readonly days: readonly number[] } | Answer => {
    const type = call.query.get("type");
    const pids = (call.query.get("pids") ?? "").split(",").filter((pid) => pid !== "");
    if (pids.length === 0) return refusal.invalid("pids", "is missing");
    if (type !== "device" && type !== "group") return refusal.invalid("type", "must be device or group");
    if (type === "group" && pids.length > 1) return refusal.invalid("pids", "one group only");
    const known = type === "device" ? state.lamps : state.groups;
    if (!pids.every((pid) => known.some((item) => item.pid === pid))) return refusal.notFound(type);
    const days = daysOf(call);
    return days === undefined ? refusal.invalid("from", "from and to must be days") : { pids, days };
  };
  const report = (call: RoutedCall, key: string, value: (index: number) => unknown): Answer =>
    inPlace(call, () => {
      const read = readReport(call);
      if ("status" in read) return read;
      const rows = read.pids.map((pid) => ({ pid, [key]: read.days.map((at, index) => [iso(at), value(index)]) }));
      return json(200, { [key]: rows });
    });
  return {
    "GET /locations/{location_pid}/energy": (call) =>
      report(call, "energy", (index) => Math.round((118 + 23 * Math.sin(index)) * 10) / 10),
    "GET /locations/{location_pid}/events": (call) =>
      call.query.get("feature") === "dim"
        ? report(call, "events", (index) => `${(index * 20) % 120}%`)
        : refusal.invalid("feature", "must be dim"),
  };
}
