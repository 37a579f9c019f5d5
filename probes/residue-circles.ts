import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, pointSets } from './define.ts'
import { fourierCoefficients, binsOf } from './maths/algebra/fourier.ts'
import { eachOrdinaryGroup, frequencyPowers, groupPowers, sumOf } from './maths/algebra/frequency-powers.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { strongestFrequency } from './maths/algebra/tuned-neurons.ts'
import { pointsOf, type PointAt } from './maths/geometry/drawable.ts'
import { planeOf } from './maths/geometry/plane.ts'

/** Where the weights put the residues, seen along the strongest frequencies. Clouds become circles when a network groks. */
export const residueCircles = defineProbe({
  id: 'residue-circles',
  name: 'Residues on circles',
  symbol: 'xₙ',
  formula: String.raw`x_n = \frac{Q_k^{\mathsf{T}} (w_n - \bar w)}{\sqrt{\frac{1}{p} \sum_m \lVert w_m - \bar w \rVert^2}}, \qquad Q_k = A (A^{\mathsf{T}} A)^{-1/2}, \quad A = \Bigl[ \sum_n w_n \cos \tfrac{2 \pi k n}{p},\ \sum_n w_n \sin \tfrac{2 \pi k n}{p} \Bigr]`,
  unit: '1',
  about:
    'Each residue n is a vector wₙ of weights, one a neuron; it is drawn in the plane in which that vector turns k times as n goes ' +
    'once through the residues, for the strongest frequencies k of each group of weights, in the order of k. A network that adds by ' +
    'rotations has them on circles of radius 1; random weights have a cloud, crossed by its path',
  caveat:
    'The plane is found from the same weights, so that of more neurons than residues even noise would lie on a ring; therefore each ' +
    'frequency is drawn by the neurons alone whose strongest it is. With `neurons=all` every frequency is drawn by all of them, which ' +
    'suits an embedding whose directions share a few frequencies. Which frequencies are strongest may change from step to step',
  estimator:
    'Exact: sums over the weights in float64 upon Fourier coefficients in the precision of the weights. Axes are the orthonormal pair ' +
    'nearest to the cosine and the sine direction, so that shifting the residues turns the picture and nothing else does. Powers are ' +
    'those of fourier-power; residues are joined in the order of their angle 2πkn/p',
  edges:
    'The mean over residues is left out, and so is the Nyquist frequency of an even p, which turns in no plane. Frequencies that no ' +
    'neuron is tuned to have no picture; of one neuron the picture is a line. Absent where every neuron is constant, and where a ' +
    'weight is NaN or infinite',
  reference:
    'Nanda et al. 2023, arXiv:2301.05217; Gromov 2023, arXiv:2301.02679; orthonormal axes after Löwdin 1950, J. Chem. Phys. 18, 365',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(50),
  group: 'structure',
  output: pointSets({ axis: 'residue', facet: 'frequency', path: 'closed' }),
  options: [
    {
      key: 'circles',
      about: 'How many frequencies are drawn, the strongest',
      type: 'integer',
      default: 4,
      min: 1,
      max: 12,
    },
    {
      key: 'neurons',
      about: 'Which neurons draw a frequency: those whose strongest it is, or all',
      type: 'choice',
      default: 'own',
      choices: ['own', 'all'],
    },
  ],
  theory: [
    {
      label: 'Neurons that are cosines of one frequency, in every phase',
      formula: String.raw`\lVert x_n \rVert = 1`,
      value: null,
      reference: 'Gromov 2023, arXiv:2301.02679',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options }) =>
    eachOrdinaryGroup<Matrix>(residueWeights, (weights) =>
      circlesOf(weights, Number(options.circles), options.neurons === 'all', linalg),
    ),
})

function circlesOf(weights: Matrix, most: number, byAll: boolean, linalg: LinearAlgebra): Matrix | Absent {
  const powers = frequencyPowers(weights, linalg)
  if (sumOf(powers.data) === 0) return absent('No neuron varies over the residues')
  const strongest = strongestFrequency(powers)
  const every = strongest.flatMap((frequency, neuron) => (frequency === null ? [] : neuron))
  const neuronsOf = (k: number) => (byAll ? every : every.filter((neuron) => strongest[neuron] === k))
  const total = groupPowers(weights, linalg)
  const frequencies = Array.from(total, (power, i) => ({ k: i + 1, power, neurons: neuronsOf(i + 1) }))
    // Nyquist's wave has no sine.
    .filter(({ k, power, neurons }) => 2 * k !== weights.cols && power > 0 && neurons.length > 0)
    .sort((one, other) => other.power - one.power || one.k - other.k)
    .slice(0, most)
    .sort((one, other) => one.k - other.k)
  if (frequencies.length === 0) return absent(`A circle needs 3 residues, and there are ${weights.cols}`)
  return pointsOf(frequencies.flatMap(({ k, neurons }) => circle(weights, k, neurons, powers, linalg)))
}

/** The residues in the plane of one frequency, in the order of their angle. */
function circle(weights: Matrix, k: number, neurons: number[], powers: Matrix, linalg: LinearAlgebra): PointAt[] {
  const { cols: modulus, data } = weights
  const bins = binsOf(modulus)
  const coefficients = fourierCoefficients(weights, linalg).data
  const directions = [k, bins + k].map((at) =>
    Float64Array.from(neurons, (neuron) => coefficients[neuron * 2 * bins + at] ?? 0),
  ) as [Float64Array, Float64Array]
  const plane = planeOf(...directions)
  if (plane === null) return []
  // Parseval: the powers are the squared lengths of the rows without their means.
  const squared = sumOf(
    neurons.map((neuron) => sumOf(powers.data.subarray(neuron * powers.cols, (neuron + 1) * powers.cols))),
  )
  const length = Math.sqrt(squared / modulus)
  const means = neurons.map((neuron) => sumOf(data.subarray(neuron * modulus, (neuron + 1) * modulus)) / modulus)
  const along = (axis: Float64Array, n: number) => {
    let sum = 0
    neurons.forEach((neuron, i) => (sum += (axis[i] ?? 0) * ((data[neuron * modulus + n] ?? 0) - (means[i] ?? 0))))
    return sum / length
  }
  const angle = (n: number) => (k * n) % modulus
  return Array.from({ length: modulus }, (_, n) => n)
    .sort((m, n) => angle(m) - angle(n) || m - n)
    .map((n) => ({ facet: k, label: n, x: along(plane.p, n), y: along(plane.q, n) }))
}
