import { type Loopback, type Received, type Said, startLoopback } from "./loopback.ts";

type Handler = (request: Received) => Said | undefined;

/** A small cloud with sessions: what it knows beyond them is told it by each test. */
export interface TestCloud extends Loopback {
  /** `METHOD /path` with the path decoded; the first that answers wins over what the cloud does by itself. */
  readonly routes: Map<string, Handler>;
  /** Routes received so far, decoded. */
  asked(method?: string): readonly string[];
  /** Ends every session, as the vendor does without a word. */
  endSessions(): void;
  logins(): number;
}

export const refused = {
  notAuthenticated: {
    status: 401,
    json: { errorCode: "RESOURCE_ACCESS_DENIED", error: "Not authenticated" },
  },
  badCredentials: {
    status: 401,
    json: { errorCode: "AUTHENTICATION_ERROR", error: '"Bad credentials for me@home.invalid"' },
  },
  noListener: {
    status: 400,
    json: { errorCode: "UNSPECIFIED_ERROR", error: "No registered event listener" },
  },
} as const;

export async function startCloud(prefix?: string): Promise<TestCloud> {
  const routes = new Map<string, Handler>();
  const sessions = new Set<string>();
  let logins = 0;
  const nameOf = ({ method, path }: Received) => `${method} ${decodeURIComponent(path)}`;

  const loopback = await startLoopback((request) => {
    const name = nameOf(request);
    if (name === "POST /login") {
      const form = new URLSearchParams(request.body);
      logins += 1;
      const told = routes.get(name)?.(request);
      if (told !== undefined) return told;
      const isKnown = form.get("userPassword") === "right one" || form.get("jwt") === "right jwt";
      if (!isKnown) return refused.badCredentials;
      sessions.add(`s${logins}`);
      const cookies = ["tracking=1; Path=/", `JSESSIONID=s${logins}; Path=/enduser-mobile-web; HttpOnly`];
      return { json: { success: true, roles: [] }, headers: { "set-cookie": cookies } };
    }
    const bearer = request.headers.authorization;
    const session = /JSESSIONID=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    if (bearer !== undefined && session !== undefined) {
      return {
        status: 400,
        json: { errorCode: "UNSPECIFIED_ERROR", error: "Cannot use JSESSIONID and bearer token in same request" },
      };
    }
    if (bearer === undefined ? !sessions.has(session ?? "") : bearer !== "Bearer right token") {
      return refused.notAuthenticated;
    }
    return (
      routes.get(name)?.(request) ?? { status: 400, json: { errorCode: "INVALID_API_CALL", error: "No such resource" } }
    );
  }, prefix);

  return {
    ...loopback,
    routes,
    asked: (method) =>
      loopback.received.map(nameOf).filter((name) => method === undefined || name.startsWith(`${method} `)),
    endSessions: () => sessions.clear(),
    logins: () => logins,
  };
}
