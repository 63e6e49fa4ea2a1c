import type { SceneReads } from "#core/capabilities.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext } from "#core/ports.ts";
import { failed } from "../vendor.ts";
import { type AvionContext, readOperable } from "./lights.ts";
import { operations } from "./operations.ts";

/** Handed over; scenes have no state of their own that could be read back. */
export async function runScene(context: AvionContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const path = readOperable(context.account, act.vendorId);
  const body = { state: { name: "action" as const, value: "on" } };
  const { permit, signal } = perform;
  const attempt = await context.client.attempt(operations.setState, { path, body }, { permit, signal });
  if (attempt.ok) context.cache.forget("state/");
  return attempt.ok ? { outcome: "sent", sends: attempt.sends } : failed(attempt.error, attempt.sends);
}

/** The cloud does not tell what a scene holds; there are no doors here. */
export const sceneReads: SceneReads = {
  content: async () => ({ isReadable: false, opens: [], fingerprint: "" }),
};
