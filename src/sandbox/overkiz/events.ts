import { type Answer, json } from "../cloud.ts";
import { refusal } from "./errors.ts";
import type { DeviceState } from "./home.ts";
import { type OverkizState, overkizIds, type Session } from "./state.ts";

const bufferLimit = 2000;

/** Puts an event into the buffer of every listener. */
export function publish(
  state: OverkizState,
  at: number,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const event = { timestamp: at, setupOID: overkizIds.setup, ...fields, name };
  for (const session of Object.values(state.sessions)) {
    if (session.listener === null) continue;
    session.listener.events.push(event);
    if (session.listener.events.length > bufferLimit) session.listener.events.shift();
  }
}

/** Events carry every value as text beside its type number; a value of type 0 is left out. */
export function eventValue(state: DeviceState): Readonly<Record<string, unknown>> {
  if (state.type === 0) return { name: state.name, type: 0 };
  const value = typeof state.value === "object" ? JSON.stringify(state.value) : String(state.value);
  return { name: state.name, type: state.type, value };
}

export function register(session: Session, id: string): Answer {
  session.listener = { id, events: [] };
  return json(200, { id });
}

/** The vendor says 200 to unregistering whatever the id. */
export function unregister(session: Session, id: string): Answer {
  if (session.listener?.id === id) session.listener = null;
  return { status: 200 };
}

export function fetchEvents(session: Session, id: string): Answer {
  if (session.listener === null) return refusal.noListener();
  if (session.listener.id !== id) return refusal.invalidListener(id);
  const events = session.listener.events;
  session.listener.events = [];
  return json(200, events);
}
