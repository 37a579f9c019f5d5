import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { SplitOutcome } from './inputs.ts'

/** How much worse the network does on unseen examples. It opens while data are memorized and closes at grokking. */
export const generalizationGap = defineProbe({
  id: 'generalization-gap',
  name: 'Generalization gap',
  symbol: 'Δ',
  formula: String.raw`\Delta_{\mathrm{loss}} = L_{\mathrm{te}} - L_{\mathrm{tr}}, \qquad \Delta_{\mathrm{acc}} = \mathrm{acc}_{\mathrm{tr}} - \mathrm{acc}_{\mathrm{te}}`,
  unit: '1',
  about: 'How far the network memorizes without generalizing: both parts are positive where train is better than test',
  caveat:
    'A gap near 0 says nothing by itself: it is also 0 before learning. Negative values are real and are kept ' +
    '(dropout, or an easier test split)',
  estimator: 'Differences of the exact values of both splits',
  edges:
    'A value that is NaN or infinite in either split makes the gap so; without classes there is that of the loss only',
  reference: 'Zhang et al. 2017, arXiv:1611.03530',
  needs: ['train', 'test'],
  cost: 'pass',
  cadence: every(1),
  group: 'generalization',
  output: scalars(),
  options: [],
  measure: ({ train, test }) => ({
    loss: test.loss - train.loss,
    ...((hasClasses(train) || hasClasses(test)) && { accuracy: train.accuracy - test.accuracy }),
  }),
})

/** Of a network with classes only a loss that is not finite leaves the accuracy unknown. */
function hasClasses({ loss, accuracy }: SplitOutcome): boolean {
  return !Number.isNaN(accuracy) || !Number.isFinite(loss)
}
