import {
  combineLatest,
  debounce,
  distinctUntilChanged,
  map,
  of,
  startWith,
  Subject,
  switchMap,
  timer,
  type Observable,
} from 'rxjs'
import type { RunSummary } from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { listed, type KnownRuns, type Listing } from '#dashboard/live/lines.ts'
import { aliveFirst } from './alive-first.ts'
import { aliveOf, PAGE_SIZE, questionOf, type ListAddress } from './list-question.ts'

/** Who types waits so long for the last letter to be asked about. */
const TYPING_MS = 150

interface Shown {
  readonly list: ListAddress
  readonly page: KnownRuns
  readonly alive: readonly RunSummary[]
}

/** The run list as a page looks at it: one page of it, asked of the hub, kept current while it is shown. */
export class RunList {
  readonly #wanted = new Subject<ListAddress>()
  readonly #shown: Latest<Shown | null>
  readonly #running: Latest<number>
  #asked = $state.raw<ListAddress | null>(null)

  constructor(session: Listing) {
    let isFirst = true
    const list$ = this.#wanted.pipe(
      debounce(() => timer(isFirst ? 0 : TYPING_MS)),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
    )
    const shown$ = list$.pipe(
      switchMap((list) => {
        isFirst = false
        return combineLatest([listed(session, questionOf(list)), aliveRuns(session, list)]).pipe(
          map(([page, alive]): Shown => ({ list, page, alive })),
        )
      }),
    )
    this.#shown = new Latest<Shown | null>(shown$, null)
    this.#running = new Latest(listed(session, { status: ['running'], size: 1 }).pipe(map(({ total }) => total)), 0)
  }

  /** What is to be shown from now on. */
  ask(list: ListAddress): void {
    this.#asked = list
    this.#wanted.next(list)
  }

  /** Whether what is shown is what was asked for last. */
  get isAnswered(): boolean {
    const shown = this.#shown.current
    return shown !== null && JSON.stringify(shown.list) === JSON.stringify(this.#asked)
  }

  /** The runs of the page, in order; null until the hub has answered for the first time. */
  get runs(): readonly RunSummary[] | null {
    const shown = this.#shown.current
    return shown === null ? null : aliveFirst(shown.alive, shown.page.runs)
  }

  /** How many there are on all pages. */
  get total(): number {
    return this.#shown.current?.page.total ?? 0
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.total / PAGE_SIZE))
  }

  /** Why the hub gave no answer. */
  get why(): string | null {
    return this.#shown.current?.page.why ?? null
  }

  /** How many runs run, whatever is shown. */
  get running(): number {
    return this.#running.current
  }
}

function aliveRuns(session: Listing, list: ListAddress): Observable<readonly RunSummary[]> {
  const question = aliveOf(list)
  if (question === null) return of([])
  return listed(session, question, ({ status }) => status === 'running' || status === 'paused').pipe(
    map(({ runs }) => runs),
    startWith([]),
  )
}
