import { defer, EMPTY, exhaustMap, expand, filter, finalize, from, map, merge, of, tap } from 'rxjs'
import type { Observable, ObservableInput } from 'rxjs'
import type { Envelope, RunId } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { newAllowances, type Allowance } from './allowance.ts'
import { Pending } from './pending.ts'

/** Reports that became durable together, and how far the clock of their trainer was ahead of the hub's. */
export interface Commit {
  readonly envelopes: readonly Envelope[]
  readonly clockAheadMs: number
}

/**
 * What a viewer follows of a run, a frame at a time: the next waits until this one is drawn, and what comes meanwhile is
 * folded into it. So a slow viewer is behind by one frame at most, and slows nobody else. `draw` tells once, and
 * completes, when the viewer has drawn. What waits takes part in the viewer's `allowance`.
 */
export function framesWhenDrawn(
  run: RunId,
  followed$: Observable<readonly string[]>,
  commit$: Observable<Commit>,
  draw: (frame: ViewerFrame) => ObservableInput<unknown>,
  allowance: Allowance = newAllowances().viewer(),
): Observable<ViewerFrame> {
  return defer(() => {
    const pending = new Pending(run)
    let isDrawing = false
    allowance.add(pending)
    const changed$ = merge(
      followed$.pipe(tap((series) => pending.follow(series))),
      commit$.pipe(
        tap(({ envelopes, clockAheadMs }) => {
          pending.add(envelopes, clockAheadMs)
          if (isDrawing) allowance.more() // else it does not wait
        }),
      ),
    )
    return changed$.pipe(
      exhaustMap(() => {
        isDrawing = true
        return untilNothingWaits(() => pending.take(), draw).pipe(finalize(() => (isDrawing = false)))
      }),
      finalize(() => allowance.remove(pending)),
    )
  })
}

/** Takes and draws until nothing is left to take. */
function untilNothingWaits<Frame>(
  take: () => Frame | null,
  draw: (frame: Frame) => ObservableInput<unknown>,
): Observable<Frame> {
  return of(take()).pipe(
    expand((frame) => (frame === null ? EMPTY : from(draw(frame)).pipe(map(take)))),
    filter((frame) => frame !== null),
  )
}
