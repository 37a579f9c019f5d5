import type { Probe } from '#probes/define.ts'
import type { History, Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { flattened } from '#probes/maths/chain/flat.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { predictionsFrom } from './answers-from-tensors.ts'
import { chainFrom } from './chain-from-tensors.ts'
import { choiceFact, numberFact, type Given } from './given.ts'
import { layersFrom, parametersOf } from './layers-of-model.ts'
import { assertSameCount, contents, has, optional, vectorIn } from './wanted.ts'
import { second, weightsOf } from './weights-from-tensors.ts'
import { increasingIn, positiveIn } from './preconditions.ts'

export const OPTIMIZERS = ['gradient-descent', 'heavy-ball', 'nesterov', 'adam'] as const

export function optimizerOf(given: Given): Inputs['optimizer'] {
  const { input } = given
  const kind = choiceFact(given, 'optimizer', OPTIMIZERS, 'gradient-descent')
  const examples = input.tensors.x?.shape[0] ?? 0
  const batchSize = numberFact(given, 'batch', examples, 1)
  return {
    kind,
    rate: numberFact(given, 'rate', null),
    momentum: numberFact(given, 'momentum', kind === 'adam' ? 0.9 : 0),
    l2: numberFact(given, 'l2', 0),
    isFullBatch: batchSize >= examples,
    batchSize,
    preconditioner: preconditionerOf(given),
  }
}

/** Flat, in the order of the objective; of a snapshot it stands by parameter. */
function preconditionerOf(given: Given): Float64Array | null {
  const { input, model } = given
  const tensors = input.snapshot?.preconditioner ?? {}
  if (model !== null && Object.keys(tensors).length > 0) {
    const flat = flattened(layersFrom(given, { name: input.name, tensors }))
    return positiveIn(input, 'preconditioner', flat)
  }
  return optional(input, 'preconditioner', () => positiveIn(input, 'preconditioner', vectorIn(input, 'preconditioner')))
}

export function otherOf(given: Given, linalg: LinearAlgebra): Inputs['other'] {
  const source = second(given, 'a second network')
  if (given.model !== null) {
    const chain = chainFrom(given, source)
    return {
      name: source.name,
      weights: parametersOf(chain.layers),
      predictions: predictionsFrom(given, source, linalg),
      chain,
    }
  }
  const predictions = has(source, 'logits') ? predictionsFrom(given, source, linalg) : null
  const weights = predictions === null ? weightsOf(given, source) : {}
  return { name: source.name, weights, predictions, chain: null }
}

export function seriesOf({ input, options }: Given, probe: Probe): Inputs['series'] {
  const keys = probe.options.filter(({ type }) => type === 'series').map(({ key }) => key)
  return Object.fromEntries(
    keys.map((key): [string, History] => {
      const name = String(options[key])
      const tensor = [key, name].find((one) => has(input, one))
      if (tensor === undefined) {
        throw usageError(
          `${input.name} has no tensor '${key}' [T], the values of series '${name}'; it has ${contents(input)}`,
        )
      }
      const values = Float64Array.from(input.tensors[tensor]?.values ?? [])
      const given = optional(input, 'steps', () => increasingIn(input, 'steps', vectorIn(input, 'steps')))
      const steps = given ?? Float64Array.from(values.keys())
      assertSameCount(input, tensor, values.length, 'steps', steps.length)
      return [key, { name, steps, values }]
    }),
  )
}
