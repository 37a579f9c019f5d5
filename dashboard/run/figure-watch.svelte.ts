import {
  auditTime,
  catchError,
  defer,
  filter,
  map,
  merge,
  of,
  repeat,
  startWith,
  switchMap,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs'
import { messageOf, type FigureSoFar } from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import type { Session } from '#dashboard/live/session.ts'
import { isMoving } from './sweep-standing.ts'

type Watching = Pick<Session, 'ready$' | 'line$' | 'removed$' | 'figure'>

/** The figure as it is known; why the last question went unanswered. */
interface KnownFigure {
  readonly figure: FigureSoFar | null
  readonly why: string | null
}

/** How often it is asked for, at most, while runs end; and how often while its sweep goes on and no run ends, or nothing was answered. */
const AGAIN_MS = 1_000
const GOING_MS = 3_000

const NOTHING: KnownFigure = { figure: null, why: null }

/** The figure of an experiment, which fills while its runs are made: here, by a command, or by somebody else. */
export class FigureWatch {
  readonly #known: Latest<KnownFigure>

  constructor(session: Watching, experiment: string) {
    this.#known = new Latest(asked(session, experiment), NOTHING)
  }

  get known(): KnownFigure {
    return this.#known.current
  }
}

/** Asked at each connection, and again when a run of the experiment has changed. */
function asked({ ready$, line$, removed$, figure }: Watching, experiment: string): Observable<KnownFigure> {
  const member$ = line$.pipe(filter(({ run }) => run.experiment === experiment && (run.group ?? null) !== null))
  const again$ = merge(member$, removed$).pipe(auditTime(AGAIN_MS))
  let last: FigureSoFar | null = null
  return ready$.pipe(
    switchMap(() => again$.pipe(startWith(undefined))),
    switchMap(() =>
      defer(() => figure(experiment)).pipe(
        map((now): KnownFigure => ({ figure: (last = now), why: null })),
        catchError((error: unknown) => of<KnownFigure>({ figure: last, why: messageOf(error) })),
        // That a process has ended no run says, and what a busy hub did not answer it may answer now.
        repeat({ delay: () => timer(GOING_MS) }),
        takeWhile(({ figure: now, why }) => why !== null || (now?.sweep != null && isMoving(now.sweep)), true),
      ),
    ),
  )
}
