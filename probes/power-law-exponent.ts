import { absent, every, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { fitHeavyTail } from './maths/statistics/heavy-tail.ts'
import { sameLayer, singularValuesByLayer } from './maths/algebra/layers.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { longerSide, roundingFloor } from './maths/algebra/spectra.ts'

/** How heavy the tail of a layer's spectrum is. Well-trained layers of large networks are said to have α of 2 to 4. */
export const powerLawExponent = defineProbe({
  id: 'power-law-exponent',
  name: 'Power-law exponent',
  symbol: 'α',
  formula: String.raw`\rho(\lambda) \propto \lambda^{-\alpha}, \qquad \alpha = 1 + k \Big/ \sum_{\lambda_i \ge \lambda_{\min}} \ln\frac{\lambda_i}{\lambda_{\min}}`,
  unit: '1',
  about:
    'Exponent of the tail of the eigenvalues of WᵀW, with its distance from a power law (ks) and the number of ' +
    'eigenvalues in the tail. Smaller is heavier: strong correlations among the weights',
  caveat:
    'Any spectrum gives an exponent: check ks and tail before you trust it. A random matrix gives a large one. ' +
    'Below 50 eigenvalues it is noise. That it predicts generalization is an empirical claim, not theory',
  estimator:
    'Maximum likelihood on the tail, whose start has the smallest distance of Kolmogorov and Smirnov of all ' +
    'eigenvalues, taken as in the program of Clauset et al. and the package powerlaw: below each jump of the ' +
    'empirical distribution. Exponents above 3 are accepted. The error of α is about (α − 1)/√tail',
  edges:
    'Absent below `least` eigenvalues that are not zero to rounding, of the arithmetic (max(n, m) ε σ₁, squared) and of ' +
    'the type that the weights were stored in (½ ε ‖W‖, squared, where that is coarser than float32). Vectors are left ' +
    'out; a layer that contains NaN or an infinity is absent',
  reference: 'Clauset, Shalizi & Newman 2009, arXiv:0706.1062; Martin & Mahoney 2021, arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(100),
  group: 'spectra',
  output: scalars(),
  options: [
    {
      key: 'least',
      about: 'Smallest number of eigenvalues to fit',
      type: 'integer',
      default: 50,
      min: 5,
      max: 100_000,
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg, options }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const least = Number(options.least)
    const parts = Object.entries(spectra).flatMap(([name, spectrum]): [string, number | Absent][] => {
      if (isAbsent(spectrum)) return [[name, spectrum]]
      const sigma = ordinaryNumbers(spectrum).data
      const layer = sameLayer(weights, name, 'weights')
      const floor = roundingFloor({
        largest: sigma[0] ?? 0,
        longest: longerSide(layer),
        epsilon: roundingOf(layer),
        norm: () => Math.hypot(...sigma),
      })
      const eigenvalues = sigma.filter((value) => value > floor).map((value) => value ** 2)
      const count = eigenvalues.length
      if (count < least) return [[name, absent(`Needs ${least} eigenvalues, and '${name}' has ${count}`)]]
      const fit = fitHeavyTail(eigenvalues)
      if (fit === null) return [[name, absent(`All eigenvalues of '${name}' are equal`)]]
      return [
        [name, fit.exponent],
        [`${name}.ks`, fit.distance],
        [`${name}.tail`, fit.count],
      ]
    })
    return Object.fromEntries(parts)
  },
})
