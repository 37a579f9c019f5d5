import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'

/** Whether answers obey the laws of arithmetic, right or wrong. It needs no labels, so it can be asked of a stranger. */
export const symmetryConsistency = defineProbe({
  id: 'symmetry-consistency',
  name: 'Symmetry consistency',
  symbol: 'P_sym',
  formula: String.raw`P_{a < b}\bigl(\hat y(b, a) \equiv \pm \hat y(a, b)\bigr), \qquad P\bigl(\hat y(a + 1, b) \equiv \hat y(a, b) + 1\bigr) \pmod p`,
  unit: '1',
  about:
    'How often exchanging the two numbers changes the answer as it should (exchange), and how often adding 1 to ' +
    'the first does (shift). It uses the answers only, without labels, and rises as each rule is learned',
  caveat:
    'Consistent does not mean right: a network that always gives the same answer is perfect under exchange, and ' +
    'one that adds an offset is perfect under shift. Training pairs are included. A network may be commutative by ' +
    'construction',
  estimator: 'Exact count over the table of all pairs; of equal logits the first is the answer',
  edges:
    'Exchange is over unordered pairs of different numbers, since it does nothing to equal ones. For a − b the ' +
    'exchanged answer is the negative; for a · b the shift adds b, and pairs whose b is 0 count. Absent where a ' +
    'logit is NaN',
  reference: 'Defined here, for the operations of Power et al. 2022, arXiv:2201.02177',
  needs: ['table'],
  cost: 'free',
  cadence: every(20),
  group: 'behavior',
  output: scalars({ range: [0, 1] }),
  options: [],
  theory: [
    {
      label: 'Arithmetic',
      formula: 'a + b = b + a',
      value: 1,
      reference: 'Gauss 1801, Disquisitiones Arithmeticae, sect. 1',
    },
    {
      label: 'Shift by chance',
      formula: String.raw`\frac{1}{p}`,
      value: null,
      reference: 'Counted: one of p answers is right; for the operations of Power et al. 2022, arXiv:2201.02177',
    },
  ],
  measure: ({ table: { modulus: p, operation, logits } }) => {
    const answers = sureAnswers(logits)
    if (isAbsent(answers)) return answers
    if (p < 2) return absent('A single residue cannot be exchanged with another')
    const answer = (a: number, b: number) => answers[(a % p) * p + b] as number
    let exchanged = 0
    let shifted = 0
    for (let a = 0; a < p; a++) {
      for (let b = 0; b < p; b++) {
        const turned = operation === 'subtract' ? (p - answer(b, a)) % p : answer(b, a)
        if (a < b && answer(a, b) === turned) exchanged++
        const next = (answer(a, b) + (operation === 'multiply' ? b : 1)) % p
        if (answer(a + 1, b) === next) shifted++
      }
    }
    return { exchange: exchanged / ((p * (p - 1)) / 2), shift: shifted / (p * p) }
  },
})
