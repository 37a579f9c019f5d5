import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { OVERLAP_CENTERS, overlapDensity, replicaOverlaps } from './maths/physics/replica-overlaps.ts'
import { replicasOption } from './maths/physics/replicas-option.ts'
import { meanOf, momentOf } from './maths/statistics/moments.ts'

/** What P(q) says in a few numbers: how far replicas agree, how much that varies, and the order within a state. */
export const overlapMoments = defineProbe({
  id: 'overlap-moments',
  name: 'Moments of the overlap',
  symbol: '⟨qᵏ⟩, q_EA',
  formula: String.raw`\langle q \rangle, \quad \langle |q| \rangle, \quad \langle q^2 \rangle, \quad \langle q^2 \rangle - \langle q \rangle^2, \quad g = \tfrac{1}{2}\Bigl( 3 - \frac{\langle q^4 \rangle}{\langle q^2 \rangle^2} \Bigr), \quad q_{\mathrm{EA}} = \operatorname*{arg\,max}_{q > 0} \tfrac{1}{2}\bigl( P(q) + P(-q) \bigr)`,
  unit: '1',
  about:
    'Over all pairs of replicas: the mean overlap, which is the Edwards–Anderson parameter if all replicas are in one ' +
    'state (mean), that of its magnitude (absolute), ⟨q²⟩ (second), the variance, which vanishes with size where P(q) ' +
    'is one peak (variance), the Binder ratio of q, 1 for one sharp value and 0 for a Gaussian (binder), and the place of the ' +
    'highest peak of P(|q|) away from 0 (edwards-anderson)',
  caveat:
    'The mean is q_EA only within a single state: with several, or with the symmetry s → −s, take the peak. The peak ' +
    'is that of a histogram, as fine as its bins of 0.05. N⟨q²⟩ is the spin-glass susceptibility',
  estimator:
    'Exact moments over the pairs in float64; the peak is the center of the fullest of the bins of P(q) folded at 0, the ' +
    'one about 0 left out, the lowest of equally full ones',
  edges:
    'Needs 2 replicas. The Binder ratio is absent where all overlaps are 0, the peak where all lie in the bin about 0. Absent where a ' +
    'replica is all zero or holds NaN or an infinity',
  reference:
    'Edwards & Anderson 1975, J. Phys. F 5, 965; Parisi 1983, Phys. Rev. Lett. 50, 1946; Bhatt & Young 1985, Phys. Rev. ' +
    'Lett. 54, 924',
  needs: ['draws'],
  cost: 'pass',
  cadence: every(1000),
  group: 'ensembles',
  output: scalars({ headline: 'mean' }),
  options: [replicasOption],
  measure: ({ draws }, { linalg, options }) => {
    const overlaps = replicaOverlaps(draws, Number(options.replicas), linalg)
    if (isAbsent(overlaps)) return overlaps
    const mean = meanOf(overlaps)
    const [second, fourth] = [momentOf(overlaps, 2), momentOf(overlaps, 4)]
    return {
      mean,
      absolute: momentOf(overlaps.map(Math.abs), 1),
      second,
      variance: momentOf(
        overlaps.map((q) => q - mean),
        2,
      ),
      binder: second === 0 ? absent('All overlaps are 0') : (3 - fourth / second ** 2) / 2,
      'edwards-anderson': peakOf(overlaps) ?? absent('All overlaps lie in the bin about 0'),
    }
  },
})

/** Where |q| is most often; null where it is nowhere but about 0. */
function peakOf(overlaps: Float64Array): number | null {
  const middle = (OVERLAP_CENTERS.length - 1) / 2
  const folded = overlapDensity(overlaps.map(Math.abs)).subarray(middle + 1)
  const top = folded.reduce((largest, density) => Math.max(largest, density), 0)
  return top === 0 ? null : (OVERLAP_CENTERS[middle + 1 + folded.indexOf(top)] ?? null)
}
