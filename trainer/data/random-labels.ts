import { openStream } from '#src/vocabulary/random.ts'
import { classPoints, normals } from './points.ts'
import type { PointExamples, Task } from './task.ts'

export interface RandomLabels {
  readonly examples: number
  readonly dimensions: number
  readonly classes: number
}

/** Gaussian points with classes drawn at random: nothing to understand, so there is nothing to be judged by. */
export function randomLabels({ examples, dimensions, classes }: RandomLabels, seed: number): Task<PointExamples> {
  const stream = openStream(seed, 'labels')
  const labels = Int32Array.from({ length: examples }, () => stream.integer(classes))
  const inputs = normals(openStream(seed, 'inputs'), examples * dimensions)
  return {
    train: classPoints(inputs, dimensions, classes, { labels, trueLabels: labels }),
    test: null,
    table: null,
  }
}
