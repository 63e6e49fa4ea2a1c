/** What a person may be allowed to do, named `<area>.<verb>`: the vocabulary of policies, plans and audit. */
export const actions = [
  "door.open",
  "door.close",
  "door.hold",
  "door.schedule",
  "door.view",
  "door.history",
  "key.create",
  "key.view",
  "key.revoke",
  "scene.run",
  "scene.view",
  "scene.stop",
  "light.set",
  "light.view",
  "shade.move",
  "shade.view",
  "race.view",
  "race.manage",
  "energy.view",
  "access.view",
  "access.grant",
  "access.lockdown",
  "access.unlock",
  "audit.view",
  "vendor.call",
] as const;

export type Action = (typeof actions)[number];

/** Actions that only look: they never need a confirmation and never reach a performer. */
export function isView(action: Action): boolean {
  return action.endsWith(".view") || action === "door.history";
}
