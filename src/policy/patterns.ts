import { type Action, actions } from "#core/actions.ts";
import { type Complaint, suggestion } from "./suggest.ts";

const areas = [...new Set(actions.map((action) => action.slice(0, action.indexOf("."))))];

/** What may stand where actions are named: an action, `<area>.*`, or `*`. */
export const patterns: readonly string[] = [...actions, ...areas.map((area) => `${area}.*`), "*"];

export function isAction(text: string): text is Action {
  return (actions as readonly string[]).includes(text);
}

/** The actions that a pattern names; none when it is unknown. */
export function matchingActions(pattern: string): readonly Action[] {
  if (pattern === "*") return actions;
  if (pattern.endsWith(".*")) return actions.filter((action) => action.startsWith(pattern.slice(0, -1)));
  return isAction(pattern) ? [pattern] : [];
}

/** The value whose pattern fits the action most closely: the action itself, then its area, then `*`. */
export function closest<V>(byPattern: Readonly<Record<string, V>>, action: Action): V | undefined {
  const area = `${action.slice(0, action.indexOf("."))}.*`;
  for (const pattern of [action, area, "*"]) {
    if (Object.hasOwn(byPattern, pattern)) return byPattern[pattern];
  }
  return undefined;
}

/** Spreads values by pattern over the actions they hold for. */
export function byAction<V>(byPattern: Readonly<Record<string, V>>): Readonly<Partial<Record<Action, V>>> {
  const spread: Partial<Record<Action, V>> = {};
  for (const action of actions) {
    const value = closest(byPattern, action);
    if (value !== undefined) spread[action] = value;
  }
  return spread;
}

export function patternComplaint(pattern: string): Complaint | undefined {
  if (matchingActions(pattern).length > 0) return undefined;
  return { problem: `there is no action "${pattern}"`, mend: suggestion(pattern, patterns, "") };
}
