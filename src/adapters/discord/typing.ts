import type { Stage } from "./responder.ts";

/** Messages cannot be deferred: "is typing" says that the bot works on it. It fades after 10 s. */
export interface Typing {
  /** The stage, with the typing ended by its first message. */
  around(stage: Stage): Stage;
  stop(): void;
}

const startAfterMs = 600;
const againEveryMs = 9_000;

export function createTyping(tell: () => Promise<unknown>): Typing {
  let timer: NodeJS.Timeout | undefined = setTimeout(function again() {
    void tell();
    timer = setTimeout(again, againEveryMs);
    timer.unref();
  }, startAfterMs);
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    around: (stage) => ({
      ...stage,
      post(message, isPrivate) {
        stop();
        return stage.post(message, isPrivate);
      },
    }),
  };
}
