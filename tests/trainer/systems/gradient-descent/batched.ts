import { every, type Attach } from '#src/vocabulary/index.ts'
import { type Batching, type Task } from '#trainer/data/index.ts'
import { endlessMixture } from '#trainer/data/gaussian-mixture.ts'
import { defineExperiment } from '#trainer/experiments/define.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'

/** A small network whose updates see examples in every way that there is; the way, its size and the rate are settings. */
export const batched = defineExperiment({
  id: 'batched',
  name: 'Batched',
  about: 'Three Gaussian classes in batches',
  reference: 'None',
  parameters: {
    kind: {
      type: 'choice',
      default: 'epochs',
      choices: ['full', 'epochs', 'replacement', 'online'],
      about: 'Batching',
    },
    size: { type: 'integer', default: 8, min: 1, max: 100, settable: true, about: 'Examples of an update' },
    rate: { type: 'number', default: 0.1, min: 0, max: 10, settable: true, about: 'Learning rate' },
  },
  seed: 4,
  steps: 30,
  probes: [],
  claims: [],
  recipe: ({ kind, size, rate }, seed) => ({
    task: endlessMixture(
      { classes: 3, dimensions: 5, trainPerClass: 9, testPerClass: 6, separation: 2, corruptionFraction: 0.1 },
      seed,
    ) as Task,
    model: denseMlp({ widths: [5, 7, 3], activation: 'tanh', hasBiases: true, initialization: { kind: 'pytorch' } }),
    loss: crossEntropy(1),
    optimizer: sgd({ rate, momentum: 0.5 }),
    batching: (kind === 'full' ? { kind } : { kind, size }) satisfies Batching,
  }),
})

/** Of the batch of an update, of the whole split, of one and of two steps, and what remembers them. */
export const watchingBatches: readonly Attach[] = [
  { probe: 'train-loss', cadence: every(1) },
  { probe: 'test-accuracy', cadence: every(2) },
  { probe: 'gradient-norm', cadence: every(1) },
  { probe: 'gradient-cosine', cadence: every(1) },
  { probe: 'slow-gradient-ratio', cadence: every(1) },
  { probe: 'gradient-noise-scale', cadence: every(6) },
  { probe: 'batch-sharpness', cadence: every(7) },
  { probe: 'sharpness', cadence: every(8) },
  { probe: 'path-length', cadence: every(4) },
]
