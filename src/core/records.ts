import type { AuditQuery, AuditRow, Store } from "#core/store.ts";

/** What commands may read of what was done through us. Whose records those are is for the command's right to say. */
export interface RecordsView {
  /** Newest first, at most `limit`. */
  list(query: RecordsQuery): Promise<readonly AuditRow[]>;
}

export interface RecordsQuery extends Omit<AuditQuery, "thing"> {
  /** Entity ids; all things when absent, nothing when empty. */
  readonly things?: readonly string[];
}

/** So many things are looked up one by one, by the store's index; more of them by leafing through everything. */
const mostByIndex = 25;
const perPage = 2000;

export function createRecords(store: Pick<Store, "auditNewest">): RecordsView {
  return {
    async list({ things, ...query }) {
      if (things === undefined) return store.auditNewest(query);
      if (things.length > mostByIndex) return leaf(query, new Set(things), store);
      const found = await Promise.all(things.map((thing) => store.auditNewest({ ...query, thing })));
      return found
        .flat()
        .sort((a, b) => b.id - a.id)
        .slice(0, query.limit);
    },
  };
}

async function leaf(
  query: AuditQuery,
  things: ReadonlySet<string>,
  store: Pick<Store, "auditNewest">,
): Promise<readonly AuditRow[]> {
  const found: AuditRow[] = [];
  let { before } = query;
  while (found.length < query.limit) {
    const rows = await store.auditNewest({
      ...query,
      limit: perPage,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...rows.filter(({ thing }) => things.has(thing)));
    before = rows.at(-1)?.id;
    if (rows.length < perPage) break;
  }
  return found.slice(0, query.limit);
}
