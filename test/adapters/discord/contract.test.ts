import { describePlatform } from "../../contracts/platform.ts";
import { createHarness } from "./harness.ts";

describePlatform("discord over the gateway", () => createHarness("gateway"));
