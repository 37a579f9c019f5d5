import { openStream } from '#src/vocabulary/random.ts'
import type { Pairs, PairTask } from './modular.ts'

/** Large enough for similarity of representations, small enough to cost a tenth of a training pass. */
export const PROBE_PAIRS = 512

/** The fixed pairs, learnt and unlearnt alike, on which probes look at hidden activations. */
export function probePairs({ train, test }: PairTask, seed: number): Pairs {
  const all = { a: joined(train.a, test.a), b: joined(train.b, test.b), labels: joined(train.labels, test.labels) }
  const chosen = openStream(seed, 'probe batch').shuffled(all.a.keys()).slice(0, PROBE_PAIRS)
  const rows = Int32Array.from(chosen).sort()
  const at = (column: Int32Array) => rows.map((row) => column[row] as number)
  return { a: at(all.a), b: at(all.b), labels: at(all.labels) }
}

function joined(left: Int32Array, right: Int32Array): Int32Array {
  return Int32Array.from([...left, ...right])
}
