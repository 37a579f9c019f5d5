import { isStudy } from '#src/store/is-study.ts'
import type { Arrival, Store } from '#src/store/store.ts'
import { handedBytes } from './arrays.ts'
import type { Calls, Method } from './calls.ts'
import { groupCommit } from './group-commit.ts'
import { lazyThread, type LazyThread } from './lazy-thread.ts'
import { startThread, type Thread } from './thread.ts'

/**
 * The store of a folder in threads: one writes, one answers, so that neither a question nor a commit keeps the
 * caller from its sockets, nor one of them the other (SQLite's log lets a reader read while a writer writes). A third, once
 * it is needed, studies: what looks into many runs may take seconds, and keeps nobody from his charts. What `ingest` has
 * answered, the next question sees.
 */
export async function openStoreInThreads(folder: string): Promise<Store> {
  const writing = startThread()
  const reading = startThread()
  try {
    // One after the other: the first makes the file, or brings it to this version.
    await writing.call('open', [folder])
    await reading.call('open', [folder])
  } catch (error) {
    await Promise.all([writing.end(), reading.end()])
    throw error
  }
  const commits = groupCommit((arrivals) => {
    const own = arrivals.map((arrival) => ({ ...arrival, bytes: handedBytes(arrival.bytes) }))
    return writing.call(
      'keep',
      [own],
      own.map(({ bytes }) => bytes.buffer),
    )
  })
  const ask = askIn(reading)
  const tell = askIn(writing)
  const studying = lazyThread(folder)
  const study = askIn(studying)
  const lookedUp = ask('list')
  const lookedInto = study('list')
  return {
    ingest: (arrivals: readonly Arrival[]) => commits.add(arrivals),
    admit: tell('admit'),
    mainWriter: ask('mainWriter'),
    next: ask('next'),
    has: ask('has'),
    list: (question) => (isStudy(question) ? lookedInto(question) : lookedUp(question)),
    columnsOf: study('columnsOf'),
    groupsOf: study('groupsOf'),
    summary: ask('summary'),
    facts: ask('facts'),
    cards: ask('cards'),
    series: ask('series'),
    slices: ask('slices'),
    aggregate: study('aggregate'),
    effects: study('effects'),
    factors: study('factors'),
    leads: study('leads'),
    views: ask('views'),
    changeViews: tell('changeViews'),
    async *columns(run, series) {
      const one = await reading.call('columns', [run, series])
      try {
        for (;;) {
          const column = await reading.call('column', [one])
          if (column === null) return
          yield column
        }
      } finally {
        if (reading.whyDead() === null) await reading.call('leave', [one])
      }
    },
    markLost: tell('markLost'),
    markFound: tell('markFound'),
    remove: tell('remove'),
    restore: tell('restore'),
    purge: tell('purge'),
    forgetStrangers: tell('forgetStrangers'),
    whyUnfit: async () => writing.whyDead() ?? reading.whyDead() ?? (await writing.call('whyGone', [])),
    check: (options) => aside(folder, 'check', [options]),
    backup: (file) => aside(folder, 'backup', [file]),
    archive: (file, runs) => aside(folder, 'archive', [file, runs]),
    takeArchive: (file, as) => aside(folder, 'takeArchive', [file, as]),
    async close() {
      await commits.drained()
      await reading.close()
      await studying.close()
      // The last to close moves the log into the file.
      await writing.close()
    },
  }
}

function askIn(thread: Pick<Thread, 'call'> | LazyThread) {
  return <M extends Method>(method: M) =>
    (...args: Parameters<Calls[M]>) =>
      thread.call(method, args)
}

/** What takes long is done in a thread of its own, which keeps nobody waiting. */
async function aside<M extends Method>(folder: string, method: M, args: Parameters<Calls[M]>) {
  const thread = startThread()
  try {
    await thread.call('open', [folder])
    return await thread.call(method, args)
  } finally {
    await thread.end()
  }
}
