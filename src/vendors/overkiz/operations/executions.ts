import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, flag, instant, may, number, text, word } from "../fields.ts";
import { ActionGroup, ActionGroupBody, Execution, Executions, Started } from "../schemas.ts";

const DelayedTrigger = answer({
  triggerId: text,
  label: text,
  utcTime: number,
  actionGroupOID: text,
  randomTimeRange: number,
  serverSideManaged: flag,
  executionType: text,
  executionSubType: text,
});

/** Running scenes and commands, now or later, and stopping them. */
export const executionOperations = {
  runScene: operation("POST /exec/{actionGroupOID}", {
    name: "runScene",
    effect: "actuate",
    response: Started,
    limit: "exec",
  }),
  runSceneGeolocated: operation("POST /exec/{actionGroupOID}/geolocated", {
    name: "runSceneGeolocated",
    effect: "actuate",
    response: Started,
    limit: "exec",
  }),
  runSceneInternal: operation("POST /exec/{actionGroupOID}/internal", {
    name: "runSceneInternal",
    effect: "actuate",
    response: Started,
    limit: "exec",
  }),
  cancelExecution: operation("DELETE /exec/current/setup/{execId}", {
    name: "cancelExecution",
    effect: "actuate",
    answer: "none",
  }),
  execution: operation("GET /exec/current/{execId}", { name: "execution", effect: "read", response: Execution }),
  executions: operation("GET /exec/current", { name: "executions", effect: "read", response: Executions }),
  cancelExecutions: operation("DELETE /exec/current/setup", {
    name: "cancelExecutions",
    effect: "actuate",
    answer: "none",
  }),
  internalExecutions: operation("GET /exec/internalCurrent", {
    name: "internalExecutions",
    effect: "read",
    response: Executions,
  }),
  delayedTrigger: operation("GET /exec/delayedTriggerSchedule/{triggerId}", {
    name: "delayedTrigger",
    effect: "read",
    response: DelayedTrigger,
  }),
  cancelDelayedTrigger: operation("DELETE /exec/delayedTriggerSchedule/{triggerId}", {
    name: "cancelDelayedTrigger",
    effect: "write",
    answer: "none",
  }),
  delayedTriggers: operation("GET /exec/delayedTriggerSchedule", {
    name: "delayedTriggers",
    effect: "read",
    response: z.array(DelayedTrigger),
  }),
  apply: operation("POST /exec/apply", {
    name: "apply",
    effect: "actuate",
    query: z.strictObject({ optimizeWithProtocolGroups: may.flag }),
    body: ActionGroupBody,
    response: Started,
    limit: "exec",
  }),
  applyGeolocated: operation("POST /exec/apply/geolocated", {
    name: "applyGeolocated",
    effect: "actuate",
    body: ActionGroupBody,
    response: Started,
    limit: "exec",
  }),
  applyHighPriority: operation("POST /exec/apply/highPriority", {
    name: "applyHighPriority",
    effect: "actuate",
    body: ActionGroupBody,
    response: Started,
    limit: "exec",
  }),
  applyInternal: operation("POST /exec/apply/internal", {
    name: "applyInternal",
    effect: "actuate",
    body: ActionGroupBody,
    response: Started,
    limit: "exec",
  }),
  optimizeActions: operation("POST /exec/optimizeWithProtocolGroups", {
    name: "optimizeActions",
    effect: "read",
    body: ActionGroupBody,
    response: ActionGroup,
  }),
  sceneSchedules: operation("GET /exec/schedule/{actionGroupOID}", {
    name: "sceneSchedules",
    effect: "read",
    response: z.array(DelayedTrigger),
  }),
  scheduleScene: operation("POST /exec/schedule/{actionGroupOID}/{utcTimestamp}", {
    name: "scheduleScene",
    effect: "actuate",
    path: z.object({ actionGroupOID: word, utcTimestamp: instant }),
    response: answer({ triggerId: text }),
    limit: "exec",
  }),
  schedules: operation("GET /exec/schedule", { name: "schedules", effect: "read", response: z.array(DelayedTrigger) }),
} as const satisfies OperationTable;
