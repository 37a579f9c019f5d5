import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Envelope } from '#src/vocabulary/index.ts'
import { envelopesOf } from '#trainer/link/held.ts'
import { heldIn, piecesOf } from '#trainer/link/journal-format.ts'
import { openJournal } from '#trainer/link/journal.ts'

/** A journal as chaos tests use it: all that they know of its interface is here. */
export interface JournalClient {
  readonly path: string
  /** Resolves when they would survive the end of the process. */
  put(envelopes: readonly Envelope[]): Promise<void>
}

export function openJournalClient(folder: string): JournalClient {
  const path = join(folder, 'r.journal')
  const journal = openJournal(() => path)
  return { path, put: (envelopes) => journal.append(envelopes) }
}

/** What a later process finds in a journal that another one left. */
export async function inJournal(path: string): Promise<Envelope[]> {
  const file = openSync(path, 'r')
  try {
    const envelopes: Envelope[] = []
    for await (const { body } of piecesOf(file))
      if (body !== null) for (const held of heldIn(body)) envelopes.push(...envelopesOf(held, 0))
    return envelopes
  } finally {
    closeSync(file)
  }
}
