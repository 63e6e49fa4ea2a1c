import { resolve } from "node:path";
import { startSandbox } from "#sandbox/sandbox.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { onEnding } from "#src/cli/ending.ts";
import { systemClock, systemRandom } from "#src/main.ts";

const sandbox: CliCommand = {
  help: `usage: usher sandbox [--port <first>] [--data <folder>]

Runs the five simulated clouds and prints a ready usher.yaml for them. On each cloud, POST /_faults sets faults
(latency, errors, hanging, resets …) and GET /_log lists every call received.

  --port <first>    first of five consecutive ports (default 0: any free ones)
  --data <folder>   keep the clouds' state there (default: in memory)`,

  async run(args) {
    const { values } = readArgs(args, { port: { type: "string", default: "0" }, data: { type: "string" } });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_531) throw new UsageError(`"${values.port}" is no port`);
    const data = values.data === undefined ? {} : { data: resolve(values.data) };
    const running = await startSandbox({ port, clock: systemClock, random: systemRandom, ...data });
    process.stdout.write(`${running.config.trimEnd()}\n`);
    for (const [name, { url }] of Object.entries(running.clouds)) process.stderr.write(`${name.padEnd(8)} ${url}\n`);
    const { promise, resolve: end } = Promise.withResolvers<void>();
    onEnding(end);
    await promise;
    await running.close();
    return 0;
  },
};

export default sandbox;
