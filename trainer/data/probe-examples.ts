import { openStream } from '#src/vocabulary/random.ts'
import { joined, rowsOf, sizeOf, type Split, type Task } from './task.ts'

/** Large enough for similarity of representations, small enough to cost a tenth of a training pass. */
export const PROBE_EXAMPLES = 512

/** The fixed examples, learned and unlearnt alike, on which probes look at hidden activations. */
export function probeExamples<S extends Split>({ train, test }: Task<S>, seed: number): S {
  const all = test === null ? train : joined(train, test)
  const chosen = openStream(seed, 'probe batch').shuffled(Array(sizeOf(all)).keys()).slice(0, probeCount(all))
  return rowsOf(all, Int32Array.from(chosen).sort()) as S
}

/** Sequences have many positions each, and what is hidden has a row for every one. */
function probeCount(split: Split): number {
  return 'tokens' in split ? Math.ceil(PROBE_EXAMPLES / split.length) : PROBE_EXAMPLES
}
