import { bufferTime, concatMap, filter, finalize, ignoreElements, type OperatorFunction } from 'rxjs'
import { openStore, type Store } from '#src/store/index.ts'
import { runtimeError, TRAINER, type Envelope } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'

/** A fifth of a second of a run is what a kill -9 can cost it; a transaction at every step would cost it more. */
const COMMIT_MS = 200

/**
 * Keeps a run in a data folder by ourselves, without a hub: emits nothing and completes when everything is durable.
 * The folder is opened at once, so that one that cannot be written is known before anything is computed.
 */
export async function storeSink(folder: string): Promise<OperatorFunction<Envelope, never>> {
  const store = await openStore(folder)
  return (envelopes$) =>
    envelopes$.pipe(
      bufferTime(COMMIT_MS),
      filter((batch) => batch.length > 0),
      concatMap((batch) => keep(store, batch)),
      ignoreElements(),
      finalize(() => void store.close()),
    )
}

async function keep(store: Store, batch: readonly Envelope[]): Promise<void> {
  const { run } = batch[0]!
  const [kept] = await store.ingest([{ run, writer: TRAINER, bytes: bytesFromReports(batch) }])
  if (!kept!.ok) throw runtimeError(kept!.why)
}
