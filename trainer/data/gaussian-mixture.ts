import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { corruptedLabels } from './corrupted-labels.ts'
import { classPoints } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

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
  /** Which sample of the same mixture it is: another number has other examples around the same means. */
  readonly sample?: number
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
  const { classes, dimensions, trainPerClass, testPerClass, corruptionFraction, sample = 0 } = settings
  const means = classMeans(settings, seed)
  const streamOf = (name: string) => openStream(seed, sample === 0 ? name : `${name} of sample ${sample}`)
  const drawn = (perClass: number, stream: RandomStream) => {
    const labels = Int32Array.from({ length: classes * perClass }, (_, row) => row % classes)
    return { inputs: around(means(), labels, stream), labels }
  }
  const corrupted = Math.round(corruptionFraction * (classes * trainPerClass))
  return {
    train: pointsWhenRead(() => {
      const { inputs, labels: trueLabels } = drawn(trainPerClass, streamOf('inputs'))
      const labels = corrupted === 0 ? trueLabels : corruptedLabels(trueLabels, corrupted, classes, seed)
      return classPoints(inputs, dimensions, classes, { labels, trueLabels })
    }),
    test: pointsWhenRead(() => {
      const { inputs, labels } = drawn(testPerClass, streamOf('test inputs'))
      return classPoints(inputs, dimensions, classes, { labels, trueLabels: labels })
    }),
    table: null,
    corrupted,
  }
}

/** The same, and new examples without end: their classes are random, and as many of their labels wrong. */
export function endlessMixture(settings: GaussianMixture, seed: number): Task<PointExamples> {
  const { classes, dimensions, corruptionFraction } = settings
  const means = classMeans(settings, seed)
  return {
    ...gaussianMixture(settings, seed),
    draw(stream, size) {
      const trueLabels = Int32Array.from({ length: size }, () => stream.integer(classes))
      const inputs = around(means(), trueLabels, stream)
      const labels = trueLabels.map((label) =>
        stream.uniform() < corruptionFraction ? (label + 1 + stream.integer(classes - 1)) % classes : label,
      )
      return classPoints(inputs, dimensions, classes, { labels, trueLabels })
    },
  }
}

/** Points of the mixture whose classes nobody knows. */
export function unlabeledPoints(settings: GaussianMixture, count: number, seed: number): Matrix {
  const { classes, dimensions } = settings
  const stream = openStream(seed, 'unlabeled inputs')
  const labels = Int32Array.from({ length: count }, () => stream.integer(classes))
  return { rows: count, cols: dimensions, data: around(classMeans(settings, seed)(), labels, stream) }
}

type Means = readonly (readonly number[])[]

function classMeans({ classes, separation, dimensions }: GaussianMixture, seed: number): () => Means {
  return lazily(() => {
    const directions = openStream(seed, 'class means')
    return Array.from({ length: classes }, () => vectorOfLength(separation, dimensions, directions))
  })
}

/** A normal point around the mean of each label. */
function around(means: Means, labels: Int32Array, stream: RandomStream): Float32Array {
  const dimensions = means[0]?.length ?? 0
  const inputs = new Float32Array(labels.length * dimensions)
  for (let i = 0; i < inputs.length; i++) {
    const label = labels[Math.floor(i / dimensions)] as number
    inputs[i] = (means[label]?.[i % dimensions] as number) + stream.normal()
  }
  return inputs
}

function vectorOfLength(length: number, dimensions: number, stream: RandomStream): number[] {
  const direction = Array.from({ length: dimensions }, () => stream.normal())
  const norm = Math.hypot(...direction)
  return direction.map((part) => (length * part) / norm)
}
