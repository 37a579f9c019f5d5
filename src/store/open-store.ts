import type { Store } from './store.ts'
import { openSqlite } from './sqlite/sqlite.ts'

/**
 * The store of a folder: one SQLite file, made if it is not there. It answers in this thread, which is right for a
 * command that waits for the answer anyway; who serves others meanwhile opens it in threads.
 */
export async function openStore(folder: string): Promise<Store> {
  const sqlite = openSqlite(folder)
  return {
    ingest: async (arrivals) => sqlite.keep(arrivals),
    admit: async (writer) => sqlite.admit(writer),
    mainWriter: async (run) => sqlite.mainWriter(run),
    next: async (run, writer) => sqlite.next(run, writer),
    has: async (run) => sqlite.has(run),
    list: async (question) => sqlite.list(question),
    columnsOf: async (question) => sqlite.columnsOf(question),
    groupsOf: async (question, by) => sqlite.groupsOf(question, by),
    summary: async (run) => sqlite.summary(run),
    facts: async (run) => sqlite.facts(run),
    cards: async (hash) => sqlite.cards(hash),
    series: async (run) => sqlite.series(run),
    slices: async (queries) => sqlite.slices(queries),
    aggregate: async (question) => sqlite.aggregate(question),
    effects: async (question) => sqlite.effects(question),
    factors: async (question) => sqlite.factors(question),
    leads: async (question) => sqlite.leads(question),
    views: async () => sqlite.views(),
    changeViews: async (change, at) => sqlite.changeViews(change, at),
    async *columns(run, series) {
      yield* sqlite.columns(run, series)
    },
    markLost: async (run) => sqlite.markLost(run),
    markFound: async (run) => sqlite.markFound(run),
    remove: async (run) => sqlite.remove(run),
    restore: async (run) => sqlite.restore(run),
    purge: async (run) => sqlite.purge(run),
    forgetStrangers: async () => sqlite.forgetStrangers(),
    whyUnfit: async () => sqlite.whyGone(),
    check: async (options) => sqlite.check(options),
    backup: async (file) => sqlite.backup(file),
    archive: async (file, runs) => sqlite.archive(file, runs),
    takeArchive: async (file, as) => sqlite.takeArchive(file, as),
    close: async () => sqlite.close(),
  }
}
