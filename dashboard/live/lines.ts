import {
  auditTime,
  catchError,
  filter,
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
import { messageOf, type RunId, type RunsPage, type RunsQuestion, type RunSummary } from '#src/vocabulary/index.ts'
import type { Session } from './session.ts'

/** Those that a question about runs needs of the conversation with the hub. */
export type Listing = Pick<Session, 'ready$' | 'line$' | 'removed$' | 'list'>

/** A page of runs as it is known; why the last question went unanswered. */
export interface KnownRuns extends RunsPage {
  readonly why: string | null
}

/** What is new may be asked about so often. */
const AGAIN_MS = 1_000

/**
 * The answer to a question about runs, kept current: asked at each connection, its lines replaced as they change, those
 * that are removed left out. A run that is not among them and `mayBelong` has the question asked again, once for each
 * status that it comes to.
 */
export function listed(
  session: Listing,
  question: RunsQuestion,
  mayBelong: (line: RunSummary, known: RunsPage) => boolean = () => true,
): Observable<KnownRuns> {
  const wanted = new Subject<void>()
  const strangers = new Set<string>()
  const again$ = wanted.pipe(auditTime(AGAIN_MS))
  const answer$ = session.ready$.pipe(
    switchMap(() => again$.pipe(startWith(undefined))),
    switchMap(() =>
      from(session.list(question)).pipe(
        map((page) => (): KnownRuns => ({ ...page, why: null })),
        catchError((error: unknown) => of((known: KnownRuns): KnownRuns => ({ ...known, why: messageOf(error) }))),
      ),
    ),
  )
  const line$ = session.line$.pipe(
    map((line) => (known: KnownRuns): KnownRuns => {
      // Whoever has a line again was restored.
      if (question.removed === true) return without(known, line.run.id)
      const before = known.runs.find((one) => isSame(one, line))
      if (before !== undefined) {
        if (mayMove(before, line, question)) wanted.next()
        return { ...known, runs: known.runs.map((one) => (isSame(one, line) ? line : one)) }
      }
      const stranger = `${line.run.id} ${line.status}`
      if (!strangers.has(stranger) && mayBelong(line, known)) wanted.next()
      strangers.add(stranger)
      return known
    }),
  )
  const removed$ = session.removed$.pipe(
    map((id) => (known: KnownRuns) => (question.removed === true ? known : without(known, id))),
    tap(() => wanted.next()),
  )
  return merge(answer$, line$, removed$).pipe(
    scan((known, change) => change(known), NOTHING),
    filter((page) => page !== NOTHING),
  )
}

const NOTHING: KnownRuns = { runs: [], total: 0, why: null }

function isSame(one: RunSummary, other: RunSummary): boolean {
  return one.run.id === other.run.id
}

/** Whether a line that has changed may belong elsewhere by now, or has values that only the hub knows. */
function mayMove(before: RunSummary, line: RunSummary, { values = [], status }: RunsQuestion): boolean {
  return (
    values.length > 0 || before.archived !== line.archived || (status !== undefined && before.status !== line.status)
  )
}

function without(page: KnownRuns, id: RunId): KnownRuns {
  const place = page.runs.findIndex(({ run }) => run.id === id)
  if (place === -1) return page
  const { runs, values, total } = page
  return {
    ...page,
    runs: runs.toSpliced(place, 1),
    ...(values !== undefined && { values: values.toSpliced(place, 1) }),
    total: total - 1,
  }
}
