import type { Inputs } from '#probes/inputs.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * Numbers that were measured or computed, somewhere in the inputs of a step: an array, or one number (a loss, a rate).
 * Counts and labels are none.
 */
export interface Place {
  /** From the need down, e.g. `predictions`, `train`, `logits`, `data`. */
  readonly path: readonly string[]
  readonly values: Float32Array | Float64Array | number
}

/** Numbers that stand alone and are not counts. */
const QUANTITIES = new Set([
  'loss',
  'accuracy',
  'temperature',
  'elapsedSeconds',
  'rate',
  'momentum',
  'l2',
  'measured',
  'predicted',
])

/** Every place of these inputs. The objective is a function of its chain: it stands for the places of that. */
export function placesOf(inputs: Partial<Inputs>): Place[] {
  return Object.entries(inputs).flatMap(([need, value]) =>
    need === 'objective' ? placesOfObjective(value as object) : placesUnder([need], value),
  )
}

/** The same inputs with other numbers at one place; all else is shared with them. */
export function withValues(
  inputs: Partial<Inputs>,
  { path }: Place,
  values: Place['values'],
  linalg: LinearAlgebra,
): Partial<Inputs> {
  const [need, ...inside] = path as [keyof Inputs, ...string[]]
  if (need !== 'objective') return replaced(inputs, path, values) as Partial<Inputs>
  const chain = replaced(chainOf.get(inputs.objective as object), inside, values) as Chain
  return { ...inputs, objective: objectiveFor(chain, linalg) }
}

/** The same inputs with every array in float64, as a file may give it: their numbers do not change. */
export function inDoublePrecision(inputs: Partial<Inputs>, linalg: LinearAlgebra): Partial<Inputs> {
  const finer = placesOf(inputs).filter(({ values }) => values instanceof Float32Array)
  return finer.reduce(
    (held, place) => withValues(held, place, Float64Array.from(place.values as Float32Array), linalg),
    inputs,
  )
}

/** The objective of a chain, of which it is remembered what chain that was. */
export function objectiveFor(chain: Chain, linalg: LinearAlgebra): Inputs['objective'] {
  const objective = objectiveOf(chain, linalg)
  chainOf.set(objective, chain)
  return objective
}

const chainOf = new WeakMap<object, Chain>()

/** An objective reads the layers and the training split. */
function placesOfObjective(objective: object): Place[] {
  const { layers, train } = chainOf.get(objective) as Chain
  return [...placesUnder(['objective', 'layers'], layers), ...placesUnder(['objective', 'train'], train)]
}

function placesUnder(path: readonly string[], value: unknown): Place[] {
  if (value instanceof Float32Array || value instanceof Float64Array) return [{ path, values: value }]
  if (typeof value === 'number') return QUANTITIES.has(path.at(-1) ?? '') ? [{ path, values: value }] : []
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  return Object.entries(value).flatMap(([key, inside]) => placesUnder([...path, key], inside))
}

function replaced(value: unknown, path: readonly string[], values: Place['values']): unknown {
  const [key, ...deeper] = path
  if (key === undefined) return values
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? replaced(item, deeper, values) : item))
  const record = value as Record<string, unknown>
  return { ...record, [key]: replaced(record[key], deeper, values) }
}
