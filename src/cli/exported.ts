import { matchesGlob } from 'node:path'
import { stateFromFacts } from '#src/run-state/index.ts'
import type { Store } from '#src/store/index.ts'
import { csvField, unknownName, type Column, type RunId } from '#src/vocabulary/index.ts'
import { CSV_HEADER, linesFromColumn, rowsFromColumn } from './lines.ts'
import { linesFromNotes, NOTES_HEADER, rowsFromNotes } from './note-lines.ts'

/** What of the runs is written. */
export interface Wanted {
  readonly series: string
  readonly notes: boolean
}

/** Every line of one run, series by series, in order of step. */
export async function* linesOfRun(
  store: Store,
  run: RunId,
  format: 'csv' | 'ndjson',
  { series, notes: only }: Wanted,
): AsyncGenerator<string> {
  const notes = await notesOf(store, run)
  if (only) return yield* format === 'csv' ? rowsFromNotes(notes) : linesFromNotes(notes)
  const chosen = await chosenOf(store, [run], series)
  if (format === 'csv') yield CSV_HEADER
  for await (const { column } of columnsOf(store, chosen))
    yield* format === 'csv' ? rowsFromColumn(column) : linesFromColumn(column)
  if (format === 'ndjson') yield* linesFromNotes(notes)
}

/** The lines of many runs as one table in long form: each says whose it is. */
export async function* linesOfRuns(
  store: Store,
  runs: readonly RunId[],
  format: 'csv' | 'ndjson',
  { series, notes: only }: Wanted,
): AsyncGenerator<string> {
  if (format === 'csv') yield `run,${only ? NOTES_HEADER : CSV_HEADER}`
  const chosen = only ? [] : await chosenOf(store, runs, series)
  for await (const { run, column } of columnsOf(store, chosen)) {
    if (format === 'ndjson') yield* linesFromColumn(column, { run })
    else for (const row of rowsFromColumn(column)) yield `${csvField(run)},${row}`
  }
  if (!only && format === 'csv') return
  for (const run of runs) {
    const notes = await notesOf(store, run)
    if (format === 'ndjson') yield* linesFromNotes(notes, { run })
    else for (const row of rowsFromNotes(notes).drop(1)) yield `${csvField(run)},${row}`
  }
}

/** A series of a run. */
interface Chosen {
  readonly run: RunId
  readonly name: string
}

/** The series of some runs that a pattern names, of which there is to be one. */
export async function chosenOf(store: Store, runs: readonly RunId[], glob: string): Promise<readonly Chosen[]> {
  const known = new Set<string>()
  const chosen: Chosen[] = []
  for (const run of runs) {
    for (const { name, probe } of await store.series(run)) {
      known.add(name)
      if (matches(name, glob) || matches(probe, glob)) chosen.push({ run, name })
    }
  }
  if (chosen.length === 0) throw unknownName('series', glob, [...known])
  return chosen
}

export async function* columnsOf(
  store: Store,
  chosen: readonly Chosen[],
): AsyncGenerator<{ readonly run: RunId; readonly column: Column }> {
  for (const { run, name } of chosen) for await (const column of store.columns(run, name)) yield { run, column }
}

async function notesOf(store: Store, run: RunId) {
  return stateFromFacts(await store.facts(run)).notes
}

/**
 * `weight-norm/*` and `*-norm/w1` match series; `weight-norm` and `*-norm` all parts of a probe. All is all: a name may have line breaks or dots,
 * which a pattern does not match.
 */
function matches(name: string, glob: string): boolean {
  return name === glob || glob === '**' || matchesGlob(name, glob)
}
