import type { Limit } from "#vendors/limits.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** 50 a day. */
const exec = 28 * minute + 48 * second;

/** The cloud's published limits, counted per session; a local gateway publishes none. */
export const cloudLimits: readonly Limit[] = [
  { name: "exec", capacity: 50, refillMs: exec, scope: "shared", warnBelow: 10 },
  { name: "bulk-load", capacity: 1, refillMs: 24 * hour, scope: "operation" },
  { name: "bulk-history", capacity: 1, refillMs: exec, scope: "operation" },
  { name: "polling", capacity: 1, refillMs: second, scope: "operation" },
  { name: "switch", capacity: 1, refillMs: hour, scope: "operation" },
  { name: "keep-alive", capacity: 1, refillMs: second, scope: "operation" },
];
