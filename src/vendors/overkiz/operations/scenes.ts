import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, may, text } from "../fields.ts";
import { ActionGroup, ActionGroupBody, ActionGroups } from "../schemas.ts";

/** Saved scenes, which the vendor calls action groups. */
export const sceneOperations = {
  createScene: operation("POST /actionGroups", {
    name: "createScene",
    effect: "write",
    body: ActionGroupBody,
    response: answer({ actionGroupOID: text }),
  }),
  changeScene: operation("PUT /actionGroups", {
    name: "changeScene",
    effect: "write",
    query: z.strictObject({ preventLockLevelReset: may.flag }),
    body: ActionGroupBody,
    answer: "none",
  }),
  scene: operation("GET /actionGroups/{oid}", { name: "scene", effect: "read", response: ActionGroup }),
  removeScene: operation("DELETE /actionGroups/{oid}", { name: "removeScene", effect: "write", answer: "none" }),
  scenes: operation("GET /actionGroups", {
    name: "scenes",
    effect: "read",
    response: ActionGroups,
    limit: "bulk-load",
  }),
} as const satisfies OperationTable;
