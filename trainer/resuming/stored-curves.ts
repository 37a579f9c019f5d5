import { probeWithId, type Probe } from '#probes/define.ts'
import type { IsDueBy } from '#src/run-state/index.ts'
import { dueByCurveOf, type Histories } from '#trainer/observing/index.ts'
import type { RunRecord } from './origin.ts'
import { historiesOf } from './own-part.ts'

/**
 * Of each probe, whether one of its rhythms has a value at a step, by the numbers that are stored of it. What a replay filled in
 * between is among them, and changes nothing: a curve is read only where it was measured.
 */
export function storedCurves(
  { columns, lastStep }: Pick<RunRecord, 'columns'> & { readonly lastStep: number | undefined },
  probes: readonly Probe[],
): (id: string) => IsDueBy | undefined {
  let histories: Histories | null = null
  return (id) => {
    const probe = probeWithId(probes, id)
    if (probe === undefined) return undefined
    histories ??= historiesOf({ facts: [], columns: columns.filter(({ lengths }) => lengths === null) }, Infinity)
    return dueByCurveOf(probe, { histories, ...(lastStep !== undefined && { lastStep }) })
  }
}
