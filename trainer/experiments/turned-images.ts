import { every, type Claim, type Claimed, type ParameterValues } from '#src/vocabulary/index.ts'
import { convolution, dense, even, neurons, normal, overTurns, sideBySide } from '#trainer/layers/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { layered, pixelsEnter } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { turnedImages as task } from '#trainer/data/index.ts'
import { differenceOf, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const TURNED_LESS_UPRIGHT = differenceOf(lastOf('out-of-distribution-loss'), lastOf('test-loss'))
const OWN = (measured: string) => `No source has this data; runs of this program, 3 seeds: ${measured}`

/**
 * A convolution learns small images that are all upright, and is asked about the same images turned. Averaged over the four
 * turns it cannot tell them apart, whatever it has learned; trained on turned images it nearly does not; otherwise it fails.
 */
export const turnedImages = defineExperiment({
  id: 'turned-images',
  name: 'Turned images',
  about:
    'A convolution learns images of 8 × 8 pixels that are upright, and is asked about turned ones: a symmetry of the architecture holds to rounding, one that is learned from turned examples only nearly',
  reference: 'Cohen & Welling 2016, arXiv:1602.07576',
  parameters: {
    symmetry: {
      type: 'choice',
      default: 'built-in',
      choices: ['built-in', 'learned', 'none'],
      about:
        'Whether answers are the mean over the four turns of an image, or the training images are turned at random, or neither',
    },
    classes: p.whole(4, 2, 100, 'Number of classes, each a smooth pattern'),
    side: p.whole(8, 3, 32, 'Pixels along a side of an image'),
    trainPerClass: p.whole(30, 1, 10_000, 'Training images of each class'),
    testPerClass: p.whole(100, 1, 10_000, 'Test images of each class'),
    noise: p.number(1, 0, 100, 'Standard deviation of the noise on each pixel; the patterns have 1'),
    channels: p.whole(6, 1, 256, 'Channels that the convolution gives'),
    kernel: { type: 'choice', default: '3', choices: ['1', '3', '5'], about: 'Pixels along a side of its kernel' },
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(0.1),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 100,
  probes: [
    { probe: 'train-accuracy', cadence: every(5) },
    { probe: 'test-accuracy', cadence: every(5) },
    { probe: 'out-of-distribution-accuracy', cadence: every(5) },
    { probe: 'train-loss', cadence: every(5) },
    { probe: 'test-loss', cadence: every(5) },
    { probe: 'out-of-distribution-loss', cadence: every(5) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  opensWith: ['test-accuracy', 'out-of-distribution-accuracy'],
  claims: [
    claim('learns', 'It learns the images as they are', {}, lastOf('test-accuracy'), 0.95, 1, OWN('0.988 to 0.993')),
    claim(
      'symmetry-is-exact',
      'Averaged over turns it answers turned images as upright ones, to rounding',
      {},
      TURNED_LESS_UPRIGHT,
      -1e-5,
      1e-5,
      'A mean over a group does not depend on where it begins: Cohen & Welling 2016, arXiv:1602.07576',
    ),
    claim(
      'learned-symmetry-is-near',
      'Learned from images that were turned at random, it holds nearly: the two losses differ by little, though not by rounding alone',
      { symmetry: 'learned' },
      TURNED_LESS_UPRIGHT,
      -0.5,
      0.5,
      OWN('-0.03 to 0.16; without it 2.6 to 3.7'),
    ),
    claim(
      'learned-symmetry-helps',
      'Most turned images are answered right then',
      { symmetry: 'learned' },
      lastOf('out-of-distribution-accuracy'),
      0.75,
      1,
      OWN('0.87 to 0.93'),
    ),
    claim(
      'without-it-fails',
      'A network that saw upright images alone answers turned ones hardly better than by guessing',
      { symmetry: 'none' },
      lastOf('out-of-distribution-accuracy'),
      0,
      0.6,
      OWN('0.22 to 0.38, where guessing gives 0.25'),
    ),
  ],
  recipe(values, seed) {
    const { symmetry, classes, side, channels, rate, weightDecay, beta1, beta2 } = values
    const kernel = Number(values.kernel)
    const pixels = side * side
    const network = [
      convolution({
        name: 'kernel',
        height: side,
        width: side,
        from: 1,
        to: channels,
        side: kernel,
        begins: normal(Math.sqrt(2) / kernel),
      }),
      neurons('relu'),
      sideBySide({ positions: pixels, width: channels }),
      dense({ name: 'readout', from: pixels * channels, to: classes, begins: even(1 / Math.sqrt(pixels * channels)) }),
    ]
    return {
      task: task({ ...values, turns: symmetry === 'learned' ? 'random' : 'none' }, seed),
      model: layered({
        entrance: pixelsEnter,
        layers: symmetry === 'built-in' ? [overTurns({ side, layers: network })] : network,
      }),
      loss: crossEntropy(1),
      optimizer: adamW({ rate, decay: weightDecay, betas: [beta1, beta2] }),
    }
  },
})

function claim(
  id: string,
  about: string,
  settings: ParameterValues,
  of: Claimed,
  from: number,
  to: number,
  source: string,
): Claim {
  return { id, about, of, from, to, source, ...(Object.keys(settings).length > 0 && { settings }) }
}
