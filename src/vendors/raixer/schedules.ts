import type { DoorSchedule } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext } from "#core/ports.ts";
import { failed } from "../vendor.ts";
import { listDevices, listDoors, portOf, type RaixerContext, readDoorId } from "./doors.ts";
import { operations } from "./operations.ts";
import type { Schedule } from "./schemas.ts";

const minuteMs = 60_000;

/** Schedules hang on the device's campaign, and on the door by the number of its port. */
async function placeOf(context: RaixerContext, vendorId: string): Promise<{ campaignId: string; doorPort: string }> {
  const { device: id, position } = readDoorId(vendorId);
  const device = (await listDevices(context)).find((candidate) => candidate._id === id);
  const port = portOf(await listDoors(context, id), position);
  if (device?.campaignId == null || port === undefined) {
    throw new VendorError({ account: context.account, kind: "rejected", outcome: "none" });
  }
  return { campaignId: device.campaignId, doorPort: String(port) };
}

function readWindow(
  account: string,
  { from, until }: JsonObject,
): { readonly schedule: number; readonly time: number } {
  const fault = (parameter: string) => new VendorError({ account, kind: "input", outcome: "none", parameter });
  if (typeof from !== "number") throw fault("from");
  if (typeof until !== "number" || until <= from) throw fault("until");
  return { schedule: from, time: Math.ceil((until - from) / minuteMs) };
}

/** Every ring opens from `from` until `until`; `off` names a schedule to take away. */
export async function scheduleDoor(context: RaixerContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client } = context;
  const { off } = act.input;
  const { permit, signal } = perform;
  if (typeof off === "string") {
    const path = { id: off };
    const attempt = await client.attempt(operations.removeSchedule, { path }, { permit, signal, isUrgent: true });
    if (!attempt.ok) return failed(attempt.error, attempt.sends);
    const { sends } = attempt;
    if (attempt.data.result !== false) return { outcome: "accepted", sends };
    return { outcome: "failed", problem: message("errors:vendor-rejected", { account }), sends };
  }
  const window = readWindow(account, act.input);
  const body = { ...(await placeOf(context, act.vendorId)), ...window };
  const attempt = await client.attempt(operations.addSchedule, { body }, { permit, signal });
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  return { outcome: "accepted", reference: attempt.data.insertedId, sends: attempt.sends };
}

function toSchedule({ _id, schedule, time }: Schedule): readonly DoorSchedule[] {
  if (_id == null || typeof schedule !== "number") return [];
  return [{ id: _id, from: schedule, until: schedule + (time ?? 0) * minuteMs }];
}

export async function listSchedules(context: RaixerContext, vendorId: string): Promise<readonly DoorSchedule[]> {
  const { campaignId, doorPort } = await placeOf(context, vendorId);
  const all = await context.client.call(operations.schedules, { query: { campaignId } });
  const now = context.services.clock.now();
  return all
    .filter((one) => one.doorPort == null || String(one.doorPort) === doorPort)
    .flatMap(toSchedule)
    .filter(({ until }) => until > now)
    .sort((a, b) => a.from - b.from);
}
