import type { Action } from "#core/actions.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import type { JsonObject } from "#core/json.ts";
import { metersOf } from "./energy.ts";
import {
  canClose,
  classOf,
  commandsOf,
  type Description,
  describe,
  isOneWay,
  pick,
  protocolOf,
  widgetOf,
} from "./kinds.ts";
import type { ActionGroup, Device, Place } from "./schemas.ts";
import { saysLight, saysPosition, stateOf } from "./states.ts";

function doorActions(device: Device, description: Description, commands: ReadonlySet<string>): Action[] {
  return [
    ...(pick(description.open, commands) === undefined ? [] : (["door.open"] as const)),
    ...(canClose(device, description, commands) ? (["door.close"] as const) : []),
    ...(isOneWay(device) ? [] : (["door.view"] as const)),
  ];
}

function lightActions(device: Device, description: Description, commands: ReadonlySet<string>): Action[] {
  const canSet = [...(description.on ?? []), ...(description.off ?? [])].some((choice) => commands.has(choice.name));
  return [
    ...(canSet ? (["light.set"] as const) : []),
    ...(isOneWay(device) || !saysLight(device) ? [] : (["light.view"] as const)),
  ];
}

function shadeActions(device: Device, description: Description, commands: ReadonlySet<string>): Action[] {
  const { open, close, stop, my, closure } = description;
  const canMove = [open, close, stop, my, closure].some((choices) => pick(choices, commands) !== undefined);
  return [
    ...(canMove ? (["shade.move"] as const) : []),
    ...(isOneWay(device) || !saysPosition(device) ? [] : (["shade.view"] as const)),
  ];
}

/** What this very device can do; what it cannot do is absent. */
function capabilitiesOf(device: Device, description: Description, isLocal: boolean): readonly Action[] {
  const commands = commandsOf(device);
  const own =
    description.kind === "door"
      ? doorActions(device, description, commands)
      : description.kind === "light"
        ? lightActions(device, description, commands)
        : description.kind === "shade"
          ? shadeActions(device, description, commands)
          : [];
  // A gateway keeps no history; what went through us is kept all the same.
  const kept: readonly Action[] = description.kind === "door" ? ["door.history"] : [];
  if (isLocal) return [...own, ...kept];
  return [...own, ...kept, ...(metersOf(device).length === 0 ? [] : (["energy.view"] as const))];
}

/** What the device takes, and what the vendor calls it. */
function traitsOf(device: Device, description: Description): JsonObject {
  const commands = commandsOf(device);
  const uiClass = classOf(device);
  const widget = widgetOf(device);
  const has = (choices: Description["level"]) => pick(choices, commands) !== undefined;
  const takes: JsonObject =
    description.kind === "light"
      ? {
          dim: has(description.level),
          kelvin: has(description.kelvin),
          colour: has(description.rgb) || has(description.hueSaturation),
        }
      : description.kind === "shade"
        ? { position: has(description.closure), stop: has(description.stop), my: has(description.my) }
        : description.kind === "door" && /lock/i.test(pick(description.close, commands)?.name ?? "")
          ? { lock: true }
          : {};
  return {
    ...takes,
    ...(uiClass === undefined ? {} : { class: uiClass }),
    ...(widget === undefined ? {} : { widget }),
    protocol: protocolOf(device),
    ...(isOneWay(device) ? { oneWay: true } : {}),
    ...(description.isAppliance === true ? { appliance: true } : {}),
  };
}

function deviceThing(device: Device, isLocal: boolean): DiscoveredThing {
  const description = describe(device);
  const state = stateOf(device, description);
  return {
    vendorId: device.deviceURL,
    kind: description.kind,
    label: device.label ?? device.deviceURL,
    capabilities: capabilitiesOf(device, description, isLocal),
    ...(typeof device.placeOID === "string" ? { area: device.placeOID } : {}),
    traits: traitsOf(device, description),
    ...(Object.keys(state).length === 0 ? {} : { state }),
  };
}

/** Each room with everything in it and in the rooms inside; switched appliances are asked for by name only. */
function areaThings(root: Place, devices: readonly Device[]): DiscoveredThing[] {
  const here = Map.groupBy(
    devices.filter((device) => describe(device).isAppliance !== true),
    (device) => device.placeOID,
  );
  const areas: DiscoveredThing[] = [];
  const seen = new Set<string>();
  const visit = (place: Place, parent: string | undefined): readonly string[] => {
    const said = place.oid ?? undefined;
    // A room told twice is one room.
    const oid = said !== undefined && seen.has(said) ? undefined : said;
    if (oid !== undefined) seen.add(oid);
    const own = oid === undefined ? [] : (here.get(oid) ?? []).map((device) => device.deviceURL);
    const position = areas.length;
    const members = [...own, ...(place.subPlaces ?? []).flatMap((inner) => visit(inner, oid ?? parent))];
    if (oid !== undefined) {
      areas.splice(position, 0, {
        vendorId: oid,
        kind: "area",
        label: place.label ?? oid,
        capabilities: [],
        members,
        ...(parent === undefined ? {} : { area: parent }),
      });
    }
    return members;
  };
  visit(root, undefined);
  return areas;
}

function sceneThing(scene: ActionGroup): DiscoveredThing[] {
  if (typeof scene.oid !== "string") return [];
  return [
    {
      vendorId: scene.oid,
      kind: "scene",
      label: scene.label ?? scene.oid,
      capabilities: ["scene.run", "scene.view", "scene.stop"],
    },
  ];
}

/** Everything in the home as things, none left out: devices, rooms and scenes. */
export function thingsOf(home: {
  readonly devices: readonly Device[];
  readonly rootPlace?: Place | null | undefined;
  readonly scenes: readonly ActionGroup[];
  /** A gateway keeps neither history nor consumption. */
  readonly isLocal?: boolean;
}): readonly DiscoveredThing[] {
  return [
    ...home.devices.map((device) => deviceThing(device, home.isLocal === true)),
    ...(home.rootPlace == null ? [] : areaThings(home.rootPlace, home.devices)),
    ...home.scenes.flatMap(sceneThing),
  ];
}
