import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** Patterns of signs drawn at random, [count, neurons], which are the memories of a seed. */
export function randomPatterns(count: number, neurons: number, seed: number): Matrix {
  const stream = openStream(seed, 'patterns')
  return {
    rows: count,
    cols: neurons,
    data: Float64Array.from({ length: count * neurons }, () => (stream.integer(2) === 0 ? -1 : 1)),
  }
}

/** The first pattern with some of its signs turned: what the memory is reminded by. */
export function cueFor(patterns: Matrix, flipped: number, seed: number): Float64Array {
  const cue = Float64Array.from(patterns.data.subarray(0, patterns.cols))
  const order = openStream(seed, 'cue').shuffled(cue.keys())
  for (const i of order.slice(0, Math.round(flipped * cue.length))) cue[i] = -(cue[i] as number)
  return cue
}
