import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { DispatchDeps } from "#core/dispatch.ts";
import type { HttpRoute } from "#core/ports.ts";

/** Figures for `/metrics`, in the text form of Prometheus. No names, no ids. */
export function createMetrics(): { readonly observe: NonNullable<DispatchDeps["observe"]>; readonly route: HttpRoute } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ["platform", "status", "outcome"] as const;
  const turns = new Counter({ name: "usher_turns_total", help: "Answered turns", labelNames, registers: [registry] });
  const seconds = new Histogram({
    name: "usher_turn_seconds",
    help: "Time from a turn's arrival to its first card",
    labelNames: ["platform"],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10],
    registers: [registry],
  });
  return {
    observe({ platform, status, outcome, tookMs }) {
      turns.inc({ platform, status, outcome: outcome ?? "none" });
      seconds.observe({ platform }, tookMs / 1000);
    },
    route: {
      method: "GET",
      path: "/metrics",
      handle: async () => ({
        status: 200,
        headers: { "content-type": registry.contentType },
        body: await registry.metrics(),
      }),
    },
  };
}
