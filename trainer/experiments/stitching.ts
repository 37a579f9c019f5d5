import { every, type Claim, type ParameterValues } from '#src/vocabulary/index.ts'
import { crossEntropy, squaredError } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW, sgd } from '#trainer/optimizers/index.ts'
import { denoisedPoints, reluTeacher } from '#trainer/data/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const PENALTY = 'stitching-penalty'
const PAPER = 'Bansal, Nakkiran & Barak 2021, arXiv:2106.07682'

/**
 * Two networks learn one task from different random weights. The layers of one work under those of the other, joined by
 * an affine map: their representations are alike in what matters. Layers that learned nothing do not, layers that
 * learned without labels nearly do, and those of a network that saw more examples do better than its own.
 */
export const stitching = defineExperiment({
  id: 'stitching',
  name: 'Model stitching',
  about:
    'The lower layers of one network are put under the upper layers of another: trained ones fit as well as its own, random ones do not, and those of a network that saw more examples fit better',
  reference: PAPER,
  parameters: {
    below: {
      type: 'choice',
      default: 'trained',
      choices: ['trained', 'same', 'random', 'autoencoder'],
      about:
        'The network whose lower layers are used: one trained from other random weights, the very same, one that is not trained, or one that learned to take noise away from its inputs',
    },
    inputs: p.whole(16, 1, 1024, 'Dimensions of a point'),
    teacherWidth: p.whole(32, 1, 1024, 'Hidden neurons of the network that says which class a point is in'),
    classes: p.whole(10, 2, 100, 'Number of classes'),
    examples: p.whole(1024, 8, 100_000, 'Training examples, by which the two are joined too'),
    seen: p.whole(1024, 1, 100_000, 'How many of them this network is trained on, whose upper layers are used'),
    testExamples: p.whole(4096, 8, 100_000, 'Test examples'),
    noise: p.number(0.5, 0, 100, 'Standard deviation of the noise that an autoencoder learns to take away'),
    width: p.width(64),
    depth: p.whole(3, 1, 16, 'Hidden layers'),
    rate: p.rate(3e-3),
    weightDecay: p.weightDecay(0.01),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 400,
  probes: [
    { probe: PENALTY, cadence: every(400), options: { steps: 100, below: 'other', examples: 4096 } },
    { probe: 'linear-cka', cadence: every(20) },
    { probe: 'train-accuracy', cadence: every(10) },
    { probe: 'test-accuracy', cadence: every(10) },
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(10) },
    'gradient-norm',
    'elapsed',
  ],
  opensWith: [PENALTY, 'linear-cka'],
  claims: [
    ...penalties(
      'trained',
      'A network trained from other random weights serves as well as its own',
      'ci',
      {},
      [null, 0.03, '0.013'],
      [null, 0.03, '0.008'],
      [null, 0.03, '0.007'],
    ),
    ...penalties(
      'random',
      'Layers that were not trained do not serve',
      'ci',
      { below: 'random' },
      [0.02, 0.08, '0.047'],
      [0.09, 0.25, '0.135'],
      [0.12, 0.3, '0.202; 4 of this program: 0.14 to 0.22, by how hard the task is that the seed draws'],
    ),
    ...penalties(
      'same',
      'The very same network costs nothing',
      'nightly',
      { below: 'same' },
      [null, 0.005, 'at most 0.002'],
      [null, 0.005, 'at most 0.002'],
      [null, 0.005, 'at most 0.002'],
    ),
    ...penalties(
      'autoencoder',
      'Layers that learned without labels serve nearly as well',
      'nightly',
      { below: 'autoencoder' },
      [0, 0.06, '0.028'],
      [0.01, 0.09, '0.049'],
      [0.02, 0.12, '0.059'],
    ),
    ...penalties(
      'more-is-better',
      'Layers of a network that saw five times as many examples serve better than its own',
      'nightly',
      { seen: 192 },
      [null, -0.08, '-0.13 to -0.15; of this program -0.05 where the task is easy, and -0.12 to -0.15'],
      [null, -0.08, '-0.13 to -0.15; of this program -0.05 where the task is easy, and -0.12 to -0.15'],
      [null, -0.08, '-0.13 to -0.15; of this program -0.05 where the task is easy, and -0.12 to -0.15'],
    ).map((one): Claim => ({ ...one, over: 'mean', seeds: 3 })),
  ],
  recipe(values, seed) {
    const { below, inputs, classes, examples, seen, width, depth, rate, weightDecay, beta1, beta2 } = values
    const task = reluTeacher({ ...values, hidden: values.teacherWidth }, seed)
    const modelOf = (outputs: number) =>
      denseMlp({
        widths: [inputs, ...Array<number>(depth).fill(width), outputs],
        activation: 'relu',
        hasBiases: true,
        initialization: { kind: 'normal', weightVariance: 2, biasVariance: 0 },
      })
    const optimizer = adamW({ rate, decay: weightDecay, betas: [beta1, beta2] })
    const classifier = { task, model: modelOf(classes), loss: crossEntropy(1), optimizer }
    const others = {
      trained: classifier,
      same: classifier,
      random: { ...classifier, optimizer: sgd({ rate: 0 }) },
      autoencoder: {
        task: denoisedPoints(task, values.noise, seed),
        model: modelOf(inputs),
        loss: squaredError('mean'),
        optimizer,
        batching: { kind: 'online', size: examples } as const,
      },
    }
    return {
      ...classifier,
      batching: { kind: 'first', size: seen },
      twin: {
        name: NAMES[below],
        recipe: others[below],
        seed: below === 'same' ? seed : seed + 1,
        isReference: true,
      },
    }
  },
})

const NAMES = {
  trained: 'the network trained from other random weights',
  same: 'the network trained from the same random weights',
  random: 'the network that is not trained',
  autoencoder: 'the network that takes noise away',
}

type Tier = NonNullable<Claim['tier']>
type Band = readonly [from: number | null, to: number | null, measured: string]

/** One claim a hidden layer, from the first up. */
function penalties(
  id: string,
  about: string,
  tier: Tier,
  settings: ParameterValues,
  ...bands: readonly Band[]
): Claim[] {
  return bands.map(([from, to, measured], l) => ({
    id: `${id}-${l + 1}`,
    about: `${about}: its first ${l + 1} of three hidden layers`,
    of: lastOf(`${PENALTY}/w${l + 1}`),
    from,
    to,
    tier,
    source: `${PAPER}; independent runs of 3 seeds: ${measured}`,
    ...(Object.keys(settings).length > 0 && { settings }),
  }))
}
