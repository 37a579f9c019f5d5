import { absent, type Absent, type OptionCard, type OptionValues } from '#src/vocabulary/index.ts'
import type { Table } from '#probes/inputs.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import type { LossKind } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oneHotRows } from '#probes/maths/algebra/one-hot.ts'
import { sumWaves, type SumWaves } from '#probes/maths/algebra/sum-waves.ts'

/** Every pair (all), those that were not trained on (test), or those that were, with the labels trained on (train). */
export const SPLITS = ['test', 'all', 'train'] as const
export type Split = (typeof SPLITS)[number]

export const keysOption: OptionCard = {
  key: 'keys',
  about: 'Number of frequencies, the strongest ones in these logits; 0 for all of them',
  type: 'integer',
  default: 0,
  min: 0,
  max: 1024,
}

export const lossOption: OptionCard = {
  key: 'loss',
  about:
    'The loss that the network is trained with (trained), cross-entropy at a temperature of 1, or mean squared error',
  type: 'choice',
  default: 'trained',
  choices: ['trained', 'cross-entropy', 'mse'],
}

export function splitOption(first: Split): OptionCard {
  return {
    key: 'split',
    about: 'The test pairs (test), all pairs (all), or the training pairs with their training labels (train)',
    type: 'choice',
    default: first,
    choices: SPLITS,
  }
}

/** The waves of a table that can be told apart from the rest, or why there are none. */
export function wavesOrWhy(table: Table): SumWaves | Absent {
  if (!table.logits.data.every(Number.isFinite)) return absent('The logits hold NaN or an infinity')
  if (table.modulus < 3) return absent(`Modulus ${table.modulus} has no frequency with a cosine and a sine`)
  return sumWaves(table) ?? absent(`Products modulo ${table.modulus}, which is not a prime, have no discrete logarithm`)
}

/**
 * The loss of logits that are made pair by pair: `write` fills in the logits of one row of the table, given its sum.
 * Pairs outside the group take no part.
 */
export function lossOfRows(
  table: Table,
  { group }: SumWaves,
  options: OptionValues,
  write: (into: Float64Array, row: number, s: number) => void,
): number | Absent {
  const split = options.split as Split
  const { rows, labels } = pairsOf(table, split)
  const taken = Array.from(rows.keys()).filter((at) => (group.ofPair[rows[at] as number] as number) >= 0)
  if (taken.length === 0) return absent(`The split '${split}' has no pairs in the group`)
  const { cols } = table.logits
  const data = new Float64Array(taken.length * cols)
  for (const [place, at] of taken.entries()) {
    const row = rows[at] as number
    write(data.subarray(place * cols, (place + 1) * cols), row, group.ofPair[row] as number)
  }
  const logits: Matrix = { rows: taken.length, cols, data }
  const answers = taken.map((at) => labels[at] as number)
  return lossOf(kindOf(table, options), logits, oneHotRows(answers, cols))
}

function kindOf(table: Table, { loss }: OptionValues): LossKind {
  if (loss === 'trained') return table.loss
  return { kind: loss === 'mse' ? 'mse' : 'cross-entropy', reduction: 'mean' }
}

/** Rows of the table and a label each. */
function pairsOf({ modulus, answers, train }: Table, split: Split): { rows: Int32Array; labels: Int32Array } {
  if (split === 'train') return train
  const all = Int32Array.from({ length: modulus * modulus }, (_, row) => row)
  const seen = new Set(split === 'test' ? train.rows : [])
  const rows = all.filter((row) => !seen.has(row))
  return { rows, labels: rows.map((row) => answers[row] as number) }
}
