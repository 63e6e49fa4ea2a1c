import { type Answer, type Call, type CloudParts, isRecord, json, parseJson } from "../cloud.ts";
import type { RoutedCall } from "../router.ts";
import { refusal } from "./errors.ts";
import { publish } from "./events.ts";
import { cancel, historyRow, judgeActions, publicExecution, start } from "./executions.ts";
import { type Action, type ActionGroup, actionGroup, type OverkizState, type Session } from "./state.ts";

export type OverkizHandler = (call: RoutedCall, session: Session) => Answer;

function readAction(value: unknown): Action | undefined {
  if (!isRecord(value) || typeof value.deviceURL !== "string" || !Array.isArray(value.commands)) return undefined;
  const commands = value.commands.map((command: unknown) => {
    if (!isRecord(command) || typeof command.name !== "string") return undefined;
    const parameters = command.parameters ?? [];
    return Array.isArray(parameters) ? { ...command, name: command.name, parameters } : undefined;
  });
  return commands.includes(undefined)
    ? undefined
    : { deviceURL: value.deviceURL, commands: commands as Action["commands"] };
}

interface GroupBody {
  readonly label: string;
  readonly actions: readonly Action[];
  readonly rest: Readonly<Record<string, unknown>>;
}

function readGroup(call: Call): GroupBody | Answer {
  if (call.contentType !== "application/json") return refusal.wrongType();
  const body = parseJson(call.body);
  if (!isRecord(body)) return refusal.invalidField("Body is not a JSON object");
  if (!Array.isArray(body.actions)) return refusal.missing("actions");
  const { label, actions: _actions, ...rest } = body;
  if (label !== undefined && typeof label !== "string") return refusal.invalidField("label must be a text");
  const actions = body.actions.map(readAction);
  if (actions.includes(undefined)) return refusal.invalidField("actions must hold deviceURL and commands");
  return { label: label ?? "", actions: actions as readonly Action[], rest };
}

function applyRoutes(state: OverkizState, parts: CloudParts): Readonly<Record<string, OverkizHandler>> {
  const apply = (isInternal: boolean): OverkizHandler => {
    return (call) => {
      const group = readGroup(call);
      if ("status" in group) return group;
      const { label, actions } = group;
      return start(state, parts, call.at, {
        label,
        actions,
        actionGroupOID: null,
        isInternal,
        willFail: call.isRefused,
      });
    };
  };
  const run = (isInternal: boolean): OverkizHandler => {
    return (call) => {
      const oid = call.param("actionGroupOID");
      const group = state.actionGroups.find((candidate) => candidate.oid === oid);
      if (group === undefined) return refusal.noActionGroup(oid);
      const { label, actions } = group;
      return start(state, parts, call.at, {
        label,
        actions,
        actionGroupOID: oid,
        isInternal,
        willFail: call.isRefused,
      });
    };
  };
  return {
    "POST /exec/apply": apply(false),
    "POST /exec/apply/geolocated": apply(false),
    "POST /exec/apply/highPriority": apply(false),
    "POST /exec/apply/internal": apply(true),
    "POST /exec/optimizeWithProtocolGroups": (call) => {
      const group = readGroup(call);
      if ("status" in group) return group;
      return judgeActions(state, group.actions) ?? json(200, actionGroup("", group.label, group.actions, call.at));
    },
    "POST /exec/{actionGroupOID}": run(false),
    "POST /exec/{actionGroupOID}/geolocated": run(false),
    "POST /exec/{actionGroupOID}/internal": run(true),
  };
}

function currentRoutes(state: OverkizState): Readonly<Record<string, OverkizHandler>> {
  const shown = (isInternal: boolean) =>
    state.running.filter((item) => item.isInternal === isInternal).map((item) => publicExecution(state, item));
  return {
    "GET /exec/current": () => json(200, shown(false)),
    "GET /exec/internalCurrent": () => json(200, shown(true)),
    "GET /exec/current/{execId}": (call) => {
      const found = state.running.find((execution) => execution.id === call.param("execId"));
      return json(200, found === undefined ? {} : publicExecution(state, found));
    },
    "DELETE /exec/current/setup": (call) => {
      cancel(state, undefined, call.at);
      return { status: 204 };
    },
    "DELETE /exec/current/setup/{execId}": (call) => {
      cancel(state, call.param("execId"), call.at);
      return { status: 204 };
    },
    "GET /history": () =>
      json(200, state.finished.map((execution) => ({ execution: historyRow(execution) })).reverse()),
    "GET /history/lastExecutions": () => json(200, state.finished.map(historyRow).reverse()),
    "GET /history/executions/{execId}": (call) => {
      const found = state.finished.find((execution) => execution.id === call.param("execId"));
      return found === undefined ? refusal.noResource() : json(200, { execution: historyRow(found) });
    },
    "DELETE /history": () => {
      state.finished = [];
      return { status: 204 };
    },
  };
}

function groupRoutes(state: OverkizState, { chance }: CloudParts): Readonly<Record<string, OverkizHandler>> {
  const byId = (oid: unknown) => state.actionGroups.find((group) => group.oid === oid);
  const announce = (group: ActionGroup, at: number, name: string) =>
    publish(state, at, name, { actionGroupOID: group.oid, actionGroupLabel: group.label, actions: group.actions });
  return {
    "GET /actionGroups": () => json(200, state.actionGroups),
    "GET /actionGroups/{oid}": (call) => {
      const group = byId(call.param("oid"));
      return group === undefined ? refusal.noActionGroup(call.param("oid")) : json(200, group);
    },
    "POST /actionGroups": (call) => {
      const body = readGroup(call);
      if ("status" in body) return body;
      const fault = judgeActions(state, body.actions);
      if (fault !== undefined) return fault;
      const group = { ...actionGroup(chance.uuid(), body.label, body.actions, call.at), ...body.rest };
      state.actionGroups.push(group as ActionGroup);
      announce(group as ActionGroup, call.at, "ActionGroupCreatedEvent");
      return json(201, { actionGroupOID: group.oid });
    },
    "PUT /actionGroups": (call) => {
      const body = readGroup(call);
      if ("status" in body) return body;
      const group = byId(body.rest.oid);
      if (group === undefined) return refusal.noActionGroup(String(body.rest.oid));
      const fault = judgeActions(state, body.actions);
      if (fault !== undefined) return fault;
      Object.assign(group, body.rest, { label: body.label, actions: body.actions, lastUpdateTime: call.at });
      announce(group, call.at, "ActionGroupUpdatedEvent");
      return { status: 200 };
    },
    "DELETE /actionGroups/{oid}": (call) => {
      const group = byId(call.param("oid"));
      if (group === undefined) return refusal.noActionGroup(call.param("oid"));
      state.actionGroups = state.actionGroups.filter((candidate) => candidate !== group);
      publish(state, call.at, "ActionGroupDeletedEvent", { actionGroupOID: group.oid });
      return { status: 204 };
    },
  };
}

function scheduleRoutes(state: OverkizState, { chance }: CloudParts): Readonly<Record<string, OverkizHandler>> {
  const shown = (schedule: OverkizState["schedules"][number]) => ({
    ...schedule,
    randomTimeRange: 0,
    serverSideManaged: true,
    executionType: "Delayed execution",
    executionSubType: "TIME_TRIGGER",
  });
  return {
    "POST /exec/schedule/{actionGroupOID}/{utcTimestamp}": (call) => {
      const oid = call.param("actionGroupOID");
      const group = state.actionGroups.find((candidate) => candidate.oid === oid);
      if (group === undefined) return refusal.noActionGroup(oid);
      const utcTime = Number(call.param("utcTimestamp"));
      if (!Number.isInteger(utcTime) || utcTime <= call.at)
        return refusal.invalidField("utcTimestamp must lie ahead, in ms");
      const triggerId = chance.uuid();
      state.schedules.push({ triggerId, label: group.label, utcTime, actionGroupOID: oid });
      publish(state, call.at, "DelayedTriggerSetEvent", { triggerId });
      return json(200, { triggerId });
    },
    "GET /exec/schedule": () => json(200, state.schedules.map(shown)),
    "GET /exec/schedule/{actionGroupOID}": (call) =>
      json(200, state.schedules.filter((item) => item.actionGroupOID === call.param("actionGroupOID")).map(shown)),
    "GET /exec/delayedTriggerSchedule": () => json(200, state.schedules.map(shown)),
    "GET /exec/delayedTriggerSchedule/{triggerId}": (call) => {
      const found = state.schedules.find((schedule) => schedule.triggerId === call.param("triggerId"));
      return found === undefined ? refusal.noResource() : json(200, shown(found));
    },
    "DELETE /exec/delayedTriggerSchedule/{triggerId}": (call) => {
      const triggerId = call.param("triggerId");
      if (!state.schedules.some((schedule) => schedule.triggerId === triggerId)) return refusal.noResource();
      state.schedules = state.schedules.filter((schedule) => schedule.triggerId !== triggerId);
      publish(state, call.at, "DelayedTriggerCancelledEvent", { triggerId });
      return { status: 204 };
    },
  };
}

/** Scenes, executions now and later, and their history. */
export function sceneRoutes(state: OverkizState, parts: CloudParts): Readonly<Record<string, OverkizHandler>> {
  return {
    ...applyRoutes(state, parts),
    ...currentRoutes(state),
    ...groupRoutes(state, parts),
    ...scheduleRoutes(state, parts),
  };
}

/** Schedules whose moment has come start their scene. */
export function settleSchedules(state: OverkizState, parts: CloudParts, now: number): void {
  const due = state.schedules.filter((schedule) => schedule.utcTime <= now);
  state.schedules = state.schedules.filter((schedule) => schedule.utcTime > now);
  for (const { actionGroupOID, utcTime } of due) {
    const group = state.actionGroups.find((candidate) => candidate.oid === actionGroupOID);
    if (group === undefined) continue;
    const { label, actions } = group;
    start(state, parts, utcTime, { label, actions, actionGroupOID, isInternal: false, willFail: false });
  }
}
