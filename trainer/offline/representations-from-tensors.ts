import type { Inputs, Layer, Matrices } from '#probes/inputs.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import { forward, logitsOf } from '#probes/maths/chain/forward.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import { chainFrom } from './chain-from-tensors.ts'
import type { Given, Source } from './given.ts'
import { viewOf } from './matrix-views.ts'
import { assertSameCount, contents, fine, matricesIn, matrixIn, optional } from './wanted.ts'
import { second } from './weights-from-tensors.ts'

export function hiddenOf(given: Given, source: Source, linalg: LinearAlgebra): Inputs['hidden'] {
  if (given.model === null && source.snapshot !== undefined) return activationsIn(source, 'hidden')
  if (given.model === null) return { x: matrixIn(source, 'x') }
  const { probe, layers } = chainFrom(given, source)
  const { h } = forward(layers, probe.inputs, linalg)
  if (h.length < 3) throw usageError(`--model has no hidden layer; leave it out to measure 'x' itself`)
  return Object.fromEntries(h.slice(1, -1).map((activations, l) => [`h${l + 1}`, activations]))
}

/** Another representation of the same examples: `x` of --with, or `y` beside `x`. */
export function referenceOf(given: Given, linalg: LinearAlgebra): Inputs['hidden'] {
  const { input, model, others, initial = null } = given
  const [other] = others
  if (initial !== null) return hiddenOf(given, initial, linalg)
  if (model !== null) return hiddenOf(given, second(given, 'the same network at another time'), linalg)
  const y = other === undefined ? matrixIn(input, 'representation') : matrixIn(other, 'x')
  const x = matrixIn(input, 'x')
  if (other === undefined || other === input) assertSameCount(input, 'x', x.rows, 'y', y.rows)
  else assertSameCount(other, 'x', y.rows, `x of ${input.name}`, x.rows)
  return { x: y }
}

/** What a snapshot has of each layer, or of each head, as a matrix in float64. */
export function activationsIn(source: Source, what: 'hidden' | 'attention' | 'residues'): Matrices {
  const tensors = source.snapshot?.[what] ?? {}
  const order = Object.keys(tensors)
  if (order.length > 0) {
    const read = matricesIn({ name: source.name, tensors })
    const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
    return Object.fromEntries(Object.entries(read).sort(([a], [b]) => place(a) - place(b)))
  }
  throw usageError(`${source.name} has no tensor '${what}.…' [examples, …]; it has ${contents(source)}`)
}

/** The weight as [p, C], by the number of features; a square one is [p, C] unless --layout says otherwise. */
export function headOf(given: Given, linalg: LinearAlgebra): Inputs['head'] {
  const { input, layout, model } = given
  if (model === null && input.snapshot !== undefined) return headOfSnapshot(given, input)
  if (model !== null) {
    const { layers, probe } = chainFrom(given, input)
    return { weight: layers.at(-1)?.weight ?? null, logits: logitsOf(layers, probe.inputs, linalg) }
  }
  const weight = optional(input, 'w', () => matrixIn(input, 'w'))
  const features = input.tensors.x?.shape[1]
  const isTurned = weight !== null && weight.cols === features && (weight.rows !== features || layout === 'out-in')
  if (weight !== null && features !== undefined && weight.rows !== features && weight.cols !== features) {
    throw usageError(
      `${input.name}: expected 'w' as [${features}, C] or [C, ${features}]; it is [${weight.rows}, ${weight.cols}]`,
    )
  }
  return {
    weight: isTurned ? transposed(weight) : weight,
    logits: optional(input, 'logits', () => matrixIn(input, 'logits')),
  }
}

/** The parameter that the writer called the head, as [neurons, classes]: there are as many classes as logits. */
function headOfSnapshot(given: Given, input: Source): Inputs['head'] {
  const name = input.snapshot?.head ?? null
  const logits = optional(input, 'logits', () => matrixIn(input, 'logits'))
  const layer: Layer | undefined = name === null ? undefined : input.tensors[name]
  if (name === null || layer?.shape.length !== 2) return { weight: null, logits }
  const matrix = matrixOf(fine(layer))
  const isSquare = matrix?.rows === matrix?.cols
  const isTurned =
    logits === null || isSquare ? viewOf(given, input, name)?.isTurned === true : matrix?.rows === logits.cols
  return { weight: matrix !== null && isTurned ? transposed(matrix) : matrix, logits }
}
