import type { Fact, Mark } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { keepMoment, momentsFrom, momentsOf, remakeMoments, type MomentRow } from './moments.ts'
import type { RunRow } from './run-row.ts'
import { keepTransition, remakeTransitions, transitionRow, transitionsOf, type TransitionRow } from './transitions.ts'

/** All marks of a run, as they rest: moments add up, and of a transition what was said last holds. */
export interface KeptMarks {
  readonly moments: readonly MomentRow[]
  readonly transitions: readonly TransitionRow[]
}

/** How many lines of each a run has, as its row says. */
type Lines = Pick<RunRow, 'marks' | 'transitions'>

/** Keeps marks of a run, and says how many lines it has then. */
export function keepMarks(db: Database, run: Pick<RunRow, 'key'> & Lines, said: readonly Mark[]): Lines {
  let { marks, transitions } = run
  for (const mark of said) {
    const row = transitionRow(mark)
    if (row === null) marks = keepMoment(db, run.key, marks, mark)
    else transitions = keepTransition(db, run.key, transitions, row)
  }
  return { marks, transitions }
}

/** What the marks of a run come to, from its facts. */
export function marksFrom(facts: readonly Fact[]): KeptMarks {
  const moments: Mark[] = []
  const transitions = new Map<string, TransitionRow>()
  for (const fact of facts) {
    if (fact.type !== 'marked') continue
    const row = transitionRow(fact.mark)
    if (row === null) moments.push(fact.mark)
    else transitions.set(JSON.stringify([row.source, row.key]), row)
  }
  return { moments: momentsFrom(moments), transitions: [...transitions.values()] }
}

/** In the place of whatever was there; says how many lines there are then. */
export function remakeMarks(db: Database, run: number, { moments, transitions }: KeptMarks): Lines {
  remakeMoments(db, run, moments)
  remakeTransitions(db, run, transitions)
  return { marks: moments.length, transitions: transitions.length }
}

/** All of them: none may be missing. */
export function keptMarks(db: Database, run: Pick<RunRow, 'key' | 'id'> & Lines): KeptMarks {
  const moments = run.marks === 0 ? [] : momentsOf(db, run)
  return { moments, transitions: run.transitions === 0 ? [] : transitionsOf(db, run) }
}

export function areSameMarks(some: KeptMarks, others: KeptMarks): boolean {
  return areSame(some.moments, others.moments) && areSame(some.transitions, others.transitions)
}

/** In whatever order. */
function areSame(some: readonly object[], others: readonly object[]): boolean {
  const texts = new Set(some.map(textOf))
  return some.length === others.length && others.every((row) => texts.has(textOf(row)))
}

/** By the names of columns, whatever their order. */
function textOf(row: object): string {
  return JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
