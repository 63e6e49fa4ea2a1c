import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { AvionContext } from "./lights.ts";
import { helpers, operations } from "./operations.ts";
import { traitsOf } from "./products.ts";
import { UserDevices } from "./schemas.ts";

interface Named {
  readonly pid?: string | number | null | undefined;
  readonly id?: string | number | null | undefined;
  readonly name?: string | null | undefined;
}

const pageSize = 100;
const mostPages = 50;
const thingsSeconds = 20;

function idOf(named: Named): string | undefined {
  const id = named.pid ?? named.id;
  return id === undefined || id === null || id === "" ? undefined : String(id);
}

/** The addresses beside the published ones may be closed to an account: then there is nothing of the kind. */
async function orNothing<T>(context: AvionContext, what: string, work: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work;
  } catch (error) {
    const isClosed = error instanceof VendorError && ["not-found", "forbidden", "shape"].includes(error.details.kind);
    if (!isClosed) throw error;
    context.services.log.warn("things-unreadable", { account: context.account, what });
    return [];
  }
}

async function listDevices({ client }: AvionContext, pid: string): Promise<readonly DiscoveredThing[]> {
  const things = new Map<string, DiscoveredThing>();
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { page, pagesize: pageSize };
    const { abstract_devices: rows } = await client.call(helpers.abstractDevices, { path: { pid }, query });
    const before = things.size;
    for (const row of rows) {
      const id = idOf(row);
      const traits = traitsOf(row.type, row.product_id);
      if (id === undefined || traits === undefined) continue;
      things.set(id, toLight(`devices/${id}`, row.name ?? id, traits));
    }
    // A server that ignores the page sends the same rows again.
    if (rows.length < pageSize || things.size === before) break;
  }
  return [...things.values()];
}

function toLight(vendorId: string, label: string, traits: DiscoveredThing["traits"]): DiscoveredThing {
  return {
    vendorId,
    kind: "light",
    label,
    capabilities: ["light.set", "light.view", "energy.view"],
    traits: traits ?? {},
  };
}

function memberIds(devices: readonly unknown[] | null | undefined): readonly string[] {
  return (devices ?? []).flatMap((device) => {
    if (typeof device === "string" || typeof device === "number") return [`devices/${device}`];
    const id = typeof device === "object" && device !== null ? idOf(device as Named) : undefined;
    return id === undefined ? [] : [`devices/${id}`];
  });
}

async function listGroups(context: AvionContext, pid: string): Promise<readonly DiscoveredThing[]> {
  const { client } = context;
  const { groups } = await client.call(helpers.groups, { path: { pid } });
  const found = groups.map(async (row): Promise<DiscoveredThing[]> => {
    const id = idOf(row);
    if (id === undefined) return [];
    const members = await orNothing(
      context,
      "group",
      client.call(helpers.group, { path: { pid: id } }).then(({ group }) => memberIds(group.devices)),
    );
    return [{ ...toLight(`groups/${id}`, row.name ?? id, { dim: true, group: true }), members }];
  });
  return (await Promise.all(found)).flat();
}

async function listScenes({ client }: AvionContext, pid: string): Promise<readonly DiscoveredThing[]> {
  const { scenes } = await client.call(helpers.scenes, { path: { pid } });
  return scenes.flatMap((row): DiscoveredThing[] => {
    const id = idOf(row);
    if (id === undefined) return [];
    const label = row.name ?? id;
    return [{ vendorId: `scenes/${id}`, kind: "scene", label, capabilities: ["scene.run", "scene.view"] }];
  });
}

async function listUserDevices({ account, client }: AvionContext): Promise<readonly DiscoveredThing[]> {
  const { data } = UserDevices.safeParse(await client.call(operations.userDevices, {}));
  if (data === undefined) throw new VendorError({ account, kind: "shape", outcome: "none" });
  const rows = Array.isArray(data) ? data : (data.devices ?? []);
  return rows.flatMap((row: Named) => {
    const id = idOf(row);
    return id === undefined ? [] : [toLight(`devices/${id}`, row.name ?? id, { dim: true })];
  });
}

async function discover(context: AvionContext): Promise<readonly DiscoveredThing[]> {
  const { client } = context;
  const places = await orNothing(
    context,
    "locations",
    client.call(helpers.locations, {}).then(({ locations }) => locations),
  );
  const pids = places.map(idOf).filter((pid) => pid !== undefined);
  const parts = await Promise.all(
    pids.map(async (pid) => {
      const lists = await Promise.all([
        orNothing(context, "devices", listDevices(context, pid)),
        orNothing(context, "groups", listGroups(context, pid)),
        orNothing(context, "scenes", listScenes(context, pid)),
      ]);
      for (const { vendorId } of lists.flat()) context.locations.set(vendorId, pid);
      return lists.flat();
    }),
  );
  const found = parts.flat();
  const hasDevices = found.some((thing) => thing.vendorId.startsWith("devices/"));
  return hasDevices ? found : [...(await listUserDevices(context)), ...found];
}

/** Lights, groups and scenes of all places of the account. */
export function listThings(context: AvionContext): Promise<readonly DiscoveredThing[]> {
  return context.cache.read("things", thingsSeconds, () => discover(context));
}
