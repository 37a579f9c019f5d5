import { concatMap, connect, EMPTY, last, merge, of, takeUntil, type Observable, type OperatorFunction } from 'rxjs'
import { cardOf, type Probe } from '#probes/define.ts'
import { usageError, type Report } from '#src/vocabulary/index.ts'
import type { Offer } from '#trainer/observing/index.ts'
import type { Mailbox } from '#trainer/run/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { openCheckerWhenNeeded } from '#trainer/user-files/index.ts'
import { openProbeChecker } from './probe-checker.ts'
import { PROJECT_PROBES } from './project-probes.ts'
import { watchProbeFolders, type ProbeFileEvent } from './watch-probe-folders.ts'

/** Where the user-defined probes of a run come from. */
export interface UserProbes {
  /** Folders that are watched while it is live, besides the project's own probes/. */
  readonly folders: readonly string[]
  /** Where the source of every version that was offered is kept, for this run alone. */
  readonly kept: string
}

/** The run to which they are offered. */
export interface Ground {
  /** What can be attached: a version is added when it is offered, and none is taken away. */
  readonly shelf: Probe[]
  readonly detectors: readonly Pick<Probe, 'id'>[]
  readonly experiment: Offer
  readonly mailbox: Pick<Mailbox, 'post'>
  readonly tf: Tf
}

/** Adds to a run's Reports what becomes of probe files that are saved while it goes on. */
export function offering({ folders, kept }: UserProbes, ground: Ground): OperatorFunction<Report, Report> {
  const { shelf, detectors, experiment, mailbox, tf } = ground
  let step = 0

  /** On the run as it stands, between two steps, as if it were attached; it is on the shelf for as long as that takes. */
  function tryOut(probe: Probe): Promise<void> {
    shelf.push(probe)
    return new Promise((resolve, reject) => {
      mailbox.post({
        command: { type: 'try', probe: probe.id },
        answer(outcome) {
          if (outcome.ok) {
            step = outcome.step
            return resolve()
          }
          shelf.splice(shelf.indexOf(probe), 1)
          reject(usageError(outcome.why))
        },
      })
    })
  }

  function reportsOf(event: ProbeFileEvent): Observable<Report> {
    if (event.type === 'rejected') return of({ ...event, step })
    if (event.type !== 'offered') return EMPTY
    if (!shelf.includes(event.probe)) shelf.push(event.probe)
    return of({ type: 'offered', probe: cardOf(event.probe), file: event.file, step })
  }

  const judging = { probes: [...shelf], detectors, experiment, kept, tf, tryOut }
  return (report$) =>
    report$.pipe(
      connect((shared$) => {
        const ended$ = shared$.pipe(last(null, null))
        const checkerFor = () => (folders.length === 0 ? openCheckerWhenNeeded(openProbeChecker) : openProbeChecker())
        const own$ = watchProbeFolders([PROJECT_PROBES, ...folders], judging, checkerFor).pipe(
          concatMap(reportsOf),
          takeUntil(ended$),
        )
        return merge(shared$, own$)
      }),
    )
}
