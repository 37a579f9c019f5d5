import { nearestName, type RunRead } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import type { RememberedRun } from './remembered-run.ts'

/**
 * What expressions read that no run has, in a sentence each: it compares false everywhere, which looks like an answer. It is
 * no error, since runs that have it may still come.
 */
export function hintsAbout(db: Database, reads: readonly RunRead[], runs: readonly RememberedRun[]): readonly string[] {
  if (runs.length === 0) return []
  return [...new Set(reads.flatMap((read) => hintAbout(db, read, runs) ?? []))]
}

function hintAbout(db: Database, read: RunRead, runs: readonly RememberedRun[]): string | null {
  switch (read.kind) {
    case 'parameter':
      if (runs.some((run) => run.parameter(read.name) !== null)) return null
      return sentence('setting', read.name, new Set(runs.flatMap((run) => Object.keys(run.parameters))))
    case 'series':
    case 'at':
    case 'area':
      if (runs.some((run) => run.has(read.series))) return null
      return sentence('scalar series', read.series, namesIn(db, 'select distinct name from series where frames = 0'))
    case 'onset':
      if (runs.some((run) => run.onset(read.mark) !== null)) return null
      return sentence('mark', read.mark, namesIn(db, 'select source as name from mark union select label from mark'))
    default:
      return null
  }
}

function sentence(thing: string, name: string, known: Iterable<string>): string {
  const nearest = nearestName(
    name,
    [...known].filter((one) => one !== name),
  )
  return `None of these runs has a ${thing} '${name}'${nearest === null ? '' : `; did you mean '${nearest}'?`}`
}

function namesIn(db: Database, text: string): readonly string[] {
  return db
    .sql(text)
    .all()
    .map(({ name }) => String(name))
}
