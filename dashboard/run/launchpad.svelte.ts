import {
  auditTime,
  catchError,
  defer,
  filter,
  from,
  map,
  merge,
  of,
  repeat,
  startWith,
  Subject,
  switchMap,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs'
import {
  messageOf,
  type ExperimentCard,
  type Launchable,
  type SweepDeed,
  type SweepForecast,
  type SweepId,
  type SweepRequest,
  type SweepStatus,
} from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import type { Session } from '#dashboard/live/session.ts'
import { isMoving } from './sweep-standing.ts'

type Launching = Pick<
  Session,
  'ready$' | 'line$' | 'removed$' | 'experiments' | 'sweeps' | 'forecast' | 'startSweep' | 'tellSweep'
>

/** Sweeps as they are known; why the last question went unanswered. */
interface KnownSweeps {
  readonly sweeps: readonly SweepStatus[] | null
  readonly why: string | null
}

/** How often the sweeps are asked about, at most, while their runs change; and how often while one goes on and no run changes. */
const AGAIN_MS = 1_000
const GOING_MS = 3_000

const NOTHING: KnownSweeps = { sweeps: null, why: null }

/** What can be launched, what would come of it, and the sweeps that were, kept current as their runs change. */
export class Launchpad {
  readonly #session: Launching
  readonly #launchable: Latest<Launchable | null>
  readonly #known: Latest<KnownSweeps>
  readonly #changed = new Subject<void>()
  #problem = $state<string | null>(null)
  #telling = $state.raw<ReadonlySet<SweepId>>(new Set())

  constructor(session: Launching) {
    this.#session = session
    const launchable$ = session.ready$.pipe(
      switchMap(() => from(session.experiments()).pipe(catchError(() => of(null)))),
    )
    this.#launchable = new Latest(launchable$, null)
    this.#known = new Latest(this.#asked(), NOTHING)
  }

  /** What can be launched; null until the hub has said. */
  get experiments(): readonly ExperimentCard[] | null {
    return this.#launchable.current?.experiments ?? null
  }

  /** What is wrong with files in which somebody has experiments of their own. */
  get faults(): readonly string[] {
    return this.#launchable.current?.faults ?? []
  }

  get known(): KnownSweeps {
    return this.#known.current
  }

  /** Why the last thing that was asked for did not happen. */
  get problem(): string | null {
    return this.#problem
  }

  /** Whether a sweep is being told something. */
  isTold(id: SweepId): boolean {
    return this.#telling.has(id)
  }

  /** What a sweep would be; an error says why it cannot be. */
  forecast(request: SweepRequest): Promise<SweepForecast> {
    return this.#session.forecast(request)
  }

  /** The sweep that has begun; null where it could not, for the reason that is `problem` then. */
  start(request: SweepRequest): Promise<SweepStatus | null> {
    return this.#try(() => this.#session.startSweep(request))
  }

  async tell(id: SweepId, deed: SweepDeed): Promise<void> {
    this.#telling = new Set([...this.#telling, id])
    await this.#try(() => this.#session.tellSweep(id, deed))
    this.#telling = new Set([...this.#telling].filter((other) => other !== id))
  }

  async #try<T>(act: () => Promise<T>): Promise<T | null> {
    this.#problem = null
    try {
      return await act()
    } catch (error) {
      this.#problem = messageOf(error)
      return null
    } finally {
      this.#changed.next()
    }
  }

  /** Asked at each connection, and again when a run of some sweep has changed. */
  #asked(): Observable<KnownSweeps> {
    const { ready$, line$, removed$ } = this.#session
    const member$ = line$.pipe(filter(({ run }) => (run.group ?? null) !== null))
    const again$ = merge(member$, removed$, this.#changed).pipe(auditTime(AGAIN_MS))
    return ready$.pipe(
      switchMap(() => again$.pipe(startWith(undefined))),
      switchMap(() =>
        defer(() => this.#session.sweeps()).pipe(
          // That a process has ended no run says.
          repeat({ delay: () => timer(GOING_MS) }),
          takeWhile((sweeps) => sweeps.some(isMoving), true),
          map((sweeps): KnownSweeps => ({ sweeps, why: null })),
          catchError((error: unknown) => of<KnownSweeps>({ sweeps: this.known.sweeps, why: messageOf(error) })),
        ),
      ),
    )
  }
}
