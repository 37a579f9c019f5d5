import type { Column, Mark, RunId, SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import type { RunRow } from './run-row.ts'
import { runRow } from './run-row.ts'
import { knownSeries, type KnownSeries } from './known-series.ts'
import { writerRow, type WriterRow } from './writers.ts'
import type { FactRow } from './facts.ts'

/** A run while a batch of its Reports is kept: as it is stored, and what is to be written of it. */
export interface Draft {
  readonly id: RunId
  /** Null until it has begun. */
  run: (Omit<RunRow, 'key'> & { readonly key: number | null }) | null
  /** The text of its cards, where they are to be kept. */
  cards: { readonly hash: string; readonly json: string } | null
  readonly writers: Map<string, WriterRow>
  readonly series: Map<string, SeriesDraft>
  readonly facts: Omit<FactRow, 'run'>[]
  readonly marks: Mark[]
  /** Whether it ends in this batch. */
  isOver: boolean
}

/** A series in a draft: a batch of many Reports becomes one append a series. */
export interface SeriesDraft {
  readonly row: KnownSeries | null
  readonly writer: string
  readonly frames: 0 | 1
  /** What is said of it anew. */
  declaration: SeriesDeclaration | null
  readonly columns: Column[]
  points: number
}

export function draftOf(db: Database, id: RunId): Draft {
  return {
    id,
    run: runRow(db, id),
    cards: null,
    writers: new Map(),
    series: new Map(),
    facts: [],
    marks: [],
    isOver: false,
  }
}

export function writerIn(db: Database, draft: Draft, writer: string): WriterRow {
  const known = draft.writers.get(writer) ?? writerRow(db, draft.id, writer)
  return known ?? { run: draft.id, writer, secret: null, next: 0, main: 0 }
}

/** A series that is stored, or is to be; null for one never heard of. */
export function seriesIn(db: Database, draft: Draft, name: string): SeriesDraft | null {
  const drafted = draft.series.get(name)
  if (drafted !== undefined) return drafted
  const key = draft.run?.key ?? null
  const row = key === null ? null : knownSeries(db, key, name)
  if (row === null) return null
  const known = emptySeries(row, row.writer, row.frames)
  draft.series.set(name, known)
  return known
}

export function emptySeries(row: KnownSeries | null, writer: string, frames: 0 | 1): SeriesDraft {
  return { row, writer, frames, declaration: null, columns: [], points: 0 }
}
