import { isIn } from '#src/run-state/index.ts'
import { reportedDrift, type Column, type Drift, type Report } from '#src/vocabulary/index.ts'
import { joinedColumns } from '#trainer/link/index.ts'
import { goalOf, type BackfillRequest } from './request.ts'

/** A past leaves in pieces: what is measured for a request gathers until the next piece, which says how far the past is there. */
export interface Pieces {
  /** Hands a Report of a replayed step to the request that it is for, if it is for one and wanted there. */
  take(report: Report, step: number): void
  /** What has gathered, with the word that the steps up to this one are there. */
  piece(step: number, drift: Drift | null): Report[]
}

/** `isWanted`: whether a request wants what is measured at a step. */
export function openPieces(
  requests: readonly BackfillRequest[],
  isWanted: (request: BackfillRequest, step: number) => boolean,
): Pieces {
  const all = requests.map((request) => piecesOf(request, isWanted))
  return {
    take: (report, step) => all.forEach((one) => one.take(report, step)),
    piece: (step, drift) => all.flatMap((one) => one.piece(step, drift)),
  }
}

function piecesOf(request: BackfillRequest, isWanted: (request: BackfillRequest, step: number) => boolean): Pieces {
  const { gaps, since, beside } = request
  const denser = beside === undefined ? {} : { denser: true }
  const { probe } = request.attach
  let reported = since - 1
  let facts: Report[] = []
  let columns: Column[] = []
  /** Where it threw. */
  let failure: Extract<Report, { type: 'failed' }> | null = null
  const isOurs = (series: string) => series === probe || series.startsWith(`${probe}/`)

  return {
    take(report, step) {
      if (report.type === 'declared' && report.series.probe === probe) facts.push(report)
      if (report.type === 'failed' && report.probe === probe) failure ??= report
      // What was said of it before is left out where it is told.
      if (report.type === 'marked' && report.mark.by === probe) facts.push(report)
      if (!isWanted(request, step)) return
      if (report.type === 'absent' && isOurs(report.series)) facts.push(report)
      if (report.type === 'measured') columns.push(...report.columns.filter(({ series }) => isOurs(series)))
    },
    piece(step, drift) {
      const to = Math.min(step, failure === null ? step : failure.step - 1)
      const goal = goalOf(request)
      const stretches = gaps
        .map((gap) => ({ from: Math.max(gap.from, reported + 1), to: Math.min(gap.to, to) }))
        .filter((stretch) => stretch.from <= stretch.to)
      const filled = stretches.map((stretch): Report => {
        const within = columns.filter(({ steps }) => isIn([stretch], steps[0] as number))
        return {
          type: 'filled',
          probe,
          ...stretch,
          goal,
          columns: joinedColumns(within),
          ...reportedDrift(drift),
          ...denser,
        }
      })
      const end: Report[] =
        failure === null || reported === Infinity ? [] : [{ ...failure, type: 'unfilled', ...denser }]
      const reports = [...facts, ...filled, ...end]
      reported = failure === null ? step : Infinity
      facts = []
      columns = []
      return reports
    },
  }
}
