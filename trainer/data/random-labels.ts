import { openStream } from '#src/vocabulary/random.ts'
import { classPoints, normals } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

export interface RandomLabels {
  readonly examples: number
  readonly dimensions: number
  readonly classes: number
}

/** Gaussian points with classes drawn at random: nothing to understand, so there is nothing to be judged by. */
export function randomLabels({ examples, dimensions, classes }: RandomLabels, seed: number): Task<PointExamples> {
  return {
    train: pointsWhenRead(() => {
      const stream = openStream(seed, 'labels')
      const labels = Int32Array.from({ length: examples }, () => stream.integer(classes))
      const inputs = normals(openStream(seed, 'inputs'), examples * dimensions)
      return classPoints(inputs, dimensions, classes, { labels, trueLabels: labels })
    }),
    test: null,
    table: null,
  }
}
