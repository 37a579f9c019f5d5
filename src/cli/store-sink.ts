import { bufferTime, concatMap, EMPTY, filter, finalize, type OperatorFunction } from 'rxjs'
import { openStore } from '#src/store/index.ts'
import type { Envelope } from '#src/vocabulary/index.ts'

/** A fifth of a second of a run is what a kill -9 can cost it; a transaction at every step would cost it more. */
const COMMIT_MS = 200

/**
 * Keeps a run in a data folder by ourselves, without a hub: emits nothing and completes when everything is durable.
 * The folder is opened at once, so that one that cannot be written is known before anything is computed.
 */
export function storeSink(folder: string): OperatorFunction<Envelope, never> {
  const store = openStore(folder)
  return (envelopes$) =>
    envelopes$.pipe(
      bufferTime(COMMIT_MS),
      filter((batch) => batch.length > 0),
      concatMap((batch) => {
        store.ingest(batch)
        return EMPTY
      }),
      finalize(() => store.close()),
    )
}
