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
      if (has(known, line.run.id)) return { ...known, runs: known.runs.map((one) => (isSame(one, line) ? line : one)) }
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

function has({ runs }: RunsPage, id: RunId): boolean {
  return runs.some(({ run }) => run.id === id)
}

function isSame(one: RunSummary, other: RunSummary): boolean {
  return one.run.id === other.run.id
}

function without(page: KnownRuns, id: RunId): KnownRuns {
  if (!has(page, id)) return page
  return { ...page, runs: page.runs.filter(({ run }) => run.id !== id), total: page.total - 1 }
}
