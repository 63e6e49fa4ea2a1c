/** First answers go before all other work: it waits until none of them is under way, for a moment at most. */
export interface Precedence {
  /** Counts a first answer as under way until it is settled. */
  of<T>(first: Promise<T>): Promise<T>;
  /** Resolves when other work may have the loop. */
  after(): Promise<void>;
}

const momentMs = 5;

export function createPrecedence(): Precedence {
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  function release(): void {
    clearTimeout(timer);
    timer = undefined;
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  }

  /** What arrived in the same turn of the loop is taken up before anybody is let through. */
  function whenQuiet(): void {
    if (underWay === 0) setImmediate(() => underWay === 0 && release());
  }

  return {
    async of(first) {
      underWay += 1;
      try {
        return await first;
      } finally {
        underWay -= 1;
        whenQuiet();
      }
    },
    after() {
      timer ??= setTimeout(release, momentMs);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
