import { nearestName, type RunRead } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import type { RememberedRun } from './remembered-run.ts'

/** Sentences of one answer: who has misspelled more reads the first ones first. */
const MOST = 8

/** Names among which a similar one is looked for: comparing takes the product of two lengths. */
const COMPARED = 4_096

/**
 * What expressions read that no run has, in a sentence each: it compares false everywhere, which looks like an answer. It is
 * no error, since runs that have it may still come.
 */
export function hintsAbout(db: Database, reads: readonly RunRead[], runs: readonly RememberedRun[]): readonly string[] {
  if (runs.length === 0) return []
  const known = knownNames(db, runs)
  const hints = new Set<string>()
  const looked = new Set<string>()
  for (const read of reads) {
    const missing = missingOf(read)
    if (missing === null || hints.size === MOST) continue
    const { thing, name, isIn } = missing
    const under = `${thing} ${name}`
    if (looked.has(under)) continue
    looked.add(under)
    if (!runs.some(isIn)) hints.add(sentence(thing, name, known(thing)))
  }
  return [...hints]
}

const MARK_NAMES = `select source as name from mark union select label from mark
  union select source from transition union select label from transition union select key from transition limit ?`

type Thing = 'setting' | 'summary' | 'scalar series' | 'mark'

interface Missing {
  readonly thing: Thing
  readonly name: string
  readonly isIn: (run: RememberedRun) => boolean
}

/** What of a run is read by its name, and whether a run has it. */
function missingOf(read: RunRead): Missing | null {
  switch (read.kind) {
    case 'parameter':
      return { thing: 'setting', name: read.name, isIn: (run) => run.parameter(read.name) !== null }
    case 'summary':
      return { thing: 'summary', name: read.name, isIn: (run) => run.summary(read.name) !== null }
    case 'series':
    case 'at':
    case 'area':
    case 'reached':
      return { thing: 'scalar series', name: read.series, isIn: (run) => run.has(read.series) }
    case 'onset':
    case 'transition':
      return { thing: 'mark', name: read.mark, isIn: (run) => run.onset(read.mark) !== null }
    default:
      return null
  }
}

/** The names that there are, read once for all sentences. */
function knownNames(db: Database, runs: readonly RememberedRun[]): (thing: Thing) => readonly string[] {
  const known = new Map<Thing, readonly string[]>()
  const read: Readonly<Record<Thing, () => readonly string[]>> = {
    setting: () => [...new Set(runs.flatMap((run) => Object.keys(run.parameters)))],
    summary: () => [...new Set(runs.flatMap((run) => Object.keys(run.summaries)))],
    'scalar series': () => namesIn(db, 'select distinct name from series where frames = 0 limit ?'),
    mark: () => namesIn(db, MARK_NAMES),
  }
  return (thing) => {
    const names = known.get(thing) ?? read[thing]().slice(0, COMPARED)
    known.set(thing, names)
    return names
  }
}

function sentence(thing: Thing, name: string, known: readonly string[]): string {
  const nearest = nearestName(
    name,
    known.filter((one) => one !== name),
  )
  return `None of these runs has a ${thing} '${name}'${nearest === null ? '' : `; did you mean '${nearest}'?`}`
}

function namesIn(db: Database, text: string): readonly string[] {
  return db
    .sql(text)
    .all(COMPARED)
    .map(({ name }) => String(name))
}
