import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { agreementOf, answersOf } from './maths/statistics/answers.ts'

/** The generalization gap in three parts. For a simple head on learned features each is small, and so is the gap. */
export const rrmDecomposition = defineProbe({
  id: 'rrm-decomposition',
  name: 'Robustness, rationality, memorization',
  symbol: 'RRM',
  formula: String.raw`\mathrm{acc}_{\mathrm{tr}}(0) - \mathrm{acc}_{\mathrm{te}} = \underbrace{\mathrm{acc}_{\mathrm{tr}}(0) - \mathrm{acc}_{\mathrm{tr}}(\eta)}_{\text{robustness}} + \underbrace{\mathrm{acc}_{\mathrm{tr}}(\eta) - \mathrm{acc}_{\mathrm{n}}(\eta)}_{\text{memorization}} + \underbrace{\mathrm{acc}_{\mathrm{n}}(\eta) - \mathrm{acc}_{\mathrm{te}}}_{\text{rationality}}`,
  unit: '1',
  about:
    'What label noise of rate η does to the run: the accuracy that it costs on the training split (robustness), by ' +
    'how much the accuracy there exceeds that on the corrupted examples (memorization), and by how much the ' +
    'accuracy on the corrupted examples exceeds that on unseen ones (rationality); all against the true labels. ' +
    'Attach it to the noisy run and name the run with clean labels by --with',
  caveat:
    'The second run must have been trained on the same split with clean labels. The bound is the sum of the ' +
    'positive parts; for end-to-end training memorization is near 1 and the bound is vacuous. Few corrupted ' +
    'examples: see the standard error',
  estimator:
    'Exact over both splits; the standard error of memorization and rationality is the binomial one of the accuracy ' +
    'on corrupted examples',
  edges: 'Absent where no training label was changed, or where the second run is known by its weights only',
  reference: 'Bansal, Kaplun & Barak 2020, arXiv:2010.08508',
  needs: ['predictions', 'other'],
  cost: 'pass',
  cadence: every(100),
  group: 'generalization',
  output: scalars({ range: [-1, 3] }),
  options: [],
  measure: ({ predictions: { train }, other }) => {
    if (other.predictions === null) return absent(`The answers of '${other.name}' on these examples are not known`)
    const { train: clean, test } = other.predictions
    const isCorrupted = (i: number) => train.labels[i] !== train.trueLabels[i]
    const noisy = agreementOf(answersOf(train.logits), train.trueLabels)
    const corrupted = agreementOf(answersOf(train.logits), train.trueLabels, isCorrupted)
    const twin = agreementOf(answersOf(clean.logits), train.trueLabels)
    const unseen = agreementOf(answersOf(test.logits), test.trueLabels)
    if (corrupted === null) return absent('No training label of this run was changed; train it with label noise')
    if (noisy === null || twin === null || unseen === null) return absent('A split is empty')
    const parts = [twin.share - noisy.share, noisy.share - corrupted.share, corrupted.share - unseen.share] as const
    const error = Math.sqrt((corrupted.share * (1 - corrupted.share)) / corrupted.count)
    return {
      robustness: parts[0],
      memorization: estimate(parts[1], error),
      rationality: estimate(parts[2], error),
      gap: twin.share - unseen.share,
      bound: parts.reduce((sum, part) => sum + Math.max(0, part), 0),
    }
  },
})
