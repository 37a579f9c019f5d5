import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { corruptedLabels } from './corrupted-labels.ts'
import { classPoints } from './points.ts'
import type { PointExamples, Task } from './task.ts'

export interface GaussianMixture {
  readonly classes: number
  readonly dimensions: number
  /** Examples of each class to learn from, and to be judged by. */
  readonly trainPerClass: number
  readonly testPerClass: number
  /** Distance of a class's mean from the origin, in standard deviations of a point around its mean. */
  readonly separation: number
  /** Share of the training labels that is replaced by a wrong class. */
  readonly corruptionFraction: number
}

/**
 * Points around one mean a class, all of variance 1 in every direction. The means have random directions and one length;
 * with as many examples of each class the classes are balanced. Means, points and wrong labels come from streams of
 * their own, so that neither more examples nor wrong labels move a mean.
 */
export function gaussianMixture(
  settings: GaussianMixture,
  seed: number,
): Task<PointExamples> & { readonly corrupted: number } {
  const { classes, dimensions, trainPerClass, testPerClass, separation, corruptionFraction } = settings
  const directions = openStream(seed, 'class means')
  const means = Array.from({ length: classes }, () => vectorOfLength(separation, dimensions, directions))
  const drawn = (perClass: number, stream: RandomStream) => {
    const labels = Int32Array.from({ length: classes * perClass }, (_, row) => row % classes)
    const inputs = new Float32Array(labels.length * dimensions)
    for (let i = 0; i < inputs.length; i++) {
      const label = labels[Math.floor(i / dimensions)] as number
      inputs[i] = (means[label]?.[i % dimensions] as number) + stream.normal()
    }
    return { inputs, labels }
  }
  const train = drawn(trainPerClass, openStream(seed, 'inputs'))
  const test = drawn(testPerClass, openStream(seed, 'test inputs'))
  const corrupted = Math.round(corruptionFraction * train.labels.length)
  const labels = corrupted === 0 ? train.labels : corruptedLabels(train.labels, corrupted, classes, seed)
  return {
    train: classPoints(train.inputs, dimensions, classes, { labels, trueLabels: train.labels }),
    test: classPoints(test.inputs, dimensions, classes, { labels: test.labels, trueLabels: test.labels }),
    table: null,
    corrupted,
  }
}

function vectorOfLength(length: number, dimensions: number, stream: RandomStream): number[] {
  const direction = Array.from({ length: dimensions }, () => stream.normal())
  const norm = Math.hypot(...direction)
  return direction.map((part) => (length * part) / norm)
}
