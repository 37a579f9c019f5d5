import { keepArrivals } from './sqlite/arrivals.ts'
import { openSqlite } from './sqlite/sqlite.ts'
import type { Store } from './store.ts'

/** The store of a folder: one SQLite file, made if it is not there. */
export async function openStore(folder: string): Promise<Store> {
  const sqlite = openSqlite(folder)
  return {
    ingest: async (arrivals) => keepArrivals(sqlite, arrivals),
    next: async (run) => sqlite.next(run),
    has: async (run) => sqlite.has(run),
    list: async (question) => sqlite.list(question),
    summary: async (run) => sqlite.summary(run),
    facts: async (run) => sqlite.facts(run),
    series: async (run) => sqlite.series(run),
    slices: async (queries) => queries.map((query) => sqlite.slice(query)),
    async *columns(run, series) {
      yield* sqlite.columns(run, series)
    },
    markLost: async (run) => sqlite.markLost(run),
    markFound: async (run) => sqlite.markFound(run),
    remove: async (run) => sqlite.remove(run),
    close: async () => sqlite.close(),
  }
}
