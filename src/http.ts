import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "#core/errors.ts";
import type { HttpAnswer, HttpRoute, Log } from "#core/ports.ts";

/** Bodies beyond this are refused unread. */
const largestBody = 1_048_576;
const slowestRequestMs = 10_000;

export interface HttpServer {
  /** `http://host:port` as it is listened on. */
  readonly url: string;
  close(): Promise<void>;
}

/** The one HTTP server: health, readiness and what the platforms brought along. */
export async function startHttp(
  where: { readonly host: string; readonly port: number },
  routes: readonly HttpRoute[],
  log: Log,
): Promise<HttpServer> {
  const server = createServer(
    { requestTimeout: slowestRequestMs, headersTimeout: slowestRequestMs },
    (request, response) => {
      answer(request, routes)
        .catch((error: unknown): HttpAnswer => {
          if (error instanceof TooLarge) return { status: 413 };
          log.error("http-defect", { error });
          return { status: 500 };
        })
        .then((found) => send(response, found))
        .catch(() => response.destroy());
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(unusable(where, error)));
    server.listen(where.port, where.host, () => resolve());
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(":") ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

class TooLarge extends Error {}

/** An address that cannot be listened on is a fault of the configuration, whoever else holds it. */
function unusable(
  { host, port }: { readonly host: string; readonly port: number },
  error: NodeJS.ErrnoException,
): Error {
  const problems: Readonly<Record<string, readonly [string, string]>> = {
    EADDRINUSE: ["is in use by another program", "stop that program, or choose another port"],
    EACCES: ["may not be listened on by this user", "choose a port from 1024 on"],
    EADDRNOTAVAIL: ["is no address of this machine", "use 127.0.0.1, or 0.0.0.0 for all"],
    ENOTFOUND: ["is no address of this machine", "use 127.0.0.1, or 0.0.0.0 for all"],
  };
  const found = error.code === undefined ? undefined : problems[error.code];
  if (found === undefined) return error;
  const [problem, mend] = found;
  return new ConfigError([{ file: `${host}:${port}`, key: "http", problem: `${host}:${port} ${problem}`, mend }]);
}

/** A route that ends in `/*` takes one further segment, whatever it says: the route itself judges it. */
function fits(route: string, path: string): boolean {
  if (!route.endsWith("/*")) return route === path;
  const prefix = route.slice(0, -1);
  return path.startsWith(prefix) && !path.slice(prefix.length).includes("/");
}

async function answer(request: IncomingMessage, routes: readonly HttpRoute[]): Promise<HttpAnswer> {
  const path = pathOf(request.url);
  if (path === undefined) return { status: 400 };
  const here = routes.filter((route) => fits(route.path, path));
  if (here.length === 0) return { status: 404 };
  const route = here.find((one) => one.method === request.method);
  if (route === undefined) return { status: 405, headers: { allow: here.map((one) => one.method).join(", ") } };
  const body = await readBody(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  return route.handle({ method: route.method, path: request.url ?? path, headers, body });
}

/** The path without the query; undefined for what is no address. */
function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith("/") ? URL.parse(`http://local${url}`)?.pathname : undefined;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers = {}, body = "" }: HttpAnswer): void {
  const closing = status === 413 ? { connection: "close" } : {};
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers, ...closing });
  response.end(body);
}
