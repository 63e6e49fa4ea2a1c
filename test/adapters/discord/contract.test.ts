import { describePlatform } from "../../contracts/platform.ts";
import { createHarness } from "./harness.ts";

describePlatform("discord over the gateway", () => createHarness("gateway"));
describePlatform("discord over HTTP", () => createHarness("http"));
