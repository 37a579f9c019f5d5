import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { OVERLAP_CENTERS, overlapDensity, replicaOverlaps } from './maths/physics/replica-overlaps.ts'
import { replicasOption } from './maths/physics/replicas-option.ts'

/** How alike two replicas are, over all pairs. One peak is one state; a broad P(q) is what Parisi's solution has in a glass. */
export const overlapDistribution = defineProbe({
  id: 'overlap-distribution',
  name: 'Overlap distribution',
  symbol: 'P(q)',
  formula: String.raw`P(q) = \frac{2}{R(R-1)} \sum_{a < b} \delta(q - q_{ab}), \qquad q_{ab} = \frac{s^a \cdot s^b}{\lVert s^a \rVert\,\lVert s^b \rVert}`,
  unit: '1',
  about:
    'Density of the overlaps of all pairs of replicas: outputs, activations, weights or spins of networks that differ ' +
    'by seed or draw, one row each. A peak at 0 for unrelated replicas, one at q_EA for a single state, both and ' +
    'what lies between for many states',
  caveat:
    'R replicas give R(R − 1)/2 pairs, which are not independent. Overlaps of weights are meaningless where hidden ' +
    'neurons can be permuted: align the networks first, or take outputs. A symmetry s → −s makes P(q) even. It is ' +
    'that of these draws, not averaged over disorder',
  estimator:
    'Exact overlaps in float64 of rows at unit length; 41 bins of equal width from −1 to 1, so that the densities sum to 41/2',
  edges: 'Needs 2 replicas. Absent where a replica is all zero or holds NaN or an infinity',
  reference: 'Parisi 1983, Phys. Rev. Lett. 50, 1946; Mézard, Parisi & Virasoro 1987, Spin Glass Theory and Beyond',
  needs: ['draws'],
  cost: 'pass',
  cadence: every(1000),
  group: 'ensembles',
  output: spectrum({ axis: 'overlap q', grid: OVERLAP_CENTERS, range: [0, OVERLAP_CENTERS.length / 2 + 1e-9] }),
  options: [replicasOption],
  measure: ({ draws }, { linalg, options }) => {
    const overlaps = replicaOverlaps(draws, Number(options.replicas), linalg)
    return isAbsent(overlaps) ? overlaps : overlapDensity(overlaps)
  },
})
