import { execFile } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folders = ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin"];
const bin = folders.flatMap((pattern) => globSync(pattern)).findLast((folder) => existsSync(join(folder, "initdb")));

/** Whether this machine has what it takes to start a database server of our own. */
export const canServe = bin !== undefined && process.env.USHER_TEST_POSTGRES !== undefined;

/** A database server of its own, which a test may stop and start as it likes. */
export interface TestServer {
  readonly url: string;
  /** `immediate` is what a crash leaves behind. */
  stop(how: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "usher-server-"));
  const port = await freePort();
  const data = join(folder, "data");
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const before = isRoot ? ["setpriv", "--reuid", "nobody", "--clear-groups"] : [];
  if (isRoot) await chmod(folder, 0o777);
  const call = async (program: string, ...args: readonly string[]) => {
    const [command = "", ...rest] = [...before, join(bin ?? "", program), "-D", data, ...args];
    await run(command, rest, { cwd: folder, timeout: 60_000 });
  };
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  const start = () => call("pg_ctl", "-w", "-l", join(folder, "log"), "-o", options, "start");
  const stop = (how: "fast" | "immediate") => call("pg_ctl", "-w", "-m", how, "stop");
  await call("initdb", "-U", "usher", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N");
  await start();
  return {
    url: `postgres://usher@127.0.0.1:${port}/postgres`,
    stop,
    start,
    async close() {
      await stop("immediate").catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
