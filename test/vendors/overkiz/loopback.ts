import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived; the path is still percent-encoded and without the prefix. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Said {
  readonly status?: number;
  /** Sent as JSON when given. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export interface Loopback {
  readonly baseUrl: string;
  readonly received: Received[];
  close(): Promise<void>;
}

const cloudPrefix = "/enduser-mobile-web/enduserAPI";

/** A server on this machine that answers as told and remembers what it was asked; strict about the prefix. */
export async function startLoopback(
  answer: (request: Received) => Said | Promise<Said>,
  prefix: string = cloudPrefix,
): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const [path = "", query = ""] = (request.url ?? "").split("?");
      if (!path.startsWith(`${prefix}/`)) {
        response.writeHead(404).end();
        return;
      }
      const one: Received = {
        method: request.method ?? "",
        path: path.slice(prefix.length),
        query: new URLSearchParams(query),
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      received.push(one);
      const said = await answer(one);
      const content = said.json === undefined ? (said.text ?? "") : JSON.stringify(said.json);
      const type = said.json === undefined ? "text/html; charset=utf-8" : "application/json;charset=UTF-8";
      const head = content === "" ? {} : { "content-type": type };
      response.writeHead(said.status ?? 200, { ...head, ...said.headers });
      response.end(content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${prefix}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
