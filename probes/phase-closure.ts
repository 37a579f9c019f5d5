import { absent, every } from '#src/vocabulary/index.ts'
import { allFinite } from './maths/algebra/finite.ts'
import { defineProbe, scalar } from './define.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { binsOf, fourierCoefficients } from './maths/algebra/fourier.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { participationRatios } from './maths/algebra/participation.ts'

const LEAST = 2

/** Whether the phases of periodic neurons add up. It falls to 0 as output phases become sums of input phases. */
export const phaseClosure = defineProbe({
  id: 'phase-closure',
  name: 'Phase closure',
  symbol: 'V_ψ',
  formula: String.raw`1 - \Bigl| \frac{1}{N} \sum_j e^{i \psi_j} \Bigr|, \qquad \psi_j = \phi_j^U + \phi_j^V - \phi_j^W`,
  unit: '1',
  about:
    'Circular variance of the output phase of each neuron minus its two input phases: 0 where the phases add up, ' +
    'as in the closed-form solution of modular addition, near 1 where phases are unrelated',
  caveat:
    'Only periodic neurons with the same frequency in all three groups count, so early values come from few ' +
    'neurons. Insensitive to a common offset: phases that all miss by the same angle have no variance. N unrelated ' +
    'phases give about 1 − √(π/4N), not 1. Groups must be called u, v and w',
  estimator: 'Exact: phases of the strongest frequency of the real Fourier transform, averaged in float64',
  edges:
    'A neuron counts if its inverse participation ratio exceeds the threshold in u, v and w, at the same frequency ' +
    'other than 0. Absent with fewer than 2 such neurons, for networks without these groups, and for NaN or infinite weights',
  reference: 'Gromov 2023, arXiv:2301.02679',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(20),
  group: 'structure',
  output: scalar({ range: [0, 1] }),
  options: [
    {
      key: 'threshold',
      about: 'Smallest inverse participation ratio of a neuron that counts',
      type: 'number',
      default: 0.5,
      min: 0,
      max: 1,
    },
    {
      key: 'relation',
      about: 'Whether input phases are added (sum, for a + b) or subtracted (difference, for a − b)',
      type: 'choice',
      default: 'sum',
      choices: ['sum', 'difference'],
    },
  ],
  theory: [
    {
      label: 'Closed-form solution',
      formula: String.raw`\phi^W = \phi^U + \phi^V`,
      value: 0,
      reference: 'Gromov 2023, arXiv:2301.02679',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options }) => {
    const { u, v, w } = residueWeights
    if (u === undefined || v === undefined || w === undefined || u.rows !== v.rows || u.rows !== w.rows) {
      return absent('Needs the groups u, v and w of a network whose neurons add two tables')
    }
    const diverged = Object.entries({ u, v, w }).find(([, { data }]) => !allFinite(data))
    if (diverged !== undefined) return absent(`The weights of '${diverged[0]}' hold NaN or an infinity`)
    const sign = options.relation === 'difference' ? -1 : 1
    const tones = [u, v, w].map((weights) =>
      tonesOf(weights, fourierCoefficients(weights, linalg), options.threshold as number),
    )
    let count = 0
    let east = 0
    let north = 0
    for (let j = 0; j < u.rows; j++) {
      const [left, right, out] = tones.map((group) => group[j] ?? null)
      if (!left || !right || !out || left.frequency !== right.frequency || left.frequency !== out.frequency) continue
      const rest = left.phase + sign * right.phase - out.phase
      count++
      east += Math.cos(rest)
      north += Math.sin(rest)
    }
    if (count < LEAST) return absent(`Needs ${LEAST} neurons that are periodic at one frequency; ${count} are`)
    return Math.max(0, 1 - Math.hypot(east, north) / count)
  },
})

/** Frequency and phase φ of cos(2πkn/p + φ), for rows that are periodic enough; null for the others. */
function tonesOf(weights: Matrix, { data }: Matrix, threshold: number) {
  const { rows, cols } = weights
  const bins = binsOf(cols)
  const ratios = participationRatios(data, bins, 0, roundingOf(weights))
  return Array.from({ length: rows }, (_, row) => {
    const ratio = ratios[row] ?? null
    if (ratio === null || !(ratio > threshold)) return null
    const cosine = (k: number) => data[row * 2 * bins + k] ?? 0
    const sine = (k: number) => data[row * 2 * bins + bins + k] ?? 0
    let best = 0
    for (let k = 1; k < bins; k++) if (Math.hypot(cosine(k), sine(k)) > Math.hypot(cosine(best), sine(best))) best = k
    return best === 0 ? null : { frequency: best, phase: Math.atan2(-sine(best), cosine(best)) }
  })
}
