import { openStore } from '#src/store/index.ts'
import { BOUNDS, runtimeError, TRAINER, type Envelope } from '#src/vocabulary/index.ts'
import { openLeftOut } from '#trainer/link/index.ts'
import { ingested } from '../ingested.ts'
import type { Sink } from './sink.ts'

/** Keeps imported runs in a data folder that no hub serves. */
export async function openStoreSink(data: string): Promise<Sink> {
  const store = await openStore(data)
  return {
    async stored(run) {
      if (!(await store.has(run))) return null
      const { status, run: declared } = await store.summary(run)
      return {
        status,
        run: declared,
        series: new Map((await store.series(run)).map((one) => [one.name, one])),
      }
    },
    async writer(run) {
      const leftOut = openLeftOut()
      let seq = await store.next(run, TRAINER)
      return {
        async send(reports) {
          const envelopes = reports.map(({ report, at }): Envelope => ({ run, seq: seq++, at, report }))
          for (let from = 0; from < envelopes.length; from += BOUNDS.reportsABatch) {
            const kept = await ingested(store, run, envelopes.slice(from, from + BOUNDS.reportsABatch), leftOut)
            if (!kept.ok) throw runtimeError(`Cannot store run '${run}' in ${data}: ${kept.why}`)
          }
        },
        flushed: () => Promise.resolve(),
        close: () => {},
      }
    },
    close: () => store.close(),
  }
}
