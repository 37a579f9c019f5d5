import { absent, every, type Transition } from '#src/vocabulary/index.ts'
import type { Probe } from './define.ts'
import type { DetectorDefinition, Seen } from './detectors/define.ts'

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
    detection: {
      initial,
      next(state, sighting, options) {
        const after = next(state, sighting, options)
        return after.seen.length === 0 ? after : { ...after, seen: after.seen.map(inFiniteNumbers) }
      },
    },
    measure: () => absent(`'${said.id}' is a detector: it gives events and no numbers; ask it by phasescope detect`),
  }
}

/**
 * A Report says of a transition what is finite: of a series that overflows, what it comes to after that is not known, but that it changed is.
 */
function inFiniteNumbers(seen: Seen): Seen {
  const { transition } = seen
  if (transition === undefined) return seen
  const { onset, before, after, score } = transition
  const isKnown = onset !== null && Number.isFinite(onset.low) && Number.isFinite(onset.high)
  const known: Transition = {
    ...transition,
    onset: isKnown ? onset : null,
    before: finiteOrNull(before),
    after: finiteOrNull(after),
    score: Number.isFinite(score) ? score : Number.MAX_VALUE,
  }
  return { ...seen, transition: known }
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
