import { REDUCTIONS } from '#probes/maths/chain/chain.ts'
import { isRecord, messageOf } from '#src/vocabulary/index.ts'
import type { Given } from './given.ts'
import { modelShapeFrom, type ModelShape } from './model-shape.ts'

/** What the writer of a snapshot says of the training, beside its tensors: all of it may be missing. */
export interface SnapshotFacts {
  readonly model: ModelShape | null
  readonly loss: Given['loss']
  readonly reduction: Given['reduction']
  readonly temperature: number
  /** The parameter that maps the last activations to logits. */
  readonly head: string | null
  /** The parameters, and the layers whose activations there are, from input to output: files are sorted by name. */
  readonly parameters: readonly string[]
  readonly hidden: readonly string[]
  /** Whether the training computes Hessian products of its loss when it is asked. */
  readonly products: boolean
  /** As `--set key=value` says it: rate, optimizer, momentum, l2, batch. */
  readonly facts: Readonly<Record<string, string>>
  /** What was said and cannot be used, and why. */
  readonly faults: readonly string[]
}

const NOTHING_SAID: SnapshotFacts = {
  model: null,
  loss: null,
  reduction: 'mean',
  temperature: 1,
  head: null,
  parameters: [],
  hidden: [],
  products: false,
  facts: {},
  faults: [],
}

/** Keys of the training that needs ask for. */
const OPTIMIZER_KEYS = ['rate', 'optimizer', 'momentum', 'l2', 'batch'] as const

/** The facts of a snapshot, from the JSON in its metadata, over those of its folder. What is no such fact is left out and told. */
export function snapshotFacts(...texts: readonly (string | undefined)[]): SnapshotFacts {
  return texts.reduce<SnapshotFacts>(
    (known, text) => (text === undefined ? known : withText(known, text)),
    NOTHING_SAID,
  )
}

function withText(known: SnapshotFacts, text: string): SnapshotFacts {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch (error) {
    return { ...known, faults: [...known.faults, `its facts are no JSON: ${messageOf(error)}`] }
  }
  return isRecord(said)
    ? withFacts(known, said)
    : { ...known, faults: [...known.faults, 'its facts are no object of JSON'] }
}

function withFacts(known: SnapshotFacts, said: Readonly<Record<string, unknown>>): SnapshotFacts {
  const faults = [...known.faults]
  const one = <T>(key: string, read: (value: unknown) => T | undefined, before: T): T => {
    const value = said[key]
    if (value === undefined || value === null) return before
    const found = read(value)
    if (found === undefined) faults.push(`fact '${key}': ${JSON.stringify(value).slice(0, 80)} cannot be used`)
    return found === undefined ? before : found
  }
  const model = one('network', modelFrom, known.model)
  const loss = one('loss', (value) => LOSSES.find((name) => name === value), known.loss)
  const reduction = one('reduction', (value) => REDUCTIONS.find((name) => name === value), known.reduction)
  const temperature = one(
    'temperature',
    (value) => (isNumber(value) && value > 0 ? value : undefined),
    known.temperature,
  )
  const head = one('head', (value) => (typeof value === 'string' ? value : undefined), known.head)
  const facts = Object.fromEntries(
    OPTIMIZER_KEYS.flatMap((key) => {
      const value = one(key, plainFrom, known.facts[key] ?? null)
      return value === null ? [] : [[key, value]]
    }),
  )
  const parameters = one('parameters', namesFrom, known.parameters)
  const hidden = one('hidden', namesFrom, known.hidden)
  const products = one('products', (value) => (typeof value === 'boolean' ? value : undefined), known.products)
  return { model, loss, reduction, temperature, head, parameters, hidden, products, facts, faults }
}

const LOSSES = ['mse', 'cross-entropy'] as const

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function namesFrom(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined
}

function plainFrom(value: unknown): string | undefined {
  return isNumber(value) || typeof value === 'string' ? String(value) : undefined
}

function modelFrom(value: unknown): ModelShape | undefined {
  try {
    return typeof value === 'string' ? modelShapeFrom(value) : undefined
  } catch {
    return undefined // told as a fact that cannot be used
  }
}
