import type { Kept, Store } from '#src/store/index.ts'
import { TRAINER, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import type { LeftOut } from '#trainer/link/index.ts'

/** Brings Reports of a run's trainer to a store, but for what it will never keep, which is left out; else why it takes none. */
export async function ingested(
  store: Pick<Store, 'ingest'>,
  run: RunId,
  reports: readonly Envelope[],
  leftOut: LeftOut,
): Promise<Kept> {
  for (;;) {
    const bytes = bytesFromReports(reports.map(leftOut.within))
    const [kept] = await store.ingest([{ run, writer: TRAINER, bytes }])
    if (kept!.ok || kept!.never === undefined) return kept!
    leftOut.add(kept!.never, kept!.why)
  }
}
