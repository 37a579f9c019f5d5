import { filter, map, mergeMap, takeUntil, timer, type Observable } from 'rxjs'
import type { RunId } from '#src/vocabulary/index.ts'

/** Runs whose trainer left and did not come back within the grace: a reconnect is not a loss. */
export function goneForGood(
  departed$: Observable<RunId>,
  arrived$: Observable<RunId>,
  graceMs: number,
): Observable<RunId> {
  const back$ = (run: RunId) => arrived$.pipe(filter((arrived) => arrived === run))
  return departed$.pipe(
    mergeMap((run) =>
      timer(graceMs).pipe(
        takeUntil(back$(run)),
        map(() => run),
      ),
    ),
  )
}
