import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Pairs, PointExamples, ValueExamples } from './task.ts'

/**
 * Examples that are drawn when one of them is first read, so that a task says at once what it has (a test split, a
 * table), and costs nothing to whoever only asks that.
 */
export function pairsWhenRead(draw: () => Pairs): Pairs {
  const drawn = lazily(draw)
  return lazyProperties<Pairs>({
    a: () => drawn().a,
    b: () => drawn().b,
    labels: () => drawn().labels,
    trueLabels: () => drawn().trueLabels,
  })
}

export function pointsWhenRead(draw: () => PointExamples): PointExamples {
  const drawn = lazily(draw)
  return lazyProperties<PointExamples>({
    inputs: () => drawn().inputs,
    targets: () => drawn().targets,
    labels: () => drawn().labels,
    trueLabels: () => drawn().trueLabels,
  })
}

export function valuesWhenRead(draw: () => ValueExamples): ValueExamples {
  const drawn = lazily(draw)
  return lazyProperties<Pick<ValueExamples, 'inputs' | 'targets'>>({
    inputs: () => drawn().inputs,
    targets: () => drawn().targets,
  })
}
