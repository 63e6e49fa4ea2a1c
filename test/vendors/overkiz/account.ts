import type { Action } from "#core/actions.ts";
import type { JsonObject } from "#core/json.ts";
import type { ActResult } from "#core/plan.ts";
import { Secret } from "#core/secret.ts";
import { connectOverkiz, type OverkizSettings } from "#vendors/overkiz/account.ts";
import type { Identity } from "#vendors/overkiz/sign-in.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import type { TestServices } from "../services.ts";

const password: Identity = {
  way: "password",
  userId: "me@home.invalid",
  userPassword: new Secret("right one"),
};

/** Fast enough for tests; the real rhythm is the vendor's. */
export const quick = { idle: 5, busy: 5, silent: 5, afterFailure: 5, longest: 20 };

export function connect(
  baseUrl: string,
  services: TestServices,
  more: Partial<OverkizSettings> = {},
): VendorConnection {
  const settings = { baseUrl, identity: password, ...more };
  return connectOverkiz(settings, services, { id: "home", place: "hq" });
}

/** Carries out acts of one capability as the gate would; one permit for all. */
export function perform(
  account: VendorConnection,
  services: TestServices,
  capability: Action,
  ...acts: readonly (readonly [vendorId: string, input: JsonObject])[]
): Promise<readonly ActResult[]> {
  const performer = account.performers[capability];
  if (performer === undefined) throw new TypeError(`no performer of ${capability}`);
  const context = { permit: services.office.issue(acts.length), turn: "turn", signal: AbortSignal.timeout(5000) };
  return performer(
    acts.map(([vendorId, input]) => ({ capability, entity: `home:${vendorId}`, account: "home", vendorId, input })),
    context,
  );
}
