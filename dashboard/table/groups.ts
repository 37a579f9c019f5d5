import {
  auditTime,
  catchError,
  from,
  map,
  merge,
  of,
  scan,
  startWith,
  Subject,
  switchMap,
  tap,
  type Observable,
} from 'rxjs'
import { messageOf, type RunsGroup } from '#src/vocabulary/index.ts'
import type { Session } from '#dashboard/live/session.ts'
import { runsAlone, type Question } from './parts-of.ts'

/** What groups need of the conversation with the hub. */
export type Grouping = Pick<Session, 'ready$' | 'line$' | 'removed$' | 'groupsOf'>

/** Groups as they are known; why the last question went unanswered. */
export interface KnownGroups {
  readonly groups: readonly RunsGroup[]
  readonly why: string | null
}

/** What is new may be asked about so often. */
const AGAIN_MS = 1_000

/** The groups that the runs of a question make by an expression, asked for again when a run comes, goes, or comes to stand otherwise. */
export function groupsOf(session: Grouping, question: Question, by: string): Observable<KnownGroups> {
  const wanted = new Subject<void>()
  const seen = new Set<string>()
  const change$ = merge(
    session.line$.pipe(map(({ run, status }) => `${run.id} ${status}`)),
    session.removed$.pipe(map((id) => `${id} removed`)),
  ).pipe(
    tap((what) => {
      if (!seen.has(what)) wanted.next()
      seen.add(what)
    }),
    map(() => (known: KnownGroups | null) => known),
  )
  const answer$ = session.ready$.pipe(
    switchMap(() => wanted.pipe(auditTime(AGAIN_MS), startWith(undefined))),
    switchMap(() =>
      from(session.groupsOf(runsAlone(question), by)).pipe(
        map((groups) => (): KnownGroups => ({ groups, why: null })),
        catchError((error: unknown) =>
          of((known: KnownGroups | null): KnownGroups => ({ groups: known?.groups ?? [], why: messageOf(error) })),
        ),
      ),
    ),
  )
  return merge(answer$, change$).pipe(
    scan((known: KnownGroups | null, change) => change(known), null),
    switchMap((known) => (known === null ? [] : [known])),
  )
}
