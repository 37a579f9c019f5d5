import type { Probe } from '#probes/define.ts'
import type { Inputs, Layer, Layers } from '#probes/inputs.ts'
import type { Need } from '#src/vocabulary/index.ts'
import type { Given } from './given.ts'
import { layersFrom } from './layers-of-model.ts'
import { rankText } from './naming.ts'
import { namesReadFor } from './needs.ts'
import { parametersIn, type LeftOut } from './parameters.ts'
import { partNames } from './part-names.ts'
import { dataNames } from './tensor-names.ts'

/** A parameter that was read otherwise than it stands in the file. */
export interface ReadAs {
  readonly tensor: string
  readonly as: string
}

/** Needs that bring arrays by the names of parameters. */
const OF_PARAMETERS = [
  'weights',
  'initialWeights',
  'updates',
  'previousUpdates',
  'gradients',
  'previousGradients',
] as const satisfies readonly Need[]
/** Needs that a network of --model answers. */
const OF_MODEL: readonly Need[] = [
  'chain',
  'initialChain',
  'objective',
  'classes',
  'train',
  'test',
  'predictions',
  'hidden',
  'head',
]

/** What a probe reads of the parameters, by name: their numbers, or these as a matrix. */
export class Reading {
  readonly #read = new Map<string, Layer>()
  readonly #headline: string | null

  constructor({ output }: Pick<Probe, 'output'>) {
    this.#headline = output.headline
  }

  /** The same inputs, whose layers tell when they are read, and have the names of parts. */
  watched(inputs: Inputs): Inputs {
    const layers = OF_PARAMETERS.flatMap((need): [Need, unknown][] => {
      const value = inputs[need] as Layers | null | undefined
      return value === null || value === undefined ? [] : [[need, this.#watchedLayers(value)]]
    })
    const { other } = inputs as Partial<Inputs>
    if (other !== undefined) layers.push(['other', { ...other, weights: this.#named(other.weights) }])
    return { ...inputs, ...Object.fromEntries(layers) } as Inputs
  }

  has(name: string): boolean {
    return this.#read.has(name)
  }

  /** Those that were read as a matrix that is not how they stand. */
  asMatrices(): ReadAs[] {
    return [...this.#read].flatMap(([tensor, { shape, asMatrix }]) => {
      if (!asMatrix || (shape.length === 2 && !asMatrix.isTurned)) return []
      const { rows, cols } = asMatrix
      const turned = asMatrix.isTurned ? ', turned from [out, …] as PyTorch has it' : ''
      return [{ tensor, as: `[${shape.join(', ')}] as the matrix [in, out] = [${rows}, ${cols}]${turned}` }]
    })
  }

  #watchedLayers(layers: Layers): Layers {
    return this.#named(
      Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, this.#watched(name, layer)])),
    )
  }

  #named(layers: Layers): Layers {
    const parts = partNames(Object.keys(layers), this.#headline)
    return Object.fromEntries(Object.values(layers).map((layer, place) => [parts[place] as string, layer]))
  }

  #watched(name: string, layer: Layer): Layer {
    let isMatrix = false
    const note = () => this.#read.set(name, isMatrix ? layer : { shape: layer.shape, values: new Float64Array() })
    return Object.defineProperties({} as Layer, {
      shape: { enumerable: true, value: layer.shape },
      epsilon: { enumerable: true, get: () => layer.epsilon },
      asMatrix: {
        enumerable: true,
        get: () => {
          isMatrix = true
          return layer.asMatrix
        },
      },
      values: {
        enumerable: true,
        get: () => {
          note()
          return layer.values
        },
      },
    })
  }
}

/** Every tensor of the input that is no part of the answer, and why: no parameter, no part of --model, not read. */
export function leftOut(probe: Probe, given: Given, reading: Reading): LeftOut[] {
  const asksForParameters = OF_PARAMETERS.some((need) => (probe.needs as readonly Need[]).includes(need))
  const asksForModel = given.model !== null && probe.needs.some((need) => OF_MODEL.includes(need))
  if (!asksForParameters && !asksForModel) return []
  const { input } = given
  const readByName = new Set(probe.needs.flatMap(namesReadFor))
  const isAlone = given.model === null && readByName.size === 0
  const { names, leftOut: noParameters } = parametersIn(given, input, isAlone)
  const isBeside = (name: string) => readByName.has(name) || (given.model !== null && dataNames.has(name))
  const others = noParameters.filter(
    ({ tensor, why }) => !isBeside(tensor) && !(why === 'a gradient' && probe.needs.includes('gradients')),
  )
  const ofModel = given.model === null ? null : namesOfModel(given)
  const unread = names.flatMap((tensor) => {
    if (ofModel !== null && !ofModel.has(tensor)) return [{ tensor, why: 'no part of the network of --model' }]
    if (!asksForParameters || reading.has(tensor)) return []
    const layer = input.tensors[tensor] as Layer
    return [{ tensor, why: rankText(tensor, layer) }]
  })
  return [...unread, ...others]
}

function namesOfModel(given: Given): Set<string> {
  return new Set(
    layersFrom(given, given.input).flatMap(({ name, bias }) => [name, ...(bias === null ? [] : [bias.name])]),
  )
}
