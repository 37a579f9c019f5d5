import { recordOf } from '#src/cli/record.ts'
import { openStore } from '#src/store/index.ts'
import type { Envelope } from '#src/vocabulary/index.ts'
import type { RunRecord } from '#trainer/resuming/origin.ts'
import { temporaryFolder } from '../phasescope.ts'

/** What a store has of a run, once it was told so much of it. */
export function recordFrom(envelopes: readonly Envelope[]): RunRecord {
  using folder = temporaryFolder()
  const store = openStore(folder.path)
  try {
    store.ingest(envelopes)
    return recordOf(store, envelopes[0]!.run)
  } finally {
    store.close()
  }
}
