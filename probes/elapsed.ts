import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'

/** The time since the run started. Its slope is the cost of a step; a kink is a probe or a busy machine. */
export const elapsed = defineProbe({
  id: 'elapsed',
  name: 'Elapsed time',
  symbol: 't',
  formula: String.raw`t_{\mathrm{now}} - t_{\mathrm{start}}`,
  unit: 's',
  about:
    'The time that the run has taken so far; its slope shows the speed of the training and the cost of attached ' +
    'probes',
  caveat: 'A property of the machine, not of the network: the only series that differs between repetitions of a run',
  estimator: 'A monotonic clock, read when the probe measures',
  edges: 'Starts at 0 with the run; pauses count',
  reference: 'POSIX.1-2017, clock_gettime, CLOCK_MONOTONIC',
  needs: ['clock'],
  cost: 'free',
  cadence: every(1),
  group: 'time',
  output: scalar(),
  options: [],
  measure: ({ clock }) => clock.elapsedSeconds,
})
