import type { Command } from "#core/command.ts";
import type { Raw } from "#core/resolve.ts";

export function hasSecrets(command: Command | undefined): boolean {
  return command?.described.some(({ isSecret }) => isSecret === true) === true;
}

/** What was said, fit for others to see. */
export function withoutSecrets(command: Command | undefined, raw: Raw): Raw {
  if (command === undefined || !hasSecrets(command)) return raw;
  const secret = new Set(command.described.filter(({ isSecret }) => isSecret === true).map(({ name }) => name));
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, secret.has(name) ? "***" : value]));
}
