import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { answersOf } from './maths/statistics/answers.ts'

/** Whether mistakes fall where the training labels put them. Interpolating networks reproduce label noise class by class. */
export const featureCalibration = defineProbe({
  id: 'feature-calibration',
  name: 'Feature calibration',
  symbol: 'TV',
  formula: String.raw`\tfrac12 \sum_{L, c} \bigl|\,\hat P_{\mathrm{te}}(L(x) = L, f(x) = c) - \hat P_{\mathrm{tr}}(L(x) = L, y = c)\,\bigr|`,
  unit: '1',
  about:
    'Total variation between what the network answers on unseen examples of each group and how that group was ' +
    'labeled in training, noise included; groups are the true classes. Near 0 it answers as if it drew from the ' +
    'labels it saw, whatever its accuracy',
  caveat:
    'Only groups that the network can distinguish are expected to be calibrated. Sampling noise alone gives about ' +
    '√(cells/(2πn)): compare it with its null, and merge classes into fewer groups where there are many',
  estimator: 'Exact over both splits, of empirical distributions; no correction for sampling noise',
  edges: 'Of equal logits the first class counts. Absent where a split is empty',
  reference: 'Nakkiran & Bansal 2020, arXiv:2009.08092',
  needs: ['predictions'],
  cost: 'pass',
  cadence: every(50),
  group: 'generalization',
  output: scalar({ range: [0, 1] }),
  options: [
    {
      key: 'groups',
      about: 'Number of groups that the classes are merged into, class modulo this number; 0 keeps each class separate',
      type: 'integer',
      default: 0,
      min: 0,
      max: 1000,
    },
  ],
  theory: [
    {
      label: 'Feature calibration conjecture',
      formula: String.raw`\mathrm{TV} \to 0`,
      value: 0,
      reference: 'Nakkiran & Bansal 2020, arXiv:2009.08092',
    },
  ],
  nulls: ['shuffled-labels'],
  measure: ({ predictions: { train, test } }, { options }) => {
    const classes = train.logits.cols
    const groups = Number(options.groups)
    const groupOf = (label: number) => (groups === 0 ? label : label % groups)
    if (train.labels.length === 0 || test.labels.length === 0) return absent('A split is empty')
    const cells = new Map<number, number>()
    const add = (group: number, answer: number, share: number) => {
      const cell = group * classes + answer
      cells.set(cell, (cells.get(cell) ?? 0) + share)
    }
    const answers = answersOf(test.logits)
    test.trueLabels.forEach((label, i) => add(groupOf(label), answers[i] as number, 1 / answers.length))
    train.labels.forEach((label, i) => add(groupOf(train.trueLabels[i] as number), label, -1 / train.labels.length))
    let distance = 0
    for (const difference of cells.values()) distance += Math.abs(difference) / 2
    return distance
  },
})
