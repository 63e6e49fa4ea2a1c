import type { OperationTable } from "#vendors/operation.ts";
import { accountOperations } from "./operations/accounts.ts";
import { automationOperations } from "./operations/automation.ts";
import { cameraOperations } from "./operations/cameras.ts";
import { cloudOperations } from "./operations/clouds.ts";
import { deviceOperations } from "./operations/devices.ts";
import { executionOperations } from "./operations/executions.ts";
import { gatewayOperations } from "./operations/gateways.ts";
import { historyOperations } from "./operations/history.ts";
import { notificationOperations } from "./operations/notifications.ts";
import { pairingOperations } from "./operations/pairing.ts";
import { placeOperations } from "./operations/places.ts";
import { radioOperations } from "./operations/radios.ts";
import { referenceOperations } from "./operations/reference.ts";
import { sceneOperations } from "./operations/scenes.ts";
import { sessionOperations } from "./operations/session.ts";
import { setupOperations } from "./operations/setup.ts";

/** Every live operation of the vendor, by its short name. */
export const overkizOperations = {
  ...sessionOperations,
  ...setupOperations,
  ...placeOperations,
  ...deviceOperations,
  ...historyOperations,
  ...sceneOperations,
  ...executionOperations,
  ...automationOperations,
  ...gatewayOperations,
  ...accountOperations,
  ...notificationOperations,
  ...cameraOperations,
  ...pairingOperations,
  ...radioOperations,
  ...cloudOperations,
  ...referenceOperations,
} as const satisfies OperationTable;
