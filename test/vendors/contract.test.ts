import { afterAll, beforeAll } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { vendorNames } from "#vendors/registry.ts";
import { type LoggedCall, vendorContract } from "../contracts/vendor.ts";
import { createTestServices } from "./services.ts";

const Config = z.object({
  accounts: z.array(z.looseObject({ id: z.string(), vendor: z.string(), place: z.string() })),
});
type CloudName = keyof Sandbox["clouds"];

let sandbox: Sandbox;
beforeAll(async () => {
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  sandbox = await startSandbox({ clock: { now: () => Date.now() }, random });
});
afterAll(() => sandbox.close());

function settingsOf(vendor: string) {
  const { accounts } = Config.parse(parse(sandbox.config));
  const { id: _id, vendor: _vendor, place: _place, ...settings } = accounts.find((one) => one.vendor === vendor) ?? {};
  return z.record(z.string(), z.json()).parse(settings);
}

const secretKeys = /password|token|key|secret/i;

for (const vendor of vendorNames) {
  const control = (path: string) => `${sandbox.clouds[vendor as CloudName].url}${path}`;
  vendorContract(vendor, {
    async start() {
      return { settings: settingsOf(vendor), close: async () => undefined };
    },
    services() {
      const services = createTestServices(Date.now());
      return Object.assign(services, {
        issue: (sends: number) => services.office.issue(sends),
        everythingTold: () => JSON.stringify([services.lines, [...services.kept], [...services.buckets]]),
      });
    },
    async calls() {
      const calls = (await (await fetch(control("/_log"))).json()) as LoggedCall[];
      await fetch(control("/_log"), { method: "DELETE" });
      return calls;
    },
    async fail(status) {
      const body = JSON.stringify(status === undefined ? {} : { status });
      await fetch(control("/_faults"), { method: "POST", body });
      await fetch(control("/_settings"), { method: "POST", body: '{"limitsDividedBy":null}' });
    },
    get secrets() {
      return Object.entries(settingsOf(vendor)).flatMap(([key, value]) =>
        secretKeys.test(key) && typeof value === "string" ? [value] : [],
      );
    },
  });
}
