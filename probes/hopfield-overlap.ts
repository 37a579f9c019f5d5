import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { overlapsWithPatterns } from './maths/physics/hopfield.ts'

/** How much of each stored pattern an associative memory holds in mind. 1 is recall; below the capacity one overlap stays near it. */
export const hopfieldOverlap = defineProbe({
  id: 'hopfield-overlap',
  name: 'Overlap with stored patterns',
  symbol: 'm',
  formula: String.raw`m^{\mu} = \frac{1}{N} \sum_i \xi_i^{\mu} s_i`,
  unit: '1',
  about:
    'The order parameter of the Hopfield model, for each pattern: 1 where the state is the pattern, about 1/√N ' +
    'where they are unrelated. Several of similar size are a mixture state; a jump of the largest, as patterns are ' +
    'added, marks the end of retrieval',
  caveat:
    'A pattern and its negative are stored equally, so −1 is retrieval as well. At finite N the transition at P/N ' +
    '= 0.138 is rounded',
  estimator: 'Exact, in float64',
  edges: 'Absent where patterns and state do not have the same number of neurons; NaN gives NaN',
  reference: 'Hopfield 1982, PNAS 79, 2554; Amit, Gutfreund & Sompolinsky 1985, Phys. Rev. Lett. 55, 1530',
  needs: ['memories'],
  cost: 'free',
  cadence: every(1),
  group: 'ensembles',
  output: spectrum({ range: [-1, 1], axis: 'pattern' }),
  theory: [
    {
      label: 'Retrieval at temperature 0',
      formula: String.raw`m = \operatorname{erf}\Bigl(\frac{m}{\sqrt{2 \alpha r}}\Bigr), \quad r = (1 - C)^{-2}, \quad C = \sqrt{\frac{2}{\pi \alpha r}}\; e^{-m^2 / (2 \alpha r)}, \quad \alpha = \frac{P}{N}`,
      value: null,
      reference: 'Amit, Gutfreund & Sompolinsky 1985, Phys. Rev. Lett. 55, 1530',
    },
  ],
  options: [],
  measure: ({ memories: { patterns, state } }) => {
    if (patterns.cols !== state.length)
      return absent(`The patterns have ${patterns.cols} neurons and the state ${state.length}`)
    return overlapsWithPatterns(patterns, state)
  },
})
