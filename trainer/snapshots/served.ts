import type { Probe } from '#probes/define.ts'
import { isDetector } from '#trainer/observing/index.ts'
import type { MissingNeed, NeedsOfSnapshot } from './needs-of-snapshot.ts'

/** Which probes of a catalogue the snapshots of a training serve, and what the others lack. */
export interface Served {
  readonly probes: readonly Probe[]
  readonly notServed: ReadonlyMap<string, MissingNeed>
}

/** By one snapshot, and by how many steps lie between it and the one before, where there is one. */
export function servedBy(catalogue: readonly Probe[], needs: NeedsOfSnapshot, gap: number | null): Served {
  const notServed = new Map<string, MissingNeed>()
  const probes = catalogue.filter((probe) => {
    const missing = isDetector(probe) ? null : (tooFarApart(probe, gap) ?? needs.missingFor(probe))
    if (missing !== null) notServed.set(probe.id, missing)
    return missing === null
  })
  return { probes, notServed }
}

function tooFarApart({ memory }: Probe, gap: number | null): MissingNeed | null {
  if (memory === undefined || gap === null || gap <= 1) return null
  return {
    need: 'every step',
    why: `It remembers every step, and the snapshots are ${gap} steps apart; write one at every step`,
  }
}
