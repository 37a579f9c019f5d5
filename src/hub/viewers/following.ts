import { BehaviorSubject, filter, map, type Subscription } from 'rxjs'
import { BOUNDS, usageError, type RunId } from '#src/vocabulary/index.ts'
import { bytesFromFrame, type ViewerFrame } from '#src/wire/query-results.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'
import type { Allowance } from './allowance.ts'
import { framesWhenDrawn } from './frames-when-drawn.ts'
import type { ViewerSocket } from './viewers.ts'

/** What one viewer follows. */
export interface Following {
  /** These series of a run from now on, in place of those before; none of them ends it. */
  follow(run: RunId, series: readonly string[]): void
  end(): void
}

/** Sends what a viewer follows, a frame of each run at a time. What fails of it is told to `failed`, and costs nobody else anything. */
export function following(
  socket: ViewerSocket,
  trainers: Trainers,
  { drawnMs, allowance, failed }: { drawnMs: number; allowance: Allowance; failed: (error: unknown) => void },
): Following {
  const followed = new Map<
    RunId,
    { readonly series$: BehaviorSubject<readonly string[]>; readonly sent: Subscription }
  >()
  const draw = (frame: ViewerFrame) =>
    socket
      .timeout(drawnMs)
      .emitWithAck('frame', bytesFromFrame(frame))
      .catch(() => null)

  function begin(run: RunId, series: readonly string[]): void {
    const series$ = new BehaviorSubject(series)
    const commit$ = trainers.durable$.pipe(
      map((durable) => durable.filter((one) => one.run === run)),
      filter((durable) => durable.length > 0),
      map((durable) => ({
        envelopes: durable.flatMap(({ envelopes }) => envelopes()),
        clockAheadMs: trainers.clockAhead(run),
      })),
    )
    const sent = framesWhenDrawn(run, series$, commit$, draw, allowance).subscribe({ error: failed })
    followed.set(run, { series$, sent })
  }

  return {
    follow(run, series) {
      const there = followed.get(run)
      let together = series.length
      for (const [other, { series$ }] of followed) if (other !== run) together += series$.value.length
      if (together > BOUNDS.seriesFollowedTogether)
        throw usageError(
          `follow: expected at most ${BOUNDS.seriesFollowedTogether} series of all runs together, got ${together}; let go of some`,
        )
      if (series.length === 0) {
        there?.sent.unsubscribe()
        followed.delete(run)
      } else if (there !== undefined) there.series$.next(series)
      else if (followed.size < BOUNDS.runsOpen) begin(run, series)
      else
        throw usageError(
          `follow: expected at most ${BOUNDS.runsOpen} runs at once; let go of one by following none of its series`,
        )
    },
    end() {
      for (const { sent } of followed.values()) sent.unsubscribe()
      followed.clear()
    },
  }
}
