import { recordOf } from '#src/cli/record.ts'
import { openStore } from '#src/store/index.ts'
import { TRAINER, type Envelope } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import type { RunRecord } from '#trainer/resuming/origin.ts'
import { temporaryFolder } from '../phasescope.ts'

/** What a store has of a run, once it was told so much of it. */
export async function recordFrom(envelopes: readonly Envelope[]): Promise<RunRecord> {
  using folder = temporaryFolder()
  const store = await openStore(folder.path)
  try {
    const { run } = envelopes[0]!
    const [kept] = await store.ingest([{ run, writer: TRAINER, bytes: bytesFromReports(envelopes) }])
    if (!kept!.ok) throw new Error(kept!.why)
    return await recordOf(store, run)
  } finally {
    await store.close()
  }
}
