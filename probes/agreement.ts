import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { agreementOf, answersOf } from './maths/statistics/answers.ts'

/** How often two networks answer alike. For interpolating twins it equals their test accuracy, mistakes included. */
export const agreement = defineProbe({
  id: 'agreement',
  name: 'Agreement of two networks',
  symbol: 'P(f₁ = f₂)',
  formula: String.raw`P_x\bigl[f_1(x) = f_2(x)\bigr] \quad\text{beside}\quad P_x\bigl[f_1(x) = y\bigr]`,
  unit: '1',
  about:
    'The share of test examples on which this network and a second one give the same answer, beside the ' +
    'share on which this one answers as labeled, and their difference. The agreement property says that the two shares are ' +
    'equal for interpolating networks trained on disjoint samples of one distribution',
  caveat:
    'The property is stated for disjoint training sets; two runs that share theirs agree more than it says. ' +
    'Networks that make the same mistakes agree too, so high agreement does not mean high accuracy',
  estimator: 'Exact over the test split; binomial standard error √(p(1 − p)/n)',
  edges: 'Of equal logits the first class counts. Absent where the second network is known by its weights only',
  reference: 'Nakkiran & Bansal 2020, arXiv:2009.08092',
  needs: ['predictions', 'other'],
  cost: 'pass',
  cadence: every(50),
  group: 'generalization',
  output: scalars({ headline: 'agreement', range: [-1, 1] }),
  options: [],
  theory: [
    {
      label: 'Agreement property: agreement less accuracy',
      formula: String.raw`P[f_1 = f_2] - P[f_1 = y] = 0`,
      value: 0,
      reference: 'Nakkiran & Bansal 2020, arXiv:2009.08092',
    },
  ],
  measure: ({ predictions, other }) => {
    if (other.predictions === null) return absent(`The answers of '${other.name}' on this test split are not known`)
    const own = answersOf(predictions.test.logits)
    const alike = agreementOf(own, answersOf(other.predictions.test.logits))
    const right = agreementOf(own, predictions.test.labels)
    if (alike === null || right === null) return absent('The test split is empty')
    return { agreement: alike.share, accuracy: right.share, difference: alike.share - right.share }
  },
})
