import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { overlapsWithPatterns } from './maths/physics/hopfield.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'

/** How deep in a valley an associative memory is. Under updates of one neuron at a time it never rises. */
export const hopfieldEnergy = defineProbe({
  id: 'hopfield-energy',
  name: 'Energy of an associative memory',
  symbol: 'E/N',
  formula: String.raw`\frac{E}{N} = -\frac{1}{2N} \sum_{i \ne j} J_{ij} s_i s_j, \qquad J_{ij} = \frac{1}{N} \sum_{\mu} \xi_i^{\mu} \xi_j^{\mu}`,
  unit: '1',
  about:
    'Energy per neuron of the state under Hebb’s couplings. About −½ at a stored pattern, higher at unrelated ' +
    'states; it stops falling where retrieval has reached a minimum, at the pattern or at a spurious one',
  caveat:
    'It cannot rise when neurons are updated one at a time; under synchronous updates it may. Couplings are ' +
    'assumed to be Hebb’s, without self-coupling',
  estimator: 'Exact, in float64, from the overlaps: no N × N matrix is formed',
  edges: 'Absent where patterns and state do not have the same number of neurons; NaN gives NaN',
  reference: 'Hopfield 1982, PNAS 79, 2554',
  needs: ['memories'],
  cost: 'free',
  cadence: every(1),
  group: 'ensembles',
  output: scalar(),
  options: [],
  measure: ({ memories: { patterns, state } }) => {
    const n = state.length
    if (patterns.cols !== n) return absent(`The patterns have ${patterns.cols} neurons and the state ${n}`)
    const all = sumOfSquares(overlapsWithPatterns(patterns, state))
    // What i = j adds to the double sum, which has no self-coupling.
    let self = 0
    patterns.data.forEach((entry: number, at: number) => (self += (entry * (state[at % n] ?? 0)) ** 2))
    return -0.5 * (all - self / n ** 2)
  },
})
