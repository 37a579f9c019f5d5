import type { LossKind } from '#probes/maths/chain/chain.ts'
import { badValue, namesOf, usageError, type OptionValues } from '#src/vocabulary/index.ts'
import type { Tensors } from '#trainer/formats/index.ts'
import type { ModelShape } from './model-shape.ts'
import type { SnapshotParts } from './snapshot.ts'

/** A file's tensors, under the name that errors call it by. */
export interface Source {
  readonly name: string
  readonly tensors: Tensors
  /** What else a snapshot of a foreign training has; left out for other files. */
  readonly snapshot?: SnapshotParts
}

/** [in, out] as in x · w, or [out, in] as PyTorch keeps it. */
export const LAYOUTS = ['in-out', 'out-in'] as const
export type Layout = (typeof LAYOUTS)[number]

/** All that a measurement without a run has to go by: tensors of files, and what the command says of them. */
export interface Given {
  readonly input: Source
  /** The second network, representation or state, and the one before that, in the order of --with. */
  readonly others: readonly Source[]
  /** The same network at step 0, where that is known beside the others. */
  readonly initial?: Source | null
  readonly model: ModelShape | null
  /** Null where the targets decide: cross-entropy for labels, the mean squared error for anything else. */
  readonly loss: LossKind['kind'] | null
  readonly reduction: LossKind['reduction']
  /** What divides the logits in the softmax that was trained; 1 as a rule. */
  readonly temperature: number
  /** Null where names and shapes decide. */
  readonly layout: Layout | null
  /** Patterns of the names of parameters, `!…` for what is none; where there are none, names and types decide. */
  readonly weights?: readonly string[]
  /** Patterns of the names of weights that are layers, from input to output; where there are none, all matrices are. */
  readonly layers?: readonly string[]
  /** Of the probe's own random stream. */
  readonly seed: number
  readonly options: OptionValues
  /** `key=value` of what a run would know of itself: the optimizer's rate, a table's operation. */
  readonly facts: Readonly<Record<string, string>>
}

/** A fact that is a number, or the default where nobody said it. */
export function numberFact({ facts }: Given, key: string, fallback: number | null, least = 0): number {
  const text = namesOf(key)
    .map((name) => facts[name])
    .find((fact) => fact !== undefined)
  if (text === undefined && fallback !== null) return fallback
  if (text === undefined) throw usageError(`--set ${key}=…: expected a number from ${least}, got none`)
  const value = text.trim() === '' ? NaN : Number(text)
  if (!Number.isFinite(value) || value < least) throw badValue(`--set ${key}`, `a number from ${least}`, text)
  return value
}

/** A fact that is one of several names. */
export function choiceFact<C extends string>({ facts }: Given, key: string, choices: readonly C[], fallback: C): C {
  const text = facts[key]
  const choice = choices.find((one) => one === (text ?? fallback))
  if (choice === undefined) throw badValue(`--set ${key}`, `one of ${choices.join(', ')}`, text)
  return choice
}
