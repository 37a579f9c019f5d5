import { join } from 'node:path'
import type { Envelope } from '#src/vocabulary/index.ts'
import { contentsOf } from '#trainer/link/journal-contents.ts'
import { openJournal } from '#trainer/link/journal.ts'
import { RUN } from '../chaos/ten-series.ts'

/** A journal as chaos tests use it: all that they know of its interface is here. */
export interface JournalClient {
  readonly path: string
  /** Resolves when they would survive a kill of the process. */
  put(envelopes: readonly Envelope[]): Promise<void>
}

export function openJournalClient(folder: string): JournalClient {
  const path = join(folder, `${RUN}.journal`)
  const journal = openJournal(() => path)
  return { path, put: (envelopes) => journal.append(envelopes) }
}

/** What a later process finds in a journal that another one left. */
export async function inJournal(path: string): Promise<Envelope[]> {
  const contents = contentsOf(path, RUN, 0)
  const envelopes: Envelope[] = []
  for (;;) {
    const batch = await contents.next()
    if (batch.length === 0) break
    envelopes.push(...batch)
  }
  contents.close()
  return envelopes
}
