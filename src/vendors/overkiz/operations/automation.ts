import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import {
  answer,
  body,
  day,
  flag,
  list,
  may,
  must,
  number,
  openBody,
  record,
  text,
  texts,
  whole,
  word,
} from "../fields.ts";

const triggerType = z.enum([
  "delayedCommandSchedulingTrigger",
  "delayedCommandsSchedulingTrigger",
  "discreteSensorTrigger",
  "discreteTrigger",
  "eventTrigger",
  "genericCommandSchedulingTrigger",
  "genericPointToPointRegulationTrigger",
  "genericStateRegulationTrigger",
  "ifThenSetupTrigger",
  "ovpThermostatRegulationTrigger",
  "sensorThreshold",
]);

const CalendarDay = answer({
  creationTime: number,
  lastUpdateTime: number,
  label: text,
  type: text,
  dayTimeTriggers: list,
  metadata: text,
  oid: text,
});
const CalendarRule = answer({ weeklyCalendarRule: record });
const CalendarRuleBody = openBody({ weeklyCalendarRule: may.record });
const CalendarRulesBody = z.array(openBody({ weeklyCalendarRule: may.record }));
const Enabled = answer({ enabled: flag });
const EnabledBody = body({ enabled: must.flag });
const ConditionGroup = answer({
  creationTime: number,
  lastUpdateTime: number,
  label: text,
  metadata: text,
  conditions: list,
  oid: text,
});
const TriggerBody = openBody({ ifThenSetupTrigger: may.record });
const Trigger = answer({ ifThenSetupTrigger: record });
const TriggerStatus = answer({
  triggerOID: text,
  mode: number,
  schedulingIntervalsStatus: list,
  subTriggersStatus: list,
});

/** Calendar, conditions and triggers: what the vendor does by itself. */
export const automationOperations = {
  calendarDays: operation("GET /setup/calendar/days", {
    name: "calendarDays",
    effect: "read",
    response: z.array(CalendarDay),
    limit: "bulk-load",
  }),
  createCalendarDay: operation("POST /setup/calendar/days", {
    name: "createCalendarDay",
    effect: "write",
    body: openBody({ label: must.text, type: may.text, dayTimeTriggers: may.list, metadata: may.text }),
    response: answer({ calendarDayOID: text }),
  }),
  changeCalendarDay: operation("PUT /setup/calendar/days", {
    name: "changeCalendarDay",
    effect: "write",
    body: openBody({ label: may.text, type: may.text, dayTimeTriggers: may.list, metadata: may.text, oid: must.text }),
    answer: "none",
  }),
  calendarDay: operation("GET /setup/calendar/days/{oid}", {
    name: "calendarDay",
    effect: "read",
    response: CalendarDay,
  }),
  removeCalendarDay: operation("DELETE /setup/calendar/days/{oid}", {
    name: "removeCalendarDay",
    effect: "write",
    answer: "none",
  }),
  calendarSchedule: operation("GET /setup/calendar/schedule/{startDate}/{endDate}", {
    name: "calendarSchedule",
    effect: "read",
    path: z.object({ startDate: whole, endDate: whole }),
    response: z.record(z.string(), z.unknown()),
    limit: "bulk-load",
  }),
  calendarDaySchedule: operation("GET /setup/calendar/schedule/{year}/{month}/{day}", {
    name: "calendarDaySchedule",
    effect: "read",
    path: day,
    response: answer({ calendarDays: list, calendarRules: list }),
    limit: "bulk-load",
  }),
  createCalendarDayView: operation("POST /setup/calendar/schedule/{year}/{month}/{day}/dayView", {
    name: "createCalendarDayView",
    effect: "write",
    path: day,
    body: body({
      calendarDaysOid: may.list,
      calendarRulesOid: may.list,
      timeTriggersId: may.list,
      priority: may.number,
    }),
    response: CalendarDay,
  }),
  calendarRules: operation("GET /setup/calendar/rules", {
    name: "calendarRules",
    effect: "read",
    response: z.array(CalendarRule),
    limit: "bulk-load",
  }),
  createCalendarRule: operation("POST /setup/calendar/rules", {
    name: "createCalendarRule",
    effect: "write",
    query: z.strictObject({ withTimeValidityChecks: may.flag }),
    body: CalendarRuleBody,
    response: answer({ calendarRuleId: text, calendarRuleOID: text }),
  }),
  changeCalendarRule: operation("PUT /setup/calendar/rules", {
    name: "changeCalendarRule",
    effect: "write",
    query: z.strictObject({ withTimeValidityChecks: may.flag }),
    body: CalendarRuleBody,
    answer: "none",
  }),
  calendarRule: operation("GET /setup/calendar/rules/{oid}", {
    name: "calendarRule",
    effect: "read",
    response: CalendarRule,
  }),
  removeCalendarRule: operation("DELETE /setup/calendar/rules/{oid}", {
    name: "removeCalendarRule",
    effect: "write",
    answer: "none",
  }),
  createCalendarRules: operation("POST /setup/calendar/ruleSet", {
    name: "createCalendarRules",
    effect: "write",
    query: z.strictObject({ withTimeValidityChecks: may.flag }),
    body: CalendarRulesBody,
    response: answer({ calendarRulesIds: list, calendarRulesOIDs: list }),
  }),
  changeCalendarRules: operation("PUT /setup/calendar/ruleSet", {
    name: "changeCalendarRules",
    effect: "write",
    query: z.strictObject({ withTimeValidityChecks: may.flag }),
    body: CalendarRulesBody,
    answer: "none",
  }),
  removeCalendarRules: operation("POST /setup/calendar/ruleSet/_delete", {
    name: "removeCalendarRules",
    effect: "write",
    body: texts,
    answer: "none",
  }),
  calendarStatus: operation("GET /setup/calendar/status", {
    name: "calendarStatus",
    effect: "read",
    response: Enabled,
  }),
  setCalendarStatus: operation("PUT /setup/calendar/status", {
    name: "setCalendarStatus",
    effect: "write",
    body: EnabledBody,
    answer: "none",
  }),
  createConditionGroup: operation("POST /conditionGroups", {
    name: "createConditionGroup",
    effect: "write",
    body: openBody({ label: may.text, metadata: may.text, conditions: must.list }),
    response: answer({ conditionGroupOID: text }),
  }),
  changeConditionGroup: operation("PUT /conditionGroups", {
    name: "changeConditionGroup",
    effect: "write",
    body: openBody({ label: may.text, metadata: may.text, conditions: must.list, oid: must.text }),
    answer: "none",
  }),
  conditionGroup: operation("GET /conditionGroups/{oid}", {
    name: "conditionGroup",
    effect: "read",
    response: ConditionGroup,
  }),
  removeConditionGroup: operation("DELETE /conditionGroups/{oid}", {
    name: "removeConditionGroup",
    effect: "write",
    answer: "none",
  }),
  evaluateConditionGroup: operation("GET /conditionGroups/{oid}/evaluate", {
    name: "evaluateConditionGroup",
    effect: "read",
    response: answer({
      evaluationStatus: text,
      evaluationTime: number,
      failedDevices: list,
      invalidatingDevices: list,
      ignoredControllables: list,
    }),
  }),
  conditionGroups: operation("GET /conditionGroups", {
    name: "conditionGroups",
    effect: "read",
    response: z.array(ConditionGroup),
    limit: "bulk-load",
  }),
  createTrigger: operation("POST /triggers", {
    name: "createTrigger",
    effect: "write",
    query: z.strictObject({ allowExecuteOnCreate: may.flag }),
    body: TriggerBody,
    response: answer({ setupTriggerId: text, setupTriggerOID: text }),
  }),
  changeTrigger: operation("PUT /triggers", {
    name: "changeTrigger",
    effect: "write",
    query: z.strictObject({ allowExecuteOnUpdate: may.flag, preventLockLevelReset: may.flag }),
    body: TriggerBody,
    answer: "none",
  }),
  testTrigger: operation("POST /triggers/test", {
    name: "testTrigger",
    effect: "actuate",
    body: TriggerBody,
    answer: "none",
  }),
  testDiscreteTrigger: operation("PUT /triggers/test/discrete/{triggerOID}", {
    name: "testDiscreteTrigger",
    effect: "actuate",
    body: openBody({ targetValue: may.anything }),
    answer: "none",
  }),
  trigger: operation("GET /triggers/{type}/{triggerOID}", {
    name: "trigger",
    effect: "read",
    path: z.object({ type: triggerType, triggerOID: word }),
    response: Trigger,
  }),
  removeTrigger: operation("DELETE /triggers/{type}/{triggerOID}", {
    name: "removeTrigger",
    effect: "write",
    path: z.object({ type: triggerType, triggerOID: word }),
    answer: "none",
  }),
  setTriggerMode: operation("PUT /triggers/{type}/{triggerOID}/activation/{mode}", {
    name: "setTriggerMode",
    effect: "write",
    path: z.object({ type: triggerType, triggerOID: word, mode: z.literal([1, 2, 3, "1", "2", "3"]) }),
    query: z.strictObject({ allowExecuteOnUpdate: may.flag }),
    answer: "none",
  }),
  triggerStatus: operation("GET /triggers/{type}/{triggerOID}/status", {
    name: "triggerStatus",
    effect: "read",
    path: z.object({ type: triggerType, triggerOID: word }),
    response: TriggerStatus,
  }),
  triggers: operation("GET /triggers", {
    name: "triggers",
    effect: "read",
    response: z.array(Trigger),
    limit: "bulk-load",
  }),
  triggersOfType: operation("GET /triggers/{type}", {
    name: "triggersOfType",
    effect: "read",
    path: z.object({ type: triggerType }),
    response: z.array(Trigger),
  }),
  triggerStatusesOfType: operation("GET /triggers/{type}/status", {
    name: "triggerStatusesOfType",
    effect: "read",
    path: z.object({ type: triggerType }),
    response: z.array(TriggerStatus),
  }),
  triggersStatus: operation("GET /triggers/status", {
    name: "triggersStatus",
    effect: "read",
    response: Enabled,
  }),
  setTriggersStatus: operation("PUT /triggers/status", {
    name: "setTriggersStatus",
    effect: "write",
    body: EnabledBody,
    answer: "none",
  }),
} as const satisfies OperationTable;
