import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { root } from "../imports.ts";
import { launch, usher } from "./process.ts";

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
  folder = await mkdtemp(join(tmpdir(), "usher-cli-"));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function configured(name: string, edit: (text: string) => string = (text) => text): Promise<string> {
  const file = join(folder, name);
  await writeFile(
    file,
    edit(`${sandbox.config}\nhttp: { host: 127.0.0.1, port: 0 }\nstore: { url: "file:./${name}.db" }\n`),
  );
  return file;
}

it("chats on a pipe without any configuration, and ends with the input", async () => {
  const input = "open the front door\n1\n/door open\nexit\n";
  const { code, out, err } = await usher(["start"], { input, cwd: folder });
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toContain("Hello, I am Usher");
  expect(out).toContain("[1] Open");
  expect(out).toContain("Front door is opening");
  expect(out).toContain("Which door shall I open?");
});

it("says alive and ready, refuses a second start with its pid, and ends on SIGTERM with what runs", async () => {
  const file = await configured("one.yaml");
  const first = launch(["start", "--config", file], { env: { USHER_LOG: "info" } });
  await first.until('"msg":"listening"');
  const url = /"url":"([^"]+)"/.exec(first.text())?.[1] ?? "";
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("usher_turns_total");
  expect((await fetch(`${url}/nothing`)).status).toBe(404);

  const second = await usher(["start", "--config", file]);
  expect(second.code).toBe(1);
  expect(second.err).toContain(String(first.child.pid));
  const beside = await usher(["say", "run good night", "--config", file]);
  expect(beside.code).toBe(0);

  await fetch(`${sandbox.clouds.raixer.url}/_faults`, {
    method: "POST",
    body: JSON.stringify([{ latencyMs: 600, match: "open-door" }]),
  });
  first.child.stdin.write("open the front door\n");
  await first.until("[1] Open");
  first.child.stdin.write("1\n");
  await new Promise((resolve) => setTimeout(resolve, 200));
  first.child.kill("SIGTERM");
  const ended = await first.ended;
  await fetch(`${sandbox.clouds.raixer.url}/_faults`, { method: "POST", body: "[]" });
  expect(ended.code).toBe(0);
  expect(ended.out).toContain("Front door is opening");
});

it("tells every fault of the configuration with line, key and mend, and starts nothing", async () => {
  const broken = (text: string) =>
    text.replace("Europe/Madrid", "Europe/Nowhere").replace("roles: [staff]", "roles: [stuff]");
  const { code, out, err } = await usher(["start", "--config", await configured("broken.yaml", broken)]);
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(err).toMatch(/broken\.yaml:\d+ {2}places\.hq\.timezone/);
  expect(err).toMatch(/broken\.yaml:\d+ {2}people\[\d\]\.roles\[0\]/);
  expect(err).toContain("2 faults in the configuration; nothing was started");
});

it("names a thing that matches nothing, and starts nothing", async () => {
  const wrong = (text: string) => text.replace(/raixer:name=[^"\n]*/, "raixer:name=No such door");
  const { code, err } = await usher(["start", "--config", await configured("things.yaml", wrong)]);
  expect(code).toBe(1);
  expect(err).toContain("No such door");
});

it("lets no secret of the configuration out, whatever is logged or stored", async () => {
  const password = /password: (\S+)/.exec(sandbox.config)?.[1] ?? "";
  const apiKey = /apiKey: (\S+)/.exec(sandbox.config)?.[1] ?? "";
  const token = /token: (\S+)/.exec(sandbox.config)?.[1] ?? "";
  const canaries = [password, apiKey, token].map((one) => one.replaceAll(/["']/g, ""));
  expect(canaries.every((one) => one.length > 6)).toBe(true);
  const file = await configured("canary.yaml", (text) =>
    text.replace(/(url: "file:\.\/canary\.yaml\.db")/, '$1, key: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="'),
  );
  const input =
    "open the front door\n1\ncreate a key for the lobby for 2 hours\n1\nrun good night\nlast 3 passings\nexit\n";
  const { out, err } = await usher(["start", "--config", file], { input, env: { USHER_LOG: "debug" } });
  const stored = await Promise.all(
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter(
        (entry) =>
          entry.isFile() && entry.name !== "canary.yaml" && join(entry.parentPath, entry.name).includes("canary"),
      )
      .map((entry) => readFile(join(entry.parentPath, entry.name), "latin1")),
  );
  const digits = /Code\s+(\d+)/.exec(out)?.[1] ?? "";
  expect(digits).not.toBe("");
  for (const canary of canaries) for (const text of [out, err, ...stored]) expect(text).not.toContain(canary);
  for (const text of [err, ...stored]) expect(text).not.toContain(digits);
});

it("says plainly that another program has the port, and how to mend it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const taken = (text: string) => text.replace(/^people:/m, `http: { host: 127.0.0.1, port: ${port} }\npeople:`);
  const file = join(folder, "taken.yaml");
  await writeFile(file, `${taken(sandbox.config)}\nstore: { url: "file:./taken.db" }\n`);
  const { code, err } = await usher(["start", "--config", file]);
  other.close();
  expect(code).toBe(1);
  expect(err).toContain(`127.0.0.1:${port} is in use by another program`);
  expect(err).not.toContain("    at ");
});

it("keeps the old configuration when the new one names a thing that is not there", async () => {
  const file = await configured("hup.yaml");
  const running = launch(["start", "--config", file], { env: { USHER_LOG: "info" } });
  await running.until('"msg":"listening"');
  await configured("hup.yaml", (text) => text.replace(/raixer:name=[^"\n]*/, "raixer:name=No such door"));
  running.child.kill("SIGHUP");
  await running.until("the old configuration stays in force");
  running.child.stdin.write("open the front door\n");
  await running.until("Open Front door?");
  const url = /"url":"([^"]+)"/.exec(running.text())?.[1] ?? "";
  expect(await firstLine(url, "GET // HTTP/1.1")).toContain(" 404 ");
  expect(await firstLine(url, "GET http://[ HTTP/1.1")).toContain(" 400 ");
  running.child.stdin.end();
  const { code, err } = await running.ended;
  expect(err).toContain("No such door");
  expect(code).toBe(0);
});

/** The first line of the answer to a request that no client would write. */
async function firstLine(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.end(`${request}\r\nhost: local\r\nconnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer.split("\r\n")[0] ?? "";
}

it("ends with npm, whose shell keeps signals to itself", async () => {
  const npm = spawn("npm", ["run", "-s", "usher", "--", "sandbox"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const lines = createInterface({ input: npm.stderr });
  const [line] = (await once(lines, "line")) as [string];
  const url = /http:\S+/.exec(line)?.[0] ?? "";
  expect((await fetch(`${url}/_log`)).status).toBe(200);
  npm.kill("SIGTERM");
  await expect
    .poll(
      () =>
        fetch(`${url}/_log`).then(
          () => "there",
          () => "gone",
        ),
      { timeout: 15_000 },
    )
    .toBe("gone");
});
