import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import {
  answer,
  answers,
  anything,
  deviceRange,
  flag,
  list,
  may,
  number,
  record,
  stateRange,
  text,
  whole,
} from "../fields.ts";
import { PastExecutionAnswer, PastExecutions } from "../schemas.ts";

const StateHistory = answer({ historyValues: list, historizationMethod: number, deviceUnit: text });
const StackedHistory = answer({
  stackedHistoryValues: list,
  stackLevels: list,
  deviceCounts: list,
  historizationMethod: number,
  deviceUnit: text,
});

/** What happened: values of states over time, executions, device events, notifications. */
export const historyOperations = {
  stateHistoryAnnual: operation("GET /setup/devices/{deviceURL}/states/{name}/history/annual/{from}/{to}", {
    name: "stateHistoryAnnual",
    effect: "read",
    path: stateRange,
    response: StateHistory,
  }),
  stateHistoryStackedAnnual: operation(
    "GET /setup/devices/{deviceURL}/states/{name}/history/stacked/annual/{from}/{to}",
    { name: "stateHistoryStackedAnnual", effect: "read", path: stateRange, response: StackedHistory },
  ),
  statesHistoryStackedAnnual: operation("GET /setup/devices/{deviceURL}/states/history/stacked/annual/{from}/{to}", {
    name: "statesHistoryStackedAnnual",
    effect: "read",
    path: deviceRange,
    response: z.array(StackedHistory),
  }),
  statesHistoryAnnual: operation("GET /setup/devices/{deviceURL}/states/history/annual/{from}/{to}", {
    name: "statesHistoryAnnual",
    effect: "read",
    path: deviceRange,
    response: z.array(StateHistory),
  }),
  stateHistoryDaily: operation("GET /setup/devices/{deviceURL}/states/{name}/history/daily/{from}/{to}", {
    name: "stateHistoryDaily",
    effect: "read",
    path: stateRange,
    response: StateHistory,
  }),
  stateHistoryStackedDaily: operation(
    "GET /setup/devices/{deviceURL}/states/{name}/history/stacked/daily/{from}/{to}",
    { name: "stateHistoryStackedDaily", effect: "read", path: stateRange, response: StackedHistory },
  ),
  exportStateHistoryStackedDaily: operation(
    "GET /setup/devices/{deviceURL}/states/{name}/history/stacked/daily/{from}/{to}/export",
    { name: "exportStateHistoryStackedDaily", effect: "read", path: stateRange, answer: "text" },
  ),
  statesHistoryStackedDaily: operation("GET /setup/devices/{deviceURL}/states/history/stacked/daily/{from}/{to}", {
    name: "statesHistoryStackedDaily",
    effect: "read",
    path: deviceRange,
    response: z.array(StackedHistory),
  }),
  statesHistoryDaily: operation("GET /setup/devices/{deviceURL}/states/history/daily/{from}/{to}", {
    name: "statesHistoryDaily",
    effect: "read",
    path: deviceRange,
    response: z.array(StateHistory),
  }),
  exportStateHistory: operation("GET /setup/devices/{deviceURL}/states/{name}/history/export", {
    name: "exportStateHistory",
    effect: "read",
    answer: "text",
  }),
  stateHistory: operation("GET /setup/devices/{deviceURL}/states/{name}/history/{from}/{to}", {
    name: "stateHistory",
    effect: "read",
    path: stateRange,
    query: z.strictObject({ limit: may.number }),
    response: StateHistory,
  }),
  exportStateHistoryRange: operation("GET /setup/devices/{deviceURL}/states/{name}/history/{from}/{to}/export", {
    name: "exportStateHistoryRange",
    effect: "read",
    path: stateRange,
    answer: "text",
  }),
  stateHistoryMonthly: operation("GET /setup/devices/{deviceURL}/states/{name}/history/monthly/{from}/{to}", {
    name: "stateHistoryMonthly",
    effect: "read",
    path: stateRange,
    response: StateHistory,
  }),
  stateHistoryStackedMonthly: operation(
    "GET /setup/devices/{deviceURL}/states/{name}/history/stacked/monthly/{from}/{to}",
    { name: "stateHistoryStackedMonthly", effect: "read", path: stateRange, response: StackedHistory },
  ),
  statesHistoryStackedMonthly: operation("GET /setup/devices/{deviceURL}/states/history/stacked/monthly/{from}/{to}", {
    name: "statesHistoryStackedMonthly",
    effect: "read",
    path: deviceRange,
    response: z.array(StackedHistory),
  }),
  statesHistoryMonthly: operation("GET /setup/devices/{deviceURL}/states/history/monthly/{from}/{to}", {
    name: "statesHistoryMonthly",
    effect: "read",
    path: deviceRange,
    response: z.array(StateHistory),
  }),
  stateHistoryStacked: operation("GET /setup/devices/{deviceURL}/states/{name}/history/stacked/{from}/{to}", {
    name: "stateHistoryStacked",
    effect: "read",
    path: stateRange,
    response: StackedHistory,
  }),
  statesHistoryStacked: operation("GET /setup/devices/{deviceURL}/states/history/stacked/{from}/{to}", {
    name: "statesHistoryStacked",
    effect: "read",
    path: deviceRange,
    response: z.array(StackedHistory),
  }),
  statesHistory: operation("GET /setup/devices/{deviceURL}/states/history/{from}/{to}", {
    name: "statesHistory",
    effect: "read",
    path: deviceRange,
    query: z.strictObject({ limit: may.number }),
    response: z.array(StateHistory),
  }),
  deviceEvent: operation("GET /history/devicesEvent/{eventId}", {
    name: "deviceEvent",
    effect: "read",
    response: answer({ deviceEvent: record }),
  }),
  deviceEvents: operation("GET /history/devicesEvent", {
    name: "deviceEvents",
    effect: "read",
    response: answers({ eventTime: number, deviceURL: text, value: anything, id: text, subType: text, type: text }),
    limit: "bulk-history",
  }),
  pastExecution: operation("GET /history/executions/{execId}", {
    name: "pastExecution",
    effect: "read",
    response: PastExecutionAnswer,
  }),
  pastExecutions: operation("GET /history/lastExecutions", {
    name: "pastExecutions",
    effect: "read",
    response: PastExecutions,
    limit: "bulk-history",
  }),
  history: operation("GET /history", {
    name: "history",
    effect: "read",
    response: answers({ execution: record }),
    limit: "bulk-history",
  }),
  eraseHistory: operation("DELETE /history", { name: "eraseHistory", effect: "write", answer: "none" }),
  notificationEvents: operation("GET /history/notificationEvents", {
    name: "notificationEvents",
    effect: "read",
    response: answers({
      eventTime: number,
      text: text,
      originatorType: text,
      originatorRef: text,
      id: text,
      type: text,
      level: text,
    }),
    limit: "bulk-history",
  }),
  accessAudit: operation("GET /history/accessAudit/{from}/{to}", {
    name: "accessAudit",
    effect: "read",
    path: z.object({ from: whole, to: whole }),
    response: answer({ events: list, from: number, to: number, limitReached: flag }),
  }),
} as const satisfies OperationTable;
