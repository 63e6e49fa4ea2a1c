import { afterEach, describe, expect, it } from "vitest";
import type { EntityState } from "#core/directory.ts";
import { createEvents, type HouseEvent, listenTo } from "#src/events.ts";
import type { VendorEvent } from "#vendors/history.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices } from "./vendors/services.ts";

const kinds = ["state-changed", "ring", "door-opened", "passing", "execution"] as const;

function house(state: EntityState = {}) {
  const services = createTestServices();
  const { clock, log } = services;
  const events = createEvents(log);
  const heard: HouseEvent[] = [];
  for (const kind of kinds) events.on(kind, (event) => heard.push(event));
  const held = { state };
  const directory = {
    // Only the state of one known thing is asked for here.
    entity: (id: string) => (id === "acc:d1/1" ? ({ id, state: held.state } as never) : undefined),
    setState(_id: string, next: EntityState) {
      held.state = { ...held.state, ...next };
    },
  };
  let tell: (event: VendorEvent) => void = () => undefined;
  let isListening = false;
  const connection = {
    id: "acc",
    watch(hear: (event: VendorEvent) => void) {
      tell = hear;
      isListening = true;
      return () => {
        isListening = false;
      };
    },
  } as unknown as VendorConnection;
  const stop = listenTo(connection, { events, directory, clock, log });
  return {
    events,
    heard,
    held,
    lines: services.lines,
    stop,
    tell: (event: VendorEvent) => tell(event),
    isListening: () => isListening,
  };
}

const door = (what: "ring" | "opened" | "moved-open" | "movement", more: object = {}): VendorEvent => ({
  kind: "door",
  account: "acc",
  entry: { id: "1", at: 1000, what, vendorIds: ["d1/1"], ...more },
  source: "history",
});

let open: ReturnType<typeof house> | undefined;
afterEach(() => open?.stop());

describe("what an account tells", () => {
  it("keeps the state of the directory warm, and is an event when something differs", () => {
    open = house({ isOnline: true });
    open.tell({ kind: "state", account: "acc", vendorId: "d1/1", state: { isOnline: true, at: 5 } });
    expect(open.heard).toEqual([]);
    open.tell({ kind: "state", account: "acc", vendorId: "d1/1", state: { isOnline: false, battery: 40, at: 6 } });
    expect(open.heard).toMatchObject([
      { kind: "state-changed", entity: "acc:d1/1", changed: { isOnline: false, battery: 40 } },
    ]);
    expect(open.held.state).toEqual({ isOnline: false, battery: 40, at: 6 });
  });

  it("of a thing that nobody knows is no event", () => {
    open = house();
    open.tell({ kind: "state", account: "acc", vendorId: "gone", state: { isOn: true } });
    expect(open.heard).toEqual([]);
  });

  it("is a ring, an opening, or both when the ring opened", () => {
    open = house();
    open.tell(door("ring"));
    open.tell(door("opened", { at: 50_000, by: "ring" }));
    open.tell(door("moved-open", { at: 51_000 }));
    open.tell(door("movement", { at: 52_000 }));
    expect(open.heard.map((event) => [event.kind, "by" in event ? event.by : undefined])).toEqual([
      ["ring", undefined],
      ["ring", undefined],
      ["door-opened", "ring"],
      ["door-opened", "sensor"],
    ]);
  });

  it("is told once when the vendor calls and its history says the same", () => {
    open = house();
    const called = door("moved-open");
    open.tell({ ...called, source: "hook" } as VendorEvent);
    open.tell(door("moved-open", { at: 3000 }));
    expect(open.heard).toHaveLength(1);
    open.tell(door("moved-open", { at: 60_000 }));
    expect(open.heard).toHaveLength(2);
  });

  it("keeps two rings of one source apart", () => {
    open = house();
    open.tell(door("ring"));
    open.tell(door("ring", { at: 2000 }));
    expect(open.heard).toHaveLength(2);
  });

  it("is an execution and a passing with the time of each", () => {
    open = house();
    open.tell({ kind: "execution", account: "acc", execution: "e1", state: "failed" });
    open.tell({ kind: "passing", account: "acc", device: "T", passing: { bib: "007", number: 1, at: 9 } });
    expect(open.heard).toMatchObject([
      { kind: "execution", execution: "e1", state: "failed" },
      { kind: "passing", entity: "acc:T", at: 9, passing: { bib: "007" } },
    ]);
  });
});

describe("a listener", () => {
  it("that fails stops neither the others nor the account", () => {
    open = house();
    open.events.on("ring", () => {
      throw new Error("no");
    });
    const others: string[] = [];
    open.events.on("ring", (event) => others.push(event.account));
    open.tell(door("ring"));
    expect(others).toEqual(["acc"]);
    expect(open.lines.map(({ event }) => event)).toEqual(["listener-failed"]);
  });

  it("hears nothing more once it has left", () => {
    open = house();
    const rings: HouseEvent[] = [];
    const leave = open.events.on("ring", (event) => rings.push(event));
    leave();
    open.tell(door("ring"));
    expect(rings).toEqual([]);
  });

  it("to an account ends with it", () => {
    open = house();
    expect(open.isListening()).toBe(true);
    open.stop();
    expect(open.isListening()).toBe(false);
  });
});
