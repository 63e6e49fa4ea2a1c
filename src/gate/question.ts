import { createHash } from "node:crypto";
import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import type { Ask } from "#core/gate.ts";
import { canonicalJson, type Json } from "#core/json.ts";
import type { Act, Plan } from "#core/plan.ts";
import type { ConfirmationRecord } from "#core/store.ts";
import { type Judgement, sceneContent } from "#gate/judge.ts";

/** What stands behind a question: the whole plan as it was judged, bound to who asked and where. */
export function recordOf(
  ask: Ask,
  judgement: Judgement,
  { hash, createdAt, expiresAt }: Pick<ConfirmationRecord, "hash" | "createdAt" | "expiresAt">,
): ConfirmationRecord {
  const { turn, who, plan } = ask;
  const [first] = plan.acts;
  if (first === undefined) throw new TypeError("a plan without acts needs no question");
  return {
    hash,
    person: who.person.id,
    identity: turn.identity.id,
    platform: turn.platform,
    conversation: turn.conversation.id,
    turn: turn.id,
    command: ask.command,
    action: first.capability,
    plan,
    planHash: planHash(plan, judgement.fingerprints),
    fingerprints: judgement.fingerprints,
    subject: JSON.stringify([ask.command, plan.acts.map((one) => one.entity)]),
    locale: ask.locale,
    places: judgement.lockdownPlaces,
    createdAt,
    expiresAt,
  };
}

/** SHA-256 over the whole plan and what its scenes do: what is executed is what was shown. */
export function planHash(plan: Plan, fingerprints: Readonly<Record<string, string>>): string {
  // A plan is plain JSON by construction: it is stored and comes back as such.
  const json = { plan: JSON.parse(JSON.stringify(plan)) as Json, fingerprints };
  return createHash("sha256").update(canonicalJson(json)).digest("hex");
}

/** Whether a scene does something else by now than what was confirmed. */
export async function sceneChanged(
  acts: readonly Act[],
  fingerprints: Readonly<Record<string, string>>,
  tools: { readonly directory: Directory; readonly reads: Reads },
): Promise<boolean> {
  const scenes = acts.filter((one) => one.capability === "scene.run");
  const contents = await Promise.all(scenes.map((one) => sceneContent(one, tools)));
  return scenes.some((one, index) => contents[index]?.fingerprint !== fingerprints[one.entity]);
}
