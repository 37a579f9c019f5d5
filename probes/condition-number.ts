import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'
import { noiseFloor } from './maths/algebra/spectra.ts'

/** How unevenly a layer stretches. Large values go with directions that are all but lost on the way through. */
export const conditionNumber = defineProbe({
  id: 'condition-number',
  name: 'Condition number',
  symbol: 'κ',
  formula: String.raw`\kappa = \frac{\sigma_1}{\sigma_{\min(n, m)}}`,
  unit: '1',
  about:
    'Ratio of the largest to the smallest singular value of each layer: 1 for a rotation, infinite where rank is lost',
  caveat:
    'Determined by the smallest singular value, which is the least certain: beyond ' +
    '1/(max(n, m) ε), in float32 some 8e6/max(n, m), it cannot be distinguished from infinity. A square random matrix has a large condition number, of the order of ' +
    'its size',
  estimator: 'Exact singular values, in the precision of the weights',
  edges:
    'Absent where the smallest singular value is below the rounding error of the largest, max(n, m) ε σ₁ with ε of the ' +
    'type that the weights were stored in: the layer has lost rank. Vectors are left out; a layer that contains NaN or ' +
    'an infinity is absent',
  reference: 'Edelman 1988, SIAM J. Matrix Anal. Appl. 9, 543',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars({ scale: 'log' }),
  options: [],
  theory: [
    {
      label: 'Random weights, q = m/n < 1',
      formula: String.raw`\frac{1 + \sqrt{q}}{1 - \sqrt{q}}`,
      value: null,
      reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const numbers = Object.entries(spectra).map(([name, sigma]) => {
      if (isAbsent(sigma)) return [name, sigma]
      const [largest = 0, smallest = 0] = [sigma[0], sigma.at(-1)]
      const isLost = smallest <= noiseFloor(weights[name], largest)
      return [name, isLost ? absent(`The weights of '${name}' do not have full rank`) : largest / smallest]
    })
    return Object.fromEntries(numbers)
  },
})
