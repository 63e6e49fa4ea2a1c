import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { HistoryEntry, VendorEvent } from "#vendors/history.ts";
import { createListeners, watchHistory } from "#vendors/watch.ts";
import { createTestServices } from "./services.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const entry = (id: string): HistoryEntry => ({ id, at: 1, what: "ring", vendorIds: ["d/1"] });

function watched(requests = 1) {
  const services = createTestServices();
  const held: { entries: readonly HistoryEntry[]; isOnline: boolean; failure?: unknown } = {
    entries: [entry("a")],
    isOnline: true,
  };
  let looks = 0;
  const heard: VendorEvent[] = [];
  const thing = (): DiscoveredThing => ({
    vendorId: "d/1",
    kind: "door",
    label: "Door",
    capabilities: [],
    state: { isOnline: held.isOnline },
  });
  const watch = watchHistory({
    account: "acc",
    log: services.log,
    requests: () => requests,
    things: async () => [thing()],
    async read() {
      looks += 1;
      if (held.failure !== undefined) throw held.failure;
      return held.entries;
    },
  });
  const stop = watch((event) => heard.push(event));
  return { held, heard, stop, lines: services.lines, looks: () => looks };
}

describe("watching a history", () => {
  it("tells states at each look, and entries that were not there before", async () => {
    const { held, heard, stop } = watched();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.map(({ kind }) => kind)).toEqual(["state"]);
    held.entries = [entry("b"), entry("a")];
    await vi.advanceTimersByTimeAsync(30_000);
    expect(heard.map(({ kind }) => kind)).toEqual(["state", "state", "door"]);
    stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(heard).toHaveLength(3);
  });

  it("asks a large account more rarely", async () => {
    const { looks, stop } = watched(120);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(looks()).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(looks()).toBe(2);
    stop();
  });

  it.each([
    ["the vendor is down", new VendorError({ account: "acc", kind: "unavailable", outcome: "none" }), "look-failed"],
    ["something is wrong with us", new TypeError("x is undefined"), "look-defect"],
  ])("goes on ever more slowly while %s", async (_name, failure, line) => {
    const { held, looks, lines, stop } = watched();
    held.failure = failure;
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(looks()).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(looks()).toBe(2);
    delete held.failure;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(looks()).toBe(3);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(looks()).toBe(4);
    expect(lines.map(({ event }) => event)).toEqual([line, line]);
    stop();
  });

  it("waits as long as the vendor wants", async () => {
    const { held, looks, stop } = watched();
    held.failure = new VendorError({ account: "acc", kind: "rate-limit", outcome: "none", retryAfterMs: 300_000 });
    await vi.advanceTimersByTimeAsync(299_000);
    expect(looks()).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(looks()).toBe(2);
    stop();
  });
});

describe("those who listen to an account", () => {
  it("hear what it is told from outside until they leave", () => {
    const listeners = createListeners();
    const event: VendorEvent = { kind: "state", account: "acc", vendorId: "d/1", state: {} };
    const heard: VendorEvent[] = [];
    const stop = listeners.joined()((one) => heard.push(one));
    listeners.tell(event);
    stop();
    listeners.tell(event);
    expect(heard).toEqual([event]);
  });
});
