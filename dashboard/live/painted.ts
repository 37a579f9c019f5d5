import { map, mergeMap, scan, share, Subject, throttleTime, type Observable } from 'rxjs'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { latencySummary, withPainting, type LatencySummary, type Painting } from './latency.ts'
import { afterPaint, perPaint } from './paint.ts'
import type { Delivery } from './session.ts'

/**
 * Frames in the rhythm of the screen, for whoever draws them; once they are on it they are acknowledged, and how late
 * they were is known. `aheadMs` says how far the hub's clock is ahead of this one.
 */
export function paintedFrames(
  delivery$: Observable<Delivery>,
  aheadMs: () => number,
): { readonly frames$: Observable<ViewerFrame>; readonly latency$: Observable<LatencySummary> } {
  const painted = new Subject<Painting>()
  const drawing = (batch: readonly Delivery[]): ViewerFrame[] => {
    afterPaint(() => {
      const at = Date.now()
      for (const { frame, drawn, inSight } of batch) {
        const latencyMs = Math.max(0, at + aheadMs() - frame.at)
        if (inSight) painted.next({ at, latencyMs, conflated: frame.conflated })
        drawn()
      }
    })
    return batch.map(({ frame }) => frame)
  }
  return {
    frames$: delivery$.pipe(perPaint, mergeMap(drawing), share()),
    latency$: painted.pipe(
      scan(withPainting, [] as readonly Painting[]),
      // Twice a second is as often as a person reads a number.
      throttleTime(500, undefined, { leading: true, trailing: true }),
      map(latencySummary),
    ),
  }
}
