import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, matrices } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** Whether classes share neurons. It tells a network of specialists from one that serves all classes with all of it. */
export const classSubnetworkOverlap = defineProbe({
  id: 'class-subnetwork-overlap',
  name: 'Class subnetwork overlap',
  symbol: 'J',
  formula: String.raw`J_{cc'} = \frac{|S_c \cap S_{c'}|}{|S_c \cup S_{c'}|}, \qquad S_c = \text{the } q N \text{ units of largest } \langle |h| \rangle_c`,
  unit: '1',
  about:
    'Jaccard overlap of the sets of most active units of two classes, for each layer: 1 on the diagonal, q/(2 − q) ' +
    'off the diagonal by chance. Rows are the classes of the probe batch in ascending order',
  caveat:
    'By activity alone: a unit that is always active is in every set although it decides nothing. Few examples of ' +
    'a class make its set noisy. Classes that are missing in the probe batch have no row, so the third row need ' +
    'not be class 3',
  estimator: 'Exact means over the probe batch in float64; of equal activity the first unit counts',
  edges:
    'Silent units are in no set. Absent where a class of the batch has no active unit, where an activation is NaN or ' +
    'infinite, and for fewer than 2 classes',
  reference: 'Jaccard 1912, New Phytologist 11, of sets of active units',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(200),
  group: 'structure',
  output: matrices({ range: [0, 1] }),
  options: [
    {
      key: 'share',
      about: 'The share q of the units of a layer that form a set, at least one unit',
      type: 'number',
      default: 0.1,
      min: 0.001,
      max: 1,
    },
  ],
  theory: [
    {
      label: 'Unrelated sets of qN units, on average near',
      formula: String.raw`\frac{q}{2 - q}`,
      value: null,
      reference: 'Jaccard 1912, New Phytologist 11',
    },
  ],
  nulls: ['shuffled-labels'],
  measure: ({ hidden, labels }, { options }) => {
    const classes = [...new Set(labels)].sort((a, b) => a - b)
    if (classes.length < 2) return absent('Needs examples of 2 classes')
    const layers = Object.entries(hidden).map(([name, activations]) => {
      if (!activations.data.every(Number.isFinite)) return [name, absent(`'${name}' holds NaN or an infinity`)] as const
      const size = Math.max(1, Math.round((options.share as number) * activations.cols))
      const sets = classes.map((label) => mostActive(activations, labels, label, size))
      const silent = classes.find((_, at) => sets[at]?.size === 0)
      if (silent !== undefined) return [name, absent(`No unit of '${name}' is active for class ${silent}`)] as const
      const data = Float64Array.from(sets.flatMap((a) => sets.map((b) => a.intersection(b).size / a.union(b).size)))
      return [name, { rows: classes.length, cols: classes.length, data }] as const
    })
    return Object.fromEntries(layers)
  },
})

function mostActive({ rows, cols, data }: Matrix, labels: Int32Array, label: number, size: number): Set<number> {
  const activity = new Float64Array(cols)
  for (let row = 0; row < rows; row++) {
    if (labels[row] !== label) continue
    for (let unit = 0; unit < cols; unit++) {
      activity[unit] = (activity[unit] as number) + Math.abs(data[row * cols + unit] as number)
    }
  }
  const active = Array.from(activity.keys()).filter((unit) => (activity[unit] as number) > 0)
  return new Set(active.sort((a, b) => (activity[b] as number) - (activity[a] as number) || a - b).slice(0, size))
}
