import NodeCache from "node-cache";

/** Short-lived reads of one account. Values are shared and must not be changed. */
export interface ReadCache {
  /** The kept value, or the one `load` gives; parallel reads of one key load once, failures are not kept. */
  read<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T>;
  /** Parallel reads of one key load once; nothing is kept. */
  share<T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Forgets everything whose key begins so. */
  forget(prefix: string): void;
  close(): void;
}

export function createReadCache(): ReadCache {
  const kept = new NodeCache({ useClones: false, checkperiod: 0, maxKeys: 5000 });
  const loading = new Map<string, Promise<unknown>>();
  const sharing = new Map<string, Promise<unknown>>();

  return {
    read<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T> {
      const value = kept.get<{ readonly value: T }>(key);
      if (value !== undefined) return Promise.resolve(value.value);
      const running = loading.get(key);
      // One key always holds one type: keys are made next to their loaders.
      if (running !== undefined) return running as Promise<T>;
      const started = load().then((loaded) => {
        if (loading.get(key) === started) {
          if (kept.keys().length >= 4900) kept.flushAll();
          kept.set(key, { value: loaded }, ttlSeconds);
        }
        return loaded;
      });
      const cleared = started.finally(() => {
        if (loading.get(key) === started) loading.delete(key);
      });
      cleared.catch(() => undefined);
      loading.set(key, started);
      return started;
    },
    share<T>(key: string, load: () => Promise<T>): Promise<T> {
      const running = sharing.get(key);
      if (running !== undefined) return running as Promise<T>;
      const started = load().finally(() => sharing.delete(key));
      sharing.set(key, started);
      return started;
    },
    forget(prefix) {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.del(key);
      for (const key of loading.keys()) if (key.startsWith(prefix)) loading.delete(key);
    },
    close() {
      kept.close();
      loading.clear();
    },
  };
}
