import { describe, expect, it } from "vitest";
import type { DiscoveredThing } from "#core/directory.ts";
import { createDirectory } from "#src/directory.ts";

const place = { id: "hq", name: "HQ", timezone: "UTC", require: {} };
const thing = (vendorId: string, label: string, more: Partial<DiscoveredThing> = {}): DiscoveredThing => ({
  vendorId,
  kind: "light",
  label,
  capabilities: ["light.set"],
  ...more,
});

function directoryOf(things: readonly DiscoveredThing[]) {
  const directory = createDirectory({
    file: "usher.yaml",
    places: [place],
    people: [],
    accounts: [{ id: "home", vendor: "overkiz", place: "hq", settings: {} }],
    things: [],
  });
  directory.replace("home", things, 0);
  return directory;
}

describe("the names of things", () => {
  it("say in which rooms and on which floors they stand", () => {
    const directory = directoryOf([
      thing("ground", "Ground floor", { kind: "area" }),
      thing("kitchen", "Kitchen", { kind: "area", area: "ground" }),
      thing("spot", "Spot", { area: "kitchen" }),
      thing("loose", "Loose lamp"),
    ]);
    const areas = Object.fromEntries([...directory.names()].map(({ name, areas }) => [name, areas]));
    expect(areas.Spot).toEqual(["home:kitchen", "home:ground"]);
    expect(areas.Kitchen).toEqual(["home:ground"]);
    expect(areas["Loose lamp"]).toBeUndefined();
  });

  it("bear areas that stand in each other or are unknown", () => {
    const directory = directoryOf([
      thing("a", "A", { kind: "area", area: "b" }),
      thing("b", "B", { kind: "area", area: "a" }),
      thing("spot", "Spot", { area: "a" }),
      thing("lost", "Lost", { area: "nowhere" }),
    ]);
    const areas = Object.fromEntries([...directory.names()].map(({ name, areas }) => [name, areas]));
    expect(areas.Spot).toEqual(["home:a", "home:b"]);
    expect(areas.Lost).toBeUndefined();
  });
});
