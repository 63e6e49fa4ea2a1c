import { describe, expect, it } from "vitest";
import { ActionGroups, Setup } from "#vendors/overkiz/schemas.ts";
import { thingsOf } from "#vendors/overkiz/things.ts";
import * as home from "./home.ts";
import { cloudDevice, type DeviceParts, everything, localDevice } from "./home.ts";

function thingOf(parts: DeviceParts) {
  const setup = Setup.parse({ devices: [cloudDevice(parts)] });
  const [thing] = thingsOf({ devices: setup.devices ?? [], scenes: [] });
  return thing;
}

describe("devices as things", () => {
  it.each([
    [
      home.lock,
      "door",
      ["door.open", "door.close", "door.view", "door.history"],
      { isOnline: true, isLocked: true, battery: 80 },
    ],
    [home.gate, "door", ["door.open", "door.close", "door.view", "door.history"], { isOnline: true, isOpen: true }],
    [home.cyclicGate, "door", ["door.open", "door.view", "door.history"], { isOnline: true }],
    [home.radioGate, "door", ["door.open", "door.history"], undefined],
    [home.shutter, "shade", ["shade.move", "shade.view"], { isOnline: true, isOpen: false, closure: 100 }],
    [home.radioShutter, "shade", ["shade.move"], undefined],
    [home.awning, "shade", ["shade.move", "shade.view"], { isOnline: true, isOpen: true, closure: 70 }],
    [home.pergola, "shade", ["shade.move", "shade.view"], { isOnline: true, isOpen: false, closure: 100 }],
    [home.dimmer, "light", ["light.set", "light.view"], { isOnline: true, isOn: true, level: 40 }],
    [home.colourLight, "light", ["light.set", "light.view"], { isOnline: true, isOn: false, level: 77 }],
    [home.plug, "light", ["light.set", "light.view", "energy.view"], { isOnline: true, isOn: true }],
    [home.smoke, "sensor", [], { isOnline: false, isOn: true }],
    [home.alarm, "sensor", [], { isOnline: true, isOn: true }],
  ] as const)("$label is what its definition says", (parts, kind, capabilities, state) => {
    expect(thingOf(parts)).toMatchObject({ vendorId: parts.url, label: parts.label, kind, capabilities });
    expect(thingOf(parts)?.state).toEqual(state);
  });

  it("are the same from a local gateway, which names class and widget in the definition only", () => {
    const cloud = Setup.parse({ devices: everything.map(cloudDevice) });
    const local = Setup.parse({ gateways: [{ gatewayId: "1111-2222-3333" }], devices: everything.map(localDevice) });
    const read = (setup: Setup) => thingsOf({ devices: setup.devices ?? [], scenes: [] });
    expect(read(local)).toEqual(read(cloud));
  });

  it("are all there, whatever oddities the vendor reports", () => {
    const odd = [
      { deviceURL: "io://1/1" },
      { deviceURL: "io://1/2", label: null, states: null, definition: null },
      {
        deviceURL: "io://1/3",
        label: 7,
        uiClass: 3,
        available: "yes",
        states: [{ type: 1 }, 5, { name: "a", type: "x" }],
      },
      {
        deviceURL: "new://1/4",
        uiClass: "Hologram",
        definition: { commands: [{ nparams: 0 }, { commandName: "on" }] },
      },
    ];
    const setup = Setup.parse({ devices: odd, rootPlace: 5, location: null, gateways: "none" });
    const things = thingsOf({ devices: setup.devices ?? [], scenes: [] });
    expect(things.map((thing) => thing.vendorId)).toEqual(odd.map((device) => device.deviceURL));
    for (const thing of things) expect(thing.capabilities).toEqual([]);
  });

  it("that move and are not known to be mere shades are judged as doors", () => {
    const unknown = { url: "x://1/1", uiClass: "NewThing", commands: ["open", "close"] };
    expect(thingOf(unknown)?.kind).toBe("door");
    expect(thingOf({ ...unknown, widget: "FancyRollerShutter" })?.kind).toBe("shade");
    expect(thingOf({ ...unknown, commands: ["unlock"] })?.capabilities).toContain("door.open");
    expect(
      thingOf({ url: "rts://1/1", uiClass: "Generic", widget: "RTSGeneric4T", commands: ["cycle"] }),
    ).toMatchObject({
      kind: "door",
      capabilities: ["door.open", "door.history"],
    });
  });

  it("offer to be looked at only where they say something", () => {
    expect(thingOf({ ...home.shutter, states: {} })?.capabilities).toEqual(["shade.move"]);
    expect(thingOf({ ...home.dimmer, states: { "core:NameState": "x" } })?.capabilities).toEqual(["light.set"]);
  });

  it("report energy where they count it, and never from what flows at this moment alone", () => {
    const offers = (...names: readonly string[]) =>
      thingOf({ ...home.plug, states: Object.fromEntries(names.map((name) => [name, 1])) })?.capabilities.includes(
        "energy.view",
      );
    expect(offers("core:ElectricEnergyConsumptionState")).toBe(true);
    expect(offers("core:ConsumptionTariff2State")).toBe(true);
    expect(offers("modbus:ConsumptionInKWhState")).toBe(true);
    expect(offers("core:ElectricPowerConsumptionState", "core:WaterConsumptionState")).toBe(false);
  });

  it("offer no consumption at a local gateway, which keeps none, and of doors the history that is kept here", () => {
    const setup = Setup.parse({ devices: [localDevice(home.lock), localDevice(home.plug)] });
    const things = thingsOf({ devices: setup.devices ?? [], scenes: [], isLocal: true });
    const offered = things.flatMap(({ capabilities }) => capabilities);
    expect(offered.filter((action) => action === "door.history")).toHaveLength(1);
    expect(offered).not.toContain("energy.view");
  });

  it("say nothing where the position is a remembered or an unknown one", () => {
    for (const closure of [105, 124, "unknown"]) {
      const states = { "core:ClosureState": closure };
      expect(thingOf({ ...home.shutter, states })?.state).toEqual({ isOnline: true });
    }
  });
});

describe("odd rooms and scenes", () => {
  it("hide none of the others", () => {
    const rootPlace = {
      oid: "a",
      subPlaces: [null, { oid: 5, subPlaces: [{ oid: "b", label: 7 }] }, { oid: "c", subPlaces: 1 }, { oid: "a" }],
    };
    const scenes = ActionGroups.parse([null, { oid: "s", label: 4, actions: "many" }, { oid: "t", actions: [] }]);
    const things = thingsOf({ devices: [], rootPlace: Setup.parse({ rootPlace }).rootPlace, scenes });
    expect(things.map((thing) => thing.vendorId)).toEqual(["a", "b", "c", "s", "t"]);
    expect(scenes.map((scene) => scene.actions)).toEqual([undefined, []]);
  });
});

describe("rooms and scenes as things", () => {
  const tree = {
    oid: "house",
    label: "House",
    subPlaces: [
      { oid: "floor", label: "Floor", subPlaces: [{ oid: "room", label: "Room", subPlaces: [] }] },
      { oid: "garden", label: "Garden", subPlaces: null },
    ],
  };
  const setup = Setup.parse({
    devices: [
      cloudDevice({ ...home.dimmer, place: "room" }),
      cloudDevice({ ...home.plug, place: "room" }),
      cloudDevice({ ...home.shutter, place: "floor" }),
    ],
    rootPlace: tree,
  });
  const scenes = [{ oid: "s1", label: "Good night" }, { label: "without an id" }];
  const things = thingsOf({ devices: setup.devices ?? [], rootPlace: setup.rootPlace, scenes });

  it("hold what is in them and in the rooms inside, but no appliances", () => {
    const areas = things.filter((thing) => thing.kind === "area");
    expect(areas.map(({ vendorId, members, area }) => [vendorId, members, area])).toEqual([
      ["house", [home.shutter.url, home.dimmer.url], undefined],
      ["floor", [home.shutter.url, home.dimmer.url], "house"],
      ["room", [home.dimmer.url], "floor"],
      ["garden", [], "house"],
    ]);
  });

  it("can be run and stopped when they have an id", () => {
    expect(things.filter((thing) => thing.kind === "scene")).toEqual([
      { vendorId: "s1", kind: "scene", label: "Good night", capabilities: ["scene.run", "scene.view", "scene.stop"] },
    ]);
  });
});
