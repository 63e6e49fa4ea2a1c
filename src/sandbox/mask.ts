import { isRecord } from "./cloud.ts";

const hidden = "***";

const secretNames = new Set(
  [
    "password",
    "userPassword",
    "rootPassword",
    "newPassword",
    "oldPassword",
    "currentPassword",
    "token",
    "access_token",
    "accessToken",
    "ssoToken",
    "refresh_token",
    "client_secret",
    "jwt",
    "code",
    "apiKey",
    "api_key",
    "secretKey",
    "private_key",
    "temp_key",
    "phoneNumber",
    "email",
    "userId",
    "passphrase",
  ].map((name) => name.toLowerCase()),
);

function maskJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskJson);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secretNames.has(key.toLowerCase()) ? hidden : maskJson(inner)]),
  );
}

/** The parameters with secret values replaced; a name given more than once becomes a list. */
export function maskParameters(parameters: URLSearchParams): Readonly<Record<string, string | readonly string[]>> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      if (secretNames.has(name.toLowerCase())) return [name, hidden];
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** The path with secret values of its route replaced; the route may lack the beginning of the path. */
export function maskPath(path: string, route: string | undefined): string {
  const names = route?.split("/").reverse() ?? [];
  const masked = path.split("/").reverse();
  for (const [index, name] of names.entries()) {
    if (name.startsWith("{") && secretNames.has(name.slice(1, -1).toLowerCase())) masked[index] = hidden;
  }
  return masked.reverse().join("/");
}

/** The body as the log shows it: parsed, secrets replaced; what cannot be parsed is shown by its length alone. */
export function maskBody(body: string, contentType: string): unknown {
  if (body === "") return null;
  if (contentType === "application/x-www-form-urlencoded") return maskParameters(new URLSearchParams(body));
  try {
    return maskJson(JSON.parse(body));
  } catch {
    return { unreadable: true, length: body.length };
  }
}
