import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  /** As it stood on the wire, still encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** What the cloud does with one request. */
export type Script = (request: Received, response: ServerResponse) => void;

export interface ScriptedCloud {
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on. */
  script: Script;
  close(): Promise<void>;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Script {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

export function raw(text: string, contentType: string, status = 200): Script {
  return (_request, response) => {
    response.writeHead(status, { "content-type": contentType });
    response.end(text);
  };
}

/** Reads the whole request, then cuts the connection. */
export const reset: Script = (_request, response) => {
  response.socket?.resetAndDestroy();
};

/** Reads the whole request and never answers. */
export const hang: Script = () => undefined;

/** Answers with each script in turn, the last one for ever. */
export function inTurn(...scripts: readonly Script[]): Script {
  let next = 0;
  return (request, response) => {
    const script = scripts[Math.min(next, scripts.length - 1)];
    next += 1;
    script?.(request, response);
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** A vendor cloud on loopback that logs every request and does what the test says. */
export async function startScriptedCloud(script: Script = json({})): Promise<ScriptedCloud> {
  const received: Received[] = [];
  const cloud = { script };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const seen = { method: request.method ?? "", target: request.url ?? "", headers: request.headers, body };
      received.push(seen);
      cloud.script(seen, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    get script() {
      return cloud.script;
    },
    set script(next) {
      cloud.script = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
