import { createHash } from 'node:crypto'
import { malformed, unknownName, type Report } from '#src/vocabulary/index.ts'
import type { Cards } from '#src/store/store.ts'
import type { Database } from './database.ts'
import { keepNewest, memoryOf } from './memory.ts'
import { damaged } from './row-checksum.ts'

/**
 * Cards are kept once, by the hash of their text: runs of one version share them, and they are a hundred times larger than
 * what else a run says when it starts.
 */
type Started = Extract<Report, { type: 'started' }>

/**
 * A \`started\` Report without its cards, which it names, and their text; null where it only named them before. Nothing is
 * kept by this.
 */
export function withoutCards(started: Started): { report: Started & { cards: string }; json: string | null } {
  const { cards, probes, detectors } = started
  if (cards !== undefined && probes.length === 0 && detectors.length === 0)
    return { report: { ...started, cards }, json: null }
  const json = JSON.stringify({ probes, detectors })
  return { report: { ...started, probes: [], detectors: [], cards: hashOf(json) }, json }
}

/** Cards that only name themselves must be here already. */
export function assertKnownCards(db: Database, hash: string, path: string): void {
  if (!hasCards(db, hash)) throw malformed(path, 'probes and detectors, or the hash of cards that the store has', hash)
}

function hasCards(db: Database, hash: string): boolean {
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

/** Catalogues whose ids are remembered: those of a version or two. */
const REMEMBERED = 16

/** The ids of the probes of a catalogue: asked for with each that somebody offers beside it, and so remembered. */
export function probesOf(db: Database, hash: string): ReadonlySet<string> {
  const memory = memoryOf<string, ReadonlySet<string>>(db, 'probes')
  const known = memory.get(hash) ?? new Set(cardsOf(db, hash).probes.map(({ id }) => id))
  keepNewest(memory, hash, known, REMEMBERED)
  return known
}

/** Forgets the cards that no run names any more. */
export function forgetCards(db: Database): void {
  db.sql('delete from card where hash not in (select cards from run where cards is not null)').run()
}

function hashOf(json: string): string {
  return `sha256:${createHash('sha256').update(json).digest('hex')}`
}
