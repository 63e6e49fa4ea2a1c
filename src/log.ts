import { type DestinationStream, type Logger, pino } from "pino";
import { BotError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  readonly destination: DestinationStream;
  /** Configured secrets: should one of them ever get into a line, it leaves as `***`. */
  readonly secrets: readonly string[];
}

/** One JSON line per event. Secrets print as `***` by their type; errors give their code and stack, never their values. */
export function createLog({ level, destination, secrets }: LogOptions): Log {
  const known = secrets.filter((secret) => secret.length >= 4);
  const scrubbed: DestinationStream = {
    write: (line) => destination.write(known.reduce((text, secret) => text.replaceAll(secret, "***"), line)),
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    scrubbed,
  );
  return wrap(logger);
}

function wrap(logger: Logger<never>): Log {
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      logger[level](plain(fields), event);
    };
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: (fields) => wrap(logger.child(plain(fields))),
  };
}

function plain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]),
  );
}

function describe(error: Error): Record<string, unknown> {
  const cause = error.cause instanceof Error ? { cause: describe(error.cause) } : {};
  if (error instanceof BotError) return { name: error.name, code: error.code, ...cause };
  return { name: error.name, message: error.message, stack: error.stack, ...cause };
}
