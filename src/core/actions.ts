/** What a person may do with things, named `<area>.<verb>`; this is what can be given in chat. */
export const thingActions = [
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
] as const;

/** All that a person may be allowed to do: the vocabulary of policies, plans and audit. */
export const actions = [
  ...thingActions,
  "access.view",
  "access.grant",
  "access.lockdown",
  "access.unlock",
  "audit.view",
  "vendor.call",
] as const;

export type Action = (typeof actions)[number];

/** Actions that only look: roles that come from a channel or belong to everybody count for these alone. */
export function isView(action: Action): boolean {
  return action.endsWith(".view");
}
