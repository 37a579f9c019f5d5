import { isDetector } from '#trainer/observing/index.ts'
import type { Watched } from './measure-snapshot.ts'

/**
 * Whether what a probe says of a snapshot depends on what was measured of those before it: one that remembers, a detector, one that
 * reads other series, and one that is due where its own curve bends. All others say the same of a snapshot, whenever they see it.
 */
export function needsOrder({ probe, cadence }: Watched): boolean {
  return (
    probe.memory !== undefined || isDetector(probe) || probe.needs.includes('series') || cadence.kind === 'adaptive'
  )
}
