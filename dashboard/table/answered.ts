import { combineLatest, map, scan, type Observable } from 'rxjs'
import { jsonFromRunValue, type RunsGroup } from '#src/vocabulary/index.ts'
import { listed, type KnownRuns, type Listing } from '#dashboard/live/lines.ts'
import type { Column } from './columns.ts'
import { groupsOf, type Grouping } from './groups.ts'
import type { Stretch } from './layout.ts'
import { inGroup, isTopOfNewest, pageOf, questionOf, underWayFirst, type Question } from './parts-of.ts'
import type { TableAddress } from './table-address.ts'

/** What a table is asked to show. */
export interface Asked {
  readonly table: TableAddress
  readonly columns: readonly Column[]
}

/** Runs of the table that one question finds. */
export interface Part extends Stretch {
  readonly key: string
  /** What its runs have in common; null where that is nothing. */
  readonly group: RunsGroup | null
  readonly question: Question
}

/** A part as the hub tells of it; whether it is open is the reader's. */
export type FoundPart = Omit<Part, 'isOpen'>

/** What the hub has of what was asked. */
export interface Answered {
  readonly asked: Asked
  readonly parts: readonly FoundPart[]
  /** The first page of each part where that was asked for with it. */
  readonly first: readonly KnownRuns[]
  readonly why: string | null
}

/** What the hub has of what is asked, kept current: the groups, or the first page of each list. */
export function answeredOf(session: Listing & Grouping, asked: Asked): Observable<Answered> {
  const question = questionOf(asked.table, asked.columns)
  const by = asked.table.group
  if (by !== null)
    return groupsOf(session, question, by).pipe(
      map(({ groups, why }) => ({ asked, parts: groups.map((group) => partOf(group, question, by)), first: [], why })),
    )
  const questions = isTopOfNewest(asked.table) ? underWayFirst(question) : [question]
  return combineLatest(questions.map((one) => listed(session, pageOf(one, 0)))).pipe(
    map((first) => ({
      asked,
      parts: first.map(({ total }, i) => listOf(questions[i]!, i, total)),
      first,
      why: first.find(({ why }) => why !== null)?.why ?? null,
    })),
  )
}

/** Leaves what was shown where nothing is known of what is asked now, such as an expression that is being typed; and says why. */
export function keepingShown(answered$: Observable<Answered>): Observable<Answered | null> {
  return answered$.pipe(
    scan(
      (before: Answered | null, next: Answered) =>
        next.why !== null && before !== null && next.first.every(({ runs }) => runs.length === 0)
          ? { ...before, asked: next.asked, why: next.why }
          : next,
      null,
    ),
  )
}

/** Whether two ask the hub the same. */
export function isSameAsked(one: Asked | null, other: Asked | null): boolean {
  return JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other))
}

function keyOf(asked: Asked | null) {
  return asked === null ? null : [questionOf(asked.table, asked.columns), asked.table.group]
}

function partOf(group: RunsGroup, question: Question, by: string): FoundPart {
  return {
    key: JSON.stringify(jsonFromRunValue(group.value)),
    group,
    question: inGroup(question, by, group.value),
    hasHead: true,
    runs: group.runs,
  }
}

function listOf(question: Question, place: number, runs: number): FoundPart {
  return { key: String(place), group: null, question, hasHead: false, runs }
}
