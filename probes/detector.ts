import { absent, every } from '#src/vocabulary/index.ts'
import type { Probe } from './define.ts'
import type { DetectorDefinition } from './detectors/define.ts'

/**
 * A detector as what can be attached to a run: a probe of series whose output is an event. It is at every step that one of its series
 * has a point, and what it says is a mark of the run.
 */
export function detectorProbe({ initial, next, ...said }: DetectorDefinition): Probe {
  return {
    ...said,
    unit: '1',
    needs: ['series'],
    cost: 'free',
    cadence: every(1),
    group: 'transitions',
    output: { kind: 'event', parts: 'one', headline: null, scale: 'linear', range: null, axis: null, grid: null },
    theory: [],
    nulls: [],
    remembers: false,
    detection: { initial, next },
    measure: () => absent(`'${said.id}' is a detector: it gives events and no numbers; ask it by phasescope detect`),
  }
}
