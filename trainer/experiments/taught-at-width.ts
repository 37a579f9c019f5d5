import { crossEntropy } from '#trainer/losses/index.ts'
import { parametrizedMlp } from '#trainer/models/index.ts'
import { adamW, perLayer } from '#trainer/optimizers/index.ts'
import { reluTeacher } from '#trainer/data/index.ts'
import type { Recipe } from '#trainer/systems/index.ts'
import type { ValuesOf } from './define.ts'
import * as p from './parameters.ts'

/** Inputs, and the neurons and classes of the teacher. */
const [INPUTS, HIDDEN, CLASSES] = [16, 32, 10]
const BASE_WIDTH = 64

/** The settings of experiments in which networks of several widths learn the answers of one teacher. */
export const taughtParameters = {
  width: p.width(BASE_WIDTH),
  parametrization: {
    type: 'choice',
    default: 'mup',
    choices: ['mup', 'standard', 'ntk', 'mean-field'],
    about: 'How the width enters first weights, products and rates; at the base width of 64, mup is the standard one',
  },
  rate: p.rate(2 ** -6),
  beta1: p.beta1(),
  beta2: p.beta2(0.999),
} as const

type Taught = ValuesOf<typeof taughtParameters> & { readonly examples: number; readonly testExamples: number }

/** A ReLU network of two hidden layers, trained by Adam at the rates that its parametrization has for its layers. */
export function taughtAtWidth(
  { width, parametrization, rate, beta1, beta2, ...sizes }: Taught,
  seed: number,
): Omit<Recipe, 'batching'> {
  const { model, rates } = parametrizedMlp({
    ...{ inputs: INPUTS, width, hiddenLayers: 2, outputs: CLASSES, activation: 'relu' },
    ...{ parametrization, baseWidth: BASE_WIDTH, optimizer: 'adam' },
  })
  return {
    task: reluTeacher({ ...sizes, inputs: INPUTS, hidden: HIDDEN, classes: CLASSES }, seed),
    model,
    loss: crossEntropy(1),
    optimizer: perLayer(rates, rate, (own) => adamW({ rate: own, decay: 0, betas: [beta1, beta2] })),
  }
}
