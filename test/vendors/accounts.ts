import type { Action } from "#core/actions.ts";
import type { JsonObject } from "#core/json.ts";
import type { ActResult } from "#core/plan.ts";
import { vendors } from "#vendors/registry.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "./services.ts";

/** Credentials that a test's cloud may look for; sign-in is part of the test where it is not. */
export const credentials: Readonly<Record<string, JsonObject>> = {
  raixer: { username: "resident", password: "pass word" },
  akuvox: { token: "bearer-1", residenceId: "residence-1" },
  avion: { email: "resident@home.example", password: "pass word" },
  rufus: { apiKey: "ror-write", readKey: "ror-read" },
  overkiz: { userId: "resident@home.example", userPassword: "pass word" },
};

export async function connect(
  vendor: string,
  baseUrl: string,
  services: TestServices = createTestServices(),
  config: JsonObject = credentials[vendor] ?? {},
): Promise<VendorConnection> {
  const loaded = await vendors[vendor]?.();
  if (loaded === undefined) throw new Error(`no vendor ${vendor}`);
  return loaded.connect(loaded.config.parse({ baseUrl, ...config }), services, { id: "acc", place: "hq" });
}

export interface Asked {
  readonly connection: VendorConnection;
  readonly services: TestServices;
  readonly capability: Action;
  readonly vendorId?: string;
  readonly input?: JsonObject;
  readonly permits?: number;
}

/** One act through the account's performer, with a permit as the gate would give it. */
export async function perform(asked: Asked): Promise<ActResult> {
  const { connection, services, capability, vendorId = "acc", input = {}, permits = 1 } = asked;
  const act = { capability, entity: `acc:${vendorId}`, account: "acc", vendorId, input };
  const context = { permit: services.office.issue(permits), turn: "turn-1", signal: new AbortController().signal };
  const results = await connection.performers[capability]?.([act], context);
  const [result] = results ?? [];
  if (result === undefined) throw new Error(`nobody performs ${capability}`);
  return result;
}
