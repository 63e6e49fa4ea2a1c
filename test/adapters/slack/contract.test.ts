import { describePlatform } from "../../contracts/platform.ts";
import { createHarness } from "./harness.ts";

describePlatform("Slack over Socket Mode", () => createHarness("socket"));
describePlatform("Slack over HTTP", () => createHarness("http"));
