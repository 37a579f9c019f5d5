import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { classPoints } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

export interface SparseParity {
  /** n, of each example, each 1 or −1; behind them stands a 1 that never changes, so that neurons have a threshold. */
  readonly bits: number
  /** k, whose product is the answer. */
  readonly relevant: number
  readonly testExamples: number
}

/** Examples by which a run that sees new ones at every update is watched. */
const WATCHED = 1024

/**
 * The parity of a few bits among many: whoever knows fewer than all of the few knows nothing of it (Barak et al. 2022, arXiv:2207.08799).
 * Which bits these are is a matter of the seed.
 */
export function sparseParity({ bits, relevant, testExamples }: SparseParity, seed: number): Task<PointExamples> {
  const chosen = () => openStream(seed, 'relevant bits').shuffled(Array(bits).keys()).slice(0, relevant)
  const draw = (stream: RandomStream, size: number) => examplesOf(chosen(), bits, stream, size)
  return {
    train: pointsWhenRead(() => draw(openStream(seed, 'watched examples'), WATCHED)),
    test: pointsWhenRead(() => draw(openStream(seed, 'test examples'), testExamples)),
    table: null,
    draw,
  }
}

function examplesOf(chosen: readonly number[], bits: number, stream: RandomStream, size: number): PointExamples {
  const wide = bits + 1
  const inputs = Float32Array.from({ length: size * wide }, (_, i) => (i % wide === bits ? 1 : 2 * stream.integer(2) - 1))
  const labels = Int32Array.from({ length: size }, (_, row) =>
    chosen.reduce((sign, bit) => sign * (inputs[row * wide + bit] as number), 1) === 1 ? 1 : 0,
  )
  return classPoints(inputs, wide, 2, { labels, trueLabels: labels })
}
