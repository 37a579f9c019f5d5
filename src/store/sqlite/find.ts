import { inOrderOfValue, isPlaced, PhasescopeError, type RunId, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts' // prettier-ignore
import { holdsOfRun, valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import { readsOfClause, readsOfExpression } from '#src/vocabulary/run-expression/reads.ts'
import type { Database } from './database.ts'
import { clauseOf, expressionOf } from './expressions.ts'
import { hintsAbout } from './hints.ts'
import { rememberedRun, type RememberedRun } from './remembered-run.ts'
import type { Place } from './list.ts'

/** What came of looking at each run that a question may be about. */
export interface Found {
  readonly places: readonly Place[]
  readonly total: number
  readonly damaged: readonly RunId[]
  readonly hints: readonly string[]
}

/** Whether each run has to be looked at: what the index of lines cannot tell. */
export function isByExpression({ where, by, regex }: RunsQuestion): boolean {
  return isSaid(where) || isSaid(by) || isSaid(regex)
}

/** Of these runs, in their order, those for which the expressions of a question hold, sorted by the one it names. */
export function found(
  db: Database,
  question: RunsQuestion,
  candidates: readonly Place[],
  from: number,
  size: number,
): Found {
  const { regex, descending = true } = question
  const clause = isSaid(question.where) ? clauseOf(db, question.where) : null
  const by = isSaid(question.by) ? expressionOf(db, question.by) : null
  const damaged = new Set<RunId>()
  const looked = candidates.flatMap((place) => readable(db, place, damaged))
  const holding = looked.filter(({ run }) => {
    if (isSaid(regex) && !run.matches(regex, run.id) && !run.matches(regex, String(run.field('name')))) return false
    return clause === null || undamaged(run, damaged, () => holdsOfRun(clause, run))
  })
  const sorted =
    by === null
      ? holding
      : inOrder(holding, ({ run }) => undamaged(run, damaged, () => valueOfRun(by, run)), descending)
  const reads = [...(clause === null ? [] : readsOfClause(clause)), ...(by === null ? [] : readsOfExpression(by))]
  const runs = looked.map(({ run }) => run)
  return {
    places: sorted.slice(from, from + size).map(({ place }) => place),
    total: sorted.length,
    damaged: [...damaged],
    hints: hintsAbout(db, reads, runs),
  }
}

interface Looked {
  readonly place: Place
  readonly run: RememberedRun
}

/** A run whose row is damaged is left out, and said. */
function readable(db: Database, place: Place, damaged: Set<RunId>): Looked[] {
  try {
    return [{ place, run: rememberedRun(db, place.key, place.checksum) }]
  } catch (error) {
    if (!(error instanceof PhasescopeError)) throw error
    damaged.add(place.id)
    return []
  }
}

function undamaged<T>(run: RememberedRun, damaged: Set<RunId>, read: () => T): T {
  run.isDamaged = false
  const value = read()
  if (run.isDamaged) damaged.add(run.id)
  return value
}

/** Sorted by value, whatever comes without one last; of equal values in the order that they had. */
function inOrder<T>(all: readonly T[], valueOf: (one: T) => RunValue, descending: boolean): T[] {
  const valued = all.map((one) => ({ one, value: valueOf(one) }))
  const placed = valued.filter(({ value }) => isPlaced(value))
  const sign = descending ? -1 : 1
  placed.sort((a, b) => sign * inOrderOfValue(a.value, b.value))
  return [...placed, ...valued.filter(({ value }) => !isPlaced(value))].map(({ one }) => one)
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== ''
}
