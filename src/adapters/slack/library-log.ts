import type { Logger, LogLevel } from "@slack/bolt";
import type { Log } from "#core/ports.ts";

/**
 * The library's log, with its words left out: they hold addresses with tickets, and at lower levels whole payloads.
 * Only that it complained, and the code of what it complained about, goes on.
 */
export function createLibraryLog(log: Log, level: LogLevel): Logger {
  const codeOf = (message: readonly unknown[]): string | undefined =>
    message
      .map((part) => (typeof part === "object" && part !== null ? (part as { code?: unknown }).code : undefined))
      .find((code) => typeof code === "string");
  return {
    debug() {},
    info() {},
    warn: (...message) => log.debug("slack-library-warning", { code: codeOf(message) }),
    error: (...message) => log.warn("slack-library-error", { code: codeOf(message) }),
    setLevel() {},
    getLevel: () => level,
    setName() {},
  };
}
