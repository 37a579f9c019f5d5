import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { eachOrdinaryRepresentation, withDetails } from './maths/geometry/representations.ts'

/** The information plane of binned activations. Its compression phase is clustering seen through bins, not lost information. */
export const binnedMutualInformation = defineProbe({
  id: 'binned-mutual-information',
  name: 'Binned mutual information',
  symbol: 'I_bin',
  formula: String.raw`I(X; T) = H(T), \qquad I(T; Y) = H(T) - \sum_y p(y)\, H(T \mid y), \qquad T = \lfloor h / \Delta \rfloor`,
  unit: 'bit',
  about:
    'Information that hidden activations, sorted into bins, contain about the example (part input) and about its ' +
    'label (part label), over the probe batch. The part bin-width is Δ, in units of the activation',
  caveat:
    'Not the mutual information of the network, which is deterministic and loses no information: it measures how ' +
    'many examples fall into the same cell. Depends on the bins, is at most log₂ n and reaches that in wide ' +
    'layers, where I(T; Y) is then H(Y) whatever was learned: compare it with the null of shuffled labels',
  estimator:
    'Plug-in entropies of the cells that occur, each example equally likely. Bins of equal width between the ' +
    'smallest and the largest activation of the layer; no correction of the bias, which is positive for I(T; Y)',
  edges:
    'A layer of one value has one cell, information 0 and bin width 0. Absent for layers that contain NaN or an infinity',
  reference: 'Shwartz-Ziv & Tishby 2017, arXiv:1703.00810; Goldfeld et al. 2019, arXiv:1810.05728',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(100),
  group: 'information',
  output: scalars(),
  nulls: ['shuffled-labels'],
  options: [
    {
      key: 'bins',
      about: 'Number of bins of equal width for each neuron',
      type: 'integer',
      default: 30,
      min: 2,
      max: 10_000,
    },
  ],
  measure: ({ hidden, labels }, { options }) =>
    withDetails<number>(
      eachOrdinaryRepresentation(hidden, (x, _name, exponent) => {
        const bins = Number(options.bins)
        const { cells, width } = cellsOf(x, bins)
        const examples = cells.map((_, i) => i)
        const total = entropy(cells, examples)
        const given = Map.groupBy(examples, (example) => labels[example])
        let within = 0
        for (const members of given.values()) within += (members.length / cells.length) * entropy(cells, members)
        return { input: total, label: total - within, 'bin-width': timesPowerOfTwo(width, exponent) }
      }),
    ),
})

/** Which cell each example falls into: its bins, neuron by neuron, as a word. */
function cellsOf({ rows, cols, data }: Matrix, bins: number): { cells: string[]; width: number } {
  let least = Infinity
  let largest = -Infinity
  for (const value of data) {
    least = Math.min(least, value)
    largest = Math.max(largest, value)
  }
  const width = (largest - least) / bins
  const cells = Array.from({ length: rows }, (_, row) => {
    const values = data.subarray(row * cols, (row + 1) * cols)
    // The largest value belongs to the last bin.
    return Array.from(values, (value) =>
      width === 0 ? 0 : Math.min(Math.floor((value - least) / width), bins - 1),
    ).join()
  })
  return { cells, width }
}

/** Of the cells of these examples, in bits. */
function entropy(cells: readonly string[], examples: readonly number[]): number {
  const counts = Map.groupBy(examples, (example) => cells[example])
  let bits = 0
  for (const { length } of counts.values()) bits -= (length / examples.length) * Math.log2(length / examples.length)
  return bits
}
