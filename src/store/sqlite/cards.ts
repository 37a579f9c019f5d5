import { createHash } from 'node:crypto'
import { malformed, unknownName, type Report } from '#src/vocabulary/index.ts'
import type { Cards } from '#src/store/store.ts'
import type { Database } from './database.ts'
import { damaged } from './row-checksum.ts'

/**
 * Cards are kept once, by the hash of their text: runs of one version share them, and they are a hundred times larger than
 * what else a run says when it starts.
 */
type Started = Extract<Report, { type: 'started' }>
/** As it is kept: its cards are named by the hash of their text. */
export type StartedWithoutCards = Omit<Started, 'probes' | 'detectors'> & { readonly cards: string }

/** The cards that a `started` Report brings, and the Report without them. Nothing is kept by this. */
export function withoutCards(started: Started | StartedWithoutCards): {
  report: StartedWithoutCards
  json: string | null
} {
  if ('cards' in started && started.cards !== undefined && !('probes' in started && started.probes !== undefined))
    return { report: started, json: null }
  const { probes, detectors, ...report } = started as Started
  const json = JSON.stringify({ probes, detectors })
  return { report: { ...report, cards: hashOf(json) }, json }
}

/** Cards that only name themselves must be here already. */
export function assertKnownCards(db: Database, hash: string, path: string): void {
  if (!hasCards(db, hash)) throw malformed(path, 'probes and detectors, or the hash of cards that the store has', hash)
}

export function hasCards(db: Database, hash: string): boolean {
  return db.sql('select 1 from card where hash = ?').get(hash) !== undefined
}

export function keepCards(db: Database, hash: string, json: string): void {
  db.sql('insert or ignore into card (hash, json) values (?, ?)').run(hash, json)
}

export function cardsOf(db: Database, hash: string): Cards {
  const row = db.sql('select json from card where hash = ?').get(hash)
  if (row === undefined) throw unknownName('catalogue of cards', hash, [])
  const json = String(row.json)
  if (hashOf(json) !== hash) throw damaged(`the catalogue of cards ${hash}`)
  return JSON.parse(json) as Cards
}

/** Forgets the cards that no run names any more. */
export function forgetCards(db: Database): void {
  db.sql('delete from card where hash not in (select cards from run where cards is not null)').run()
}

function hashOf(json: string): string {
  return `sha256:${createHash('sha256').update(json).digest('hex')}`
}
