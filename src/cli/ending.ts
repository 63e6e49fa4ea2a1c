const lookEveryMs = 500;

/**
 * Calls `end` once, when the process is told to stop. npm starts commands through a shell that dies of a signal
 * without passing it on; so under npm the end of that shell counts as the signal.
 */
export function onEnding(end: () => void): void {
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  const parent = process.ppid;
  if (process.env.npm_execpath === undefined || process.platform === "win32") return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, lookEveryMs).unref();
}
