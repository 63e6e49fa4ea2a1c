import { type Answer, type CloudParts, json } from "../cloud.ts";
import { applyAction, fitsCommand, knowsCommand, opensDoor } from "./commands.ts";
import { refusal } from "./errors.ts";
import { eventValue, publish } from "./events.ts";
import { gatewayId } from "./home.ts";
import type { Action, Execution, ExecutionState, OverkizState } from "./state.ts";

const queueLimit = 10;
const historyLimit = 200;
const shortestMs = 300;
const spreadMs = 500;

export interface Wish {
  readonly label: string;
  readonly actions: readonly Action[];
  readonly actionGroupOID: string | null;
  readonly isInternal: boolean;
  readonly willFail: boolean;
}

/** What the vendor says to a list of actions before it takes it; undefined when it is in order. */
export function judgeActions(state: OverkizState, actions: readonly Action[]): Answer | undefined {
  if (actions.length === 0) return refusal.invalidField("Unable to determine action group setup (no actions)");
  const urls = actions.map((action) => action.deviceURL);
  if (new Set(urls).size < urls.length) return refusal.duplicateDevice();
  for (const action of actions) {
    const device = state.devices.find((candidate) => candidate.deviceURL === action.deviceURL);
    if (device === undefined) return refusal.noDevice(action.deviceURL);
    if (action.commands.length === 0) return refusal.invalidField(`No command for ${action.deviceURL}`);
    for (const command of action.commands) {
      if (!knowsCommand(device, command.name)) return refusal.noCommand(command.name);
      if (!fitsCommand(device, command)) return refusal.invalidField(`Invalid parameters for command ${command.name}`);
    }
  }
  return undefined;
}

/** Takes an execution into the gateway's queue and answers its id. */
export function start(state: OverkizState, { chance }: CloudParts, at: number, wish: Wish): Answer {
  const fault = judgeActions(state, wish.actions);
  if (fault !== undefined) return fault;
  if (state.running.length >= queueLimit) return refusal.queueFull(gatewayId);
  const execution: Execution = {
    id: chance.uuid(),
    label: wish.label,
    startTime: at,
    lasts: shortestMs + Math.floor(chance.fraction() * spreadMs),
    state: "INITIALIZED",
    actionGroupOID: wish.actionGroupOID,
    actions: structuredClone([...wish.actions]),
    isInternal: wish.isInternal,
    failure: wish.willFail ? "NON_EXECUTING" : null,
    endTime: null,
  };
  state.running.push(execution);
  for (const action of execution.actions) {
    const device = state.devices.find((candidate) => candidate.deviceURL === action.deviceURL);
    if (device === undefined || wish.willFail || !opensDoor(device, action)) continue;
    const times = (state.opened[device.deviceURL]?.times ?? 0) + 1;
    state.opened[device.deviceURL] = { times, lastAt: at };
  }
  if (wish.actionGroupOID !== null) state.runs[wish.actionGroupOID] = (state.runs[wish.actionGroupOID] ?? 0) + 1;
  publish(state, at, "ExecutionRegisteredEvent", {
    execId: execution.id,
    label: execution.label,
    metadata: "",
    type: 1,
    subType: 1,
    actions: execution.actions,
  });
  return json(200, { execId: execution.id });
}

function move(state: OverkizState, execution: Execution, to: ExecutionState, at: number): void {
  const from = execution.state;
  execution.state = to;
  const isOver = to === "COMPLETED" || to === "FAILED";
  const failedCommands = execution.actions.map((action) => ({
    deviceURL: action.deviceURL,
    rank: 0,
    failureType: execution.failure,
  }));
  publish(state, at, "ExecutionStateChangedEvent", {
    execId: execution.id,
    ownerKey: "sandbox-owner",
    type: 1,
    subType: 1,
    oldState: from,
    newState: to,
    timeToNextState: isOver ? -1 : execution.lasts / 1000,
    ...(to === "FAILED" ? { failureType: execution.failure, failureTypeCode: 11, failedCommands } : {}),
  });
}

function finish(state: OverkizState, execution: Execution, at: number): void {
  if (execution.failure === null) {
    for (const action of execution.actions) {
      const device = state.devices.find((candidate) => candidate.deviceURL === action.deviceURL);
      const changed = device === undefined ? [] : applyAction(device, action, at);
      if (changed.length === 0) continue;
      publish(state, at, "DeviceStateChangedEvent", {
        deviceURL: action.deviceURL,
        deviceStates: changed.map(eventValue),
      });
    }
  }
  execution.endTime = at;
  move(state, execution, execution.failure === null ? "COMPLETED" : "FAILED", at);
  state.running = state.running.filter((candidate) => candidate !== execution);
  if (!execution.isInternal) state.finished = [...state.finished, execution].slice(-historyLimit);
}

const halfWayOf = (execution: Execution) => Math.round(execution.startTime + execution.lasts / 4);
const endOf = (execution: Execution) => execution.startTime + execution.lasts;

/** Lets what runs go on until now, in the order of time: IN_PROGRESS after a quarter of its time, then its end. */
export function settleExecutions(state: OverkizState, now: number): void {
  const begins = state.running
    .filter((execution) => execution.state === "INITIALIZED")
    .map((execution) => ({
      at: halfWayOf(execution),
      go: () => move(state, execution, "IN_PROGRESS", halfWayOf(execution)),
    }));
  const ends = state.running.map((execution) => ({
    at: endOf(execution),
    go: () => finish(state, execution, endOf(execution)),
  }));
  for (const { at, go } of [...begins, ...ends].sort((a, b) => a.at - b.at)) if (at <= now) go();
}

/** Stops what runs before it had its effect. */
export function cancel(state: OverkizState, id: string | undefined, at: number): void {
  for (const execution of state.running.filter((candidate) => id === undefined || candidate.id === id)) {
    execution.failure = "CMDCANCELLED";
    finish(state, execution, at);
  }
}

/** An execution as `GET /exec/current` shows it. */
export function publicExecution(state: OverkizState, execution: Execution) {
  const group = state.actionGroups.find((candidate) => candidate.oid === execution.actionGroupOID);
  return {
    startTime: execution.startTime,
    owner: "sandbox-owner",
    actionGroup: group ?? {
      label: execution.label,
      shortcut: false,
      notificationTypeMask: 0,
      actions: execution.actions,
    },
    description: `Execution : ${execution.label}`,
    id: execution.id,
    state: execution.state,
    executionType: "Immediate execution",
    executionSubType: execution.actionGroupOID === null ? "MANUAL_CONTROL" : "ACTION_GROUP",
  };
}

/** An execution as the history shows it. */
export function historyRow(execution: Execution) {
  const state = execution.state;
  const failure = execution.failure === null ? {} : { failureType: execution.failure };
  const subType = execution.actionGroupOID === null ? "MANUAL_CONTROL" : "ACTION_GROUP";
  return {
    eventTime: execution.startTime,
    ...(execution.actionGroupOID === null ? {} : { actionGroupOID: execution.actionGroupOID }),
    owner: "sandbox-owner",
    source: "sandbox",
    endTime: execution.endTime,
    effectiveStartTime: execution.startTime,
    duration: (execution.endTime ?? execution.startTime) - execution.startTime,
    id: execution.id,
    label: execution.label,
    type: `Immediate execution - ${subType}`,
    state,
    ...failure,
    commands: execution.actions.flatMap((action) =>
      action.commands.map(({ name, parameters }, rank) => ({
        deviceURL: action.deviceURL,
        command: name,
        parameters,
        rank,
        dynamic: false,
        delay: 0,
        state,
        ...failure,
      })),
    ),
    executionType: "Immediate execution",
    executionSubType: subType,
  };
}
