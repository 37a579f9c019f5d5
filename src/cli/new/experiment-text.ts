/** A small experiment that runs at once, in a few seconds: what a person changes into their own. */
export function experimentText(id: string, name: string): string {
  return `import { gaussianMixture } from '#trainer/data/index.ts'
import { lastOf } from '#trainer/experiments/claimed.ts'
import { defineExperiment } from '#trainer/experiments/define.ts'
import * as p from '#trainer/experiments/parameters.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'

/**
 * What it is, and why one would run it. Try it:
 *   phasescope train ${id} --experiments FOLDER
 *   phasescope train ${id} --experiments FOLDER --set width=64 --seed 1
 *   phasescope verify ${id} --experiments FOLDER --seeds 3
 * with the folder in which this file lies. More to copy from: trainer/experiments/ and CONTRIBUTING.md of Phasescope.
 */
export default defineExperiment({
  id: '${id}', // as the file is called
  name: '${name}',
  about: 'A ReLU network learns to separate four Gaussian classes from mini-batches',
  reference: 'Where the idea comes from: a paper, or yourself',

  // What --set can change, with its bounds. Those that are settable may be changed while a run goes on.
  parameters: {
    separation: p.number(3, 0, 100, 'Length of each class mean; points have variance 1 in every direction'),
    width: p.width(32),
    batchSize: p.batchSize(32),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(0),
  },
  seed: 0,
  steps: 200,

  // What is measured from the start: \`phasescope probes\` lists all, and { probe, cadence: every(10) } measures every 10 steps.
  probes: ['train-loss', 'test-loss', 'train-accuracy', 'test-accuracy', 'weight-norm', 'gradient-norm'],

  // What one should see, as numbers in bands: judged while a run goes on, and by \`phasescope verify\`.
  claims: [
    {
      id: 'learns',
      about: 'Test accuracy ends above 0.8',
      of: lastOf('test-accuracy'),
      from: 0.8,
      to: null,
      source: 'Where the band comes from: a paper, a closed form, or runs of your own over several seeds',
    },
  ],

  // What is trained. It depends on settings and seed alone: random numbers come from streams that the seed opens.
  recipe: ({ separation, width, batchSize, rate, weightDecay }, seed) => ({
    task: gaussianMixture(
      { classes: 4, dimensions: 16, trainPerClass: 100, testPerClass: 100, separation, corruptionFraction: 0 },
      seed,
    ),
    model: denseMlp({
      widths: [16, width, width, 4],
      activation: 'relu',
      hasBiases: true,
      initialization: { kind: 'pytorch' },
    }),
    loss: crossEntropy(1),
    optimizer: adamW({ rate, decay: weightDecay, betas: [0.9, 0.999] }),
    batching: { kind: 'epochs', size: batchSize },
  }),
})
`
}
