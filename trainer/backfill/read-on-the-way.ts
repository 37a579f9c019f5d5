import type { Stretch } from '#src/run-state/index.ts'
import { isDue, lengthsOf, startsBefore, type Adaptive, type LoggedCommand } from '#src/vocabulary/index.ts'
import { type AttachedProbe, dueByCurveOf, type Measured, measuresAt } from '#trainer/observing/index.ts'
import type { BackfillRequest } from './request.ts'

/** The first step that is measured for a request: where a cadence follows the curve, what it goes by lies before what is wanted. */
export function firstRead(request: BackfillRequest, { cadence }: AttachedProbe, log: readonly LoggedCommand[]): number {
  const { gaps, since, attach, beside } = request
  const from = gaps[0]?.from ?? since
  const retuned = log.flatMap(({ command }) =>
    command.type === 'retune' && command.probe === attach.probe ? (command.cadence ?? []) : [],
  )
  const all = [cadence, ...retuned, ...(beside?.except ?? []).map((rhythm) => rhythm.cadence)]
  const firsts = all.filter((one) => one.kind === 'adaptive').map((one) => startsBefore(one, from)[0])
  return Math.max(Math.min(since, from), Math.min(from, ...firsts))
}

/**
 * Whether a step is measured only because a cadence that follows the curve goes by its value: that of the request, or one by
 * which some of what it leaves out was measured. What is measured so is told to nobody.
 */
export function isReadOnTheWay(
  { gaps, past, beside }: BackfillRequest,
  standing: AttachedProbe,
  step: number,
  measured: Measured,
): boolean {
  if (past === 'checkpoints') return false
  const { cadence, probe } = standing
  const isDueBy = dueByCurveOf(probe, measured)
  const isOwn = cadence.kind === 'adaptive' && isNear(cadence, gaps, step) && measuresAt(standing, step, measured)
  if (isOwn) return true
  return (beside?.except ?? []).some((rhythm) => {
    const { cadence: other, from, since = from, to } = rhythm
    if (other.kind !== 'adaptive' || step < since || step > to) return false
    return isNear(other, gaps, step) && isDueBy(rhythm, step)
  })
}

/** Whether a cadence goes by a step, to know when it is due in one of the stretches. */
function isNear(cadence: Adaptive, gaps: readonly Stretch[], step: number): boolean {
  return gaps.some(({ from, to }) => {
    if (step > to || step < startsBefore(cadence, from)[0]) return false
    return step >= lengthsOf(cadence, from).start || isDue(cadence, step)
  })
}
