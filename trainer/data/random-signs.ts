import { openStream } from '#src/vocabulary/random.ts'
import { normals } from './points.ts'
import type { Task, ValueExamples } from './task.ts'
import { valuesWhenRead } from './when-read.ts'

export interface RandomSigns {
  readonly examples: number
  readonly dimensions: number
}

/** Normal points, each with 1 or −1 at random: a few of them are fitted by any network, and teach nothing beyond themselves. */
export function randomSigns({ examples, dimensions }: RandomSigns, seed: number): Task<ValueExamples> {
  return {
    train: valuesWhenRead(() => {
      const signs = openStream(seed, 'signs')
      const data = Float32Array.from({ length: examples }, () => (signs.uniform() < 0.5 ? -1 : 1))
      const points = normals(openStream(seed, 'inputs'), examples * dimensions)
      return {
        inputs: { rows: examples, cols: dimensions, data: points },
        targets: { rows: examples, cols: 1, data },
      }
    }),
    test: null,
    table: null,
    isRegression: true,
  }
}
