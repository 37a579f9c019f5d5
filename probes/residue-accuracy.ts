import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { agreementOf } from './maths/statistics/answers.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'

/** Which parts of a number are right. Digits in a base that divides the modulus may be learned one before another. */
export const residueAccuracy = defineProbe({
  id: 'residue-accuracy',
  name: 'Residue accuracy',
  symbol: 'a_q',
  formula: String.raw`P(\hat y \equiv y \bmod q), \qquad q = \ell^{e},\; q \mid m`,
  unit: '1',
  about:
    'Accuracy of the answer modulo each prime power that divides the number of classes m: by the Chinese remainder ' +
    'theorem these are independent parts of the answer. A network may learn some parts long before the others',
  caveat:
    'Means something only where classes are residues modulo m. For a prime m there is one part, the accuracy ' +
    'itself. Chance is 1/q, so small q reach high accuracy early; an answer that is right modulo q² is right ' +
    'modulo q',
  estimator: 'Exact count of the answers (the class of the largest logit, the first of equal ones)',
  edges: 'Absent without examples, for a single class, and where a logit is NaN',
  reference: 'Tao & Barkeshli 2025, arXiv:2510.26792',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(10),
  group: 'behavior',
  output: scalars({ range: [0, 1] }),
  options: [
    {
      key: 'split',
      about: 'The split that is evaluated; on train the labels are the training labels',
      type: 'choice',
      default: 'test',
      choices: ['test', 'train'],
    },
  ],
  theory: [
    {
      label: 'Chance',
      formula: String.raw`\frac{1}{q}`,
      value: null,
      reference: 'Tao & Barkeshli 2025, arXiv:2510.26792',
    },
  ],
  nulls: ['shuffled-labels'],
  measure: ({ predictions }, { options }) => {
    const { logits, labels } = predictions[options.split as 'test' | 'train']
    const answers = sureAnswers(logits)
    if (isAbsent(answers)) return answers
    const moduli = primePowers(logits.cols)
    if (moduli.length === 0) return absent('A single class has no residues')
    return Object.fromEntries(
      moduli.map((q) => {
        const agreement = agreementOf(
          answers.map((answer) => answer % q),
          labels.map((label) => label % q),
        )
        return [`mod-${q}`, agreement?.share ?? absent('There are no examples')]
      }),
    )
  },
})

/** Prime powers that divide m, ascending: 2, 3, 4 for 12. */
function primePowers(m: number): number[] {
  const found: number[] = []
  let rest = m
  for (let prime = 2; rest > 1; prime++) {
    for (let power = prime; rest % prime === 0; power *= prime) {
      found.push(power)
      rest /= prime
    }
  }
  return found.sort((a, b) => a - b)
}
