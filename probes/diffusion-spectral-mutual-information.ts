import { absent, every, type Absent, type Estimate } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { membersOfEach } from './maths/statistics/classes.ts'
import { diffusionEntropy, KERNEL_OPTIONS, kernelWidth } from './maths/geometry/diffusion-entropy.ts'
import { among, squaredDistances } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation } from './maths/geometry/representations.ts'
import { meanOfDraws } from './maths/statistics/mean-estimate.ts'

/** How much less spread the examples of one class are than as many at random: what geometry tells of the label. */
export const diffusionSpectralMutualInformation = defineProbe({
  id: 'diffusion-spectral-mutual-information',
  name: 'Diffusion spectral mutual information',
  symbol: 'I_D(h; y)',
  formula: String.raw`\sum_c \frac{n_c}{n} \Bigl[ S_{\mathrm{D}}\bigl(h_R\bigr) - S_{\mathrm{D}}\bigl(h_{y = c}\bigr) \Bigr], \qquad R \text{ random},\; \lvert R \rvert = n_c`,
  unit: 'bit',
  about:
    'Diffusion spectral entropy of random examples minus that of the same number of examples of one class: 0 where ' +
    'the label says nothing about where an example lies, larger the tighter classes are compared with the ' +
    'distances between them',
  caveat:
    'With a fixed σ it depends on the scale of the activations. Classes with few examples give at most log₂ of ' +
    'their number. Random subsets make it noisy and sometimes negative, and such values are kept',
  estimator:
    'Exact entropies in float64; the random subsets are drawn afresh for each class and repetition, without ' +
    'replacement. The standard error is that of the draws, not of the batch',
  edges:
    'A class of one example adds 0. Needs 2 classes. With the median scale, that of the whole batch, absent where ' +
    'half of all pairs coincide. Absent for layers that contain NaN or an infinity',
  reference: 'Liao et al. 2023, arXiv:2312.04823',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(200),
  group: 'information',
  output: scalars(),
  nulls: ['shuffled-labels'],
  options: [
    ...KERNEL_OPTIONS,
    {
      key: 'repetitions',
      about: 'Number of random subsets for each class',
      type: 'integer',
      default: 5,
      min: 2,
      max: 1000,
    },
    {
      key: 'examples',
      about: 'Number of examples of the probe batch, from its first on',
      type: 'integer',
      default: 512,
      min: 4,
      max: 4096,
    },
  ],
  measure: ({ hidden, labels }, { linalg, options, random }) => {
    const n = Math.min(labels.length, Number(options.examples))
    const own = labels.subarray(0, n)
    const classes = membersOfEach(own)
    if (classes.length < 2) return absent('Needs 2 classes, and the probe batch has one')
    // One choice of subsets for all layers: they are compared with each other.
    const repetitions = Array.from({ length: Number(options.repetitions) }, () =>
      classes.map(({ length }) => random.shuffled(own.keys()).slice(0, length)),
    )
    return eachOrdinaryRepresentation(hidden, (x, name, exponent): Estimate | Absent => {
      const squared = among(squaredDistances(x), x.rows, [...own.keys()])
      const sigma = kernelWidth(squared, n, options, exponent)
      if (sigma === 0) return absent(`Half of all pairs of examples coincide in '${name}'`)
      const entropyOf = (chosen: readonly number[]) =>
        diffusionEntropy(among(squared, n, chosen), chosen.length, sigma, Number(options.t), linalg)
      const weighted = (subsets: readonly (readonly number[])[]) =>
        subsets.reduce((sum, chosen) => sum + (chosen.length / n) * entropyOf(chosen), 0)
      const within = weighted(classes)
      return meanOfDraws(repetitions.map((subsets) => weighted(subsets) - within))
    })
  },
})
