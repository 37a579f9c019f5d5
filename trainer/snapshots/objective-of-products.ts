import type { Objective } from '#probes/inputs.ts'
import { quoted, usageError } from '#src/vocabulary/index.ts'
import type { Source } from '#trainer/offline/index.ts'

/** Numbers by parameter, row by row in the shape that the training has them in. */
export type ByParameter = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float64Array }>>

/** What a training computes of its own loss when it is asked, at the weights of a snapshot unless others are given. */
export interface Products {
  /** ∇²L · direction, over its batch or over these examples of it. */
  product(step: number, direction: ByParameter, examples?: Int32Array): ByParameter
  gradient(step: number, at: ByParameter, examples?: Int32Array): ByParameter
  loss(step: number, at: ByParameter, examples?: Int32Array): number
}

/**
 * The training loss of a network of whatever make: its parameters lie in the snapshot, and the training itself answers what its loss
 * is around them. Everything that is computed from that (Lanczos, traces, densities) is the same as of a chain.
 */
export function objectiveOfProducts(step: number, input: Source, products: Products): Objective {
  const names = Object.keys(input.tensors).filter((name) => isParameter(input, name))
  if (names.length === 0) throw usageError(`${input.name} has no weights, of which a loss would be a function`)
  const layers: Objective['layers'][number][] = []
  let size = 0
  for (const name of names) {
    const { shape } = input.tensors[name]!
    layers.push({ name, shape, from: size })
    size += shape.reduce((product, length) => product * length, 1)
  }
  const parameters = new Float64Array(size)
  for (const { name, from } of layers) parameters.set(input.tensors[name]!.values, from)
  const isSingle = names.some((name) => input.tensors[name]!.values instanceof Float32Array)

  const byParameter = (flat: Float64Array): ByParameter =>
    Object.fromEntries(
      layers.map(({ name, shape, from }, l) => [
        asWritten(name),
        { shape, values: flat.slice(from, layers[l + 1]?.from ?? size) },
      ]),
    )
  const flattened = (answer: ByParameter): Float64Array => {
    const flat = new Float64Array(size)
    for (const [l, { name, from }] of layers.entries()) {
      const key = asWritten(name)
      const values = Object.hasOwn(answer, key) ? answer[key]!.values : new Float64Array()
      const wanted = (layers[l + 1]?.from ?? size) - from
      if (values.length !== wanted)
        throw usageError(`The training answered ${values.length} numbers for parameter ${quoted(key)}, which has ${wanted}`) // prettier-ignore
      if (!values.every(Number.isFinite))
        throw usageError(`The training answered what is no number for parameter ${quoted(key)}`)
      flat.set(values, from)
    }
    return flat
  }
  return {
    layers,
    parameters,
    precision: isSingle ? 'float32' : 'float64',
    examples: input.tensors.x?.shape[0] ?? 0,
    loss: (at, examples) => products.loss(step, byParameter(at), examples),
    gradient: (at, examples) => flattened(products.gradient(step, byParameter(at), examples)),
    hessianProduct: (direction, examples) => flattened(products.product(step, byParameter(direction), examples)),
  }
}

const WHOLE = new Set(['x', 'y', 'labels', 'logits', 'testX', 'testY', 'testLabels', 'testLogits', 'step'])

function isParameter({ tensors }: Source, name: string): boolean {
  return !WHOLE.has(name) && !name.startsWith('grad.') && (tensors[name]!.stored?.kind ?? 'float') === 'float'
}

/** A parameter that is called as examples are keeps its namespace here (trainer/offline/snapshot.ts), and not in the training. */
const asWritten = (name: string) => name.replace(/^weights\./, '')
