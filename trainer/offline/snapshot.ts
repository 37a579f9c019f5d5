import type { Tensors } from '#trainer/formats/index.ts'
import type { Source } from './given.ts'
import { byNumbers, GRADIENT } from './naming.ts'
import type { SnapshotFacts } from './snapshot-facts.ts'
import { isSnapshot, WHOLE, type Namespace } from './snapshot-names.ts'
import { dataNames } from './tensor-names.ts'

/** What a snapshot of somebody else's training has besides parameters, by the names that its writer gave. */
export interface SnapshotParts {
  /** Activations, [examples, neurons] each. */
  readonly hidden: Tensors
  readonly attention: Tensors
  /** Weights as functions on residues, [neurons, modulus] each. */
  readonly residues: Tensors
  /** The state one step before, two steps before, and the gradient one step before; null where it was not kept. */
  readonly before: Source | null
  readonly twoBefore: Source | null
  readonly previousGradients: Source | null
  /** What Adam divides by, √v̂ + ε, of every parameter. */
  readonly preconditioner: Tensors
  /** The parameter that maps the last activations to logits; null where nobody said. */
  readonly head: string | null
}

/** What the writer of a snapshot says of its tensors. */
type Said = Pick<SnapshotFacts, 'head' | 'parameters' | 'hidden'>

/**
 * The tensors of a file under the names by which they are measured. A snapshot of a foreign training keeps apart by namespace
 * (`weights.…`, `hidden.…`, `test.…`) what other files tell by name alone; any other file stays as it is.
 */
export function sourceFrom(name: string, tensors: Tensors, said: Partial<Said> = {}): Source {
  const { head = null, parameters: theirOrder = [], hidden: order = [] } = said
  const names = Object.keys(tensors)
  if (!isSnapshot(names)) return { name, tensors }
  const under = (space: Namespace): Tensors =>
    Object.fromEntries(names.flatMap((one) => (one.startsWith(space) ? [[one.slice(space.length), of(one)]] : [])))
  const of = (one: string) => tensors[one] as Tensors[string]
  const earlier = (space: Namespace, what: string): Source | null => {
    const theirs = under(space)
    return Object.keys(theirs).length === 0 ? null : { name: `${what} of ${name}`, tensors: parameters(theirs) }
  }
  const whole = names.flatMap((one) => {
    const plain = WHOLE[one]
    return plain === undefined ? [] : [[plain, of(one)] as const]
  })
  const gradients = Object.entries(parameters(under('grad.'))).map(([one, tensor]) => [`${GRADIENT}${one}`, tensor])
  return {
    name,
    tensors: {
      ...parameters(inOrderOf(theirOrder, under('weights.'))),
      ...Object.fromEntries(gradients),
      ...answered(Object.fromEntries(whole)),
    },
    snapshot: {
      hidden: inOrderOf(order, under('hidden.')),
      attention: under('attention.'),
      residues: under('residues.'),
      before: earlier('before.', 'the weights one step before'),
      twoBefore: earlier('two-before.', 'the weights two steps before'),
      previousGradients: earlier('previous-grad.', 'the gradient of the step before'),
      preconditioner: under('preconditioner.'),
      head,
    },
  }
}

/** Those that are named first, in their order; then the others, as names count. */
function inOrderOf(order: readonly string[], theirs: Tensors): Tensors {
  const named = order.filter((name) => Object.hasOwn(theirs, name))
  const others = byNumbers(Object.keys(theirs).filter((name) => !named.includes(name)))
  return Object.fromEntries([...named, ...others].map((name) => [name, theirs[name] as Tensors[string]]))
}

/** Parameters that are called as examples are (`x`, `state`) keep the name of their namespace, by which they are told apart. */
function parameters(theirs: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(theirs).map(([name, tensor]) => [dataNames.has(name) ? `weights.${name}` : name, tensor]),
  )
}

/** Labels are the targets of a classifier, which a chain reads as `y`. */
function answered(whole: Tensors): Tensors {
  const { y = whole.labels, testY = whole.testLabels, ...rest } = whole
  return { ...rest, ...(y && { y }), ...(testY && { testY }) }
}
