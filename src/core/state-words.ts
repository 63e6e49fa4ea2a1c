import type { LightState } from "#core/capabilities.ts";
import type { EntityState } from "#core/directory.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { closedBy } from "#core/shades.ts";
import type { Known } from "#core/thing-states.ts";

type LightKnown = Known<LightState | EntityState> | undefined;
type ShadeKnown = Known<EntityState> | undefined;

/** How a light is, in words: on with its level, off, out of reach, not known. */
export function lightInWords(known: LightKnown): Message {
  if (known === undefined) return message("replies:state.not-known");
  const { isOnline, isOn, level } = known.state;
  if (isOnline === false) return message("replies:state.offline");
  if (isOn === undefined) return message("replies:state.not-known");
  if (!isOn) return message("replies:light.off");
  if (level === undefined || level === 0) return message("replies:light.on");
  return message("replies:state.on-at", { percent: { kind: "percent", percent: level } });
}

/** White temperature of a light that is on, where it tells; a colour has no name to tell it by. */
export function whiteInWords(known: LightKnown): Value | undefined {
  const state = known?.state;
  if (state === undefined || state.isOn === false || !("kelvin" in state) || state.kelvin === undefined)
    return undefined;
  return state.rgb === undefined ? { kind: "amount", amount: state.kelvin, unit: "K" } : undefined;
}

/** How a shade stands, in words. */
export function shadeInWords(known: ShadeKnown): Message {
  if (known === undefined) return message("replies:state.not-known");
  const { isOnline, isOpen, closure } = known.state;
  if (isOnline === false) return message("replies:state.offline");
  if (closure !== undefined) return closedBy(closure);
  if (isOpen === undefined) return message("replies:state.not-known");
  return message(isOpen ? "replies:shade.to.open" : "replies:shade.to.close");
}
