import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { oneHot } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

export interface Confusion {
  /** The class that is labeled as another one, and that other. */
  readonly from: number
  readonly to: number
  /** With which probability each of its examples is. */
  readonly probability: number
}

/**
 * A task in which one class is labeled as another now and then: a noise that can be learned, since it is of a class that
 * can be told. The test labels are drawn alike, so that both splits are of one distribution.
 */
export function withConfusedClasses<T extends Task<PointExamples>>(task: T, confusion: Confusion, seed: number): T {
  const { train, test } = task
  return {
    ...task,
    train: confused(train, confusion, () => openStream(seed, 'confusion')),
    test: test === null ? null : confused(test, confusion, () => openStream(seed, 'test confusion')),
  }
}

function confused(split: PointExamples, { from, to, probability }: Confusion, open: () => RandomStream): PointExamples {
  return pointsWhenRead(() => {
    const { inputs, targets, trueLabels } = split
    const stream = open()
    const labels = trueLabels.map((label) => (stream.uniform() < probability && label === from ? to : label))
    return { inputs, trueLabels, labels, targets: { ...targets, data: oneHot(labels, targets.cols) } }
  })
}
