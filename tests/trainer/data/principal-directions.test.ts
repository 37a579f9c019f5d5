import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { withConfusedClasses } from '#trainer/data/confused-classes.ts'
import { gaussianMixture } from '#trainer/data/gaussian-mixture.ts'
import { onPrincipalDirections } from '#trainer/data/learned-inputs.ts'
import { principalDirections } from '#trainer/data/principal-directions.ts'
import type { PointExamples } from '#trainer/data/task.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const stream = openStream(5, 'points')
const points = {
  rows: 300,
  cols: 7,
  data: Float32Array.from({ length: 2100 }, (_, i) => (1 + (i % 7)) * stream.normal() + (i % 3)),
}
const mixture = { classes: 3, dimensions: 6, trainPerClass: 200, testPerClass: 150, separation: 4, corruptionFraction: 0 }

describe('principalDirections', () => {
  it('are the eigenvectors of the covariance, the largest first, as the backend finds them', async () => {
    const { linalg } = workbenchOf(await backend())
    const mean = Array.from({ length: 7 }, (_, d) => [...Array(300).keys()].reduce((sum, row) => sum + points.data[7 * row + d]! / 300, 0))
    const centered = { rows: 300, cols: 7, data: Float64Array.from(points.data, (value, i) => value - mean[i % 7]!) }
    const { vectors } = linalg.eigenSymmetric(linalg.product(centered, centered, { a: true }))
    const ours = principalDirections(points, 4)
    expect([ours.rows, ours.cols]).toEqual([7, 4])
    for (let k = 0; k < 4; k++) {
      const along = [...Array(7).keys()].reduce((sum, d) => sum + ours.data[4 * d + k]! * vectors.data[7 * d + k]!, 0)
      expect(Math.abs(Math.abs(along) - 1)).toBeLessThan(1e-6)
    }
  })

  it('refuses more directions than there are', () => {
    expect(() => principalDirections(points, 8)).toThrow(/at most 7 directions/)
  })
})

describe('onPrincipalDirections', () => {
  it('keeps lengths where all directions are kept, and every answer', () => {
    const task = gaussianMixture(mixture, 2)
    const learned = onPrincipalDirections(task, () => task.train.inputs, 6)
    expect(learned.train.labels).toEqual(task.train.labels)
    const square = ({ inputs }: PointExamples, row: number) =>
      [...inputs.data.slice(6 * row, 6 * row + 6)].reduce((sum, x) => sum + x * x, 0)
    for (const row of [0, 100, 599]) expect(square(learned.train, row)).toBeCloseTo(square(task.train, row), 3)
    expect(onPrincipalDirections(task, () => task.train.inputs, 2).test!.inputs.cols).toBe(2)
  })
})

describe('withConfusedClasses', () => {
  const task = gaussianMixture(mixture, 2)
  const confused = withConfusedClasses(task, { from: 2, to: 0, probability: 0.4 }, 2)
  it.each(['train', 'test'] as const)('labels one class as another now and then, and no other: %s', (name) => {
    const [split, was] = [confused[name] as PointExamples, task[name] as PointExamples]
    expect(split.inputs).toBe(was.inputs)
    expect(split.trueLabels).toEqual(was.labels)
    let changed = 0
    split.labels.forEach((label, i) => {
      if (label !== was.labels[i]) {
        expect([was.labels[i], label]).toEqual([2, 0])
        changed += 1
      }
      expect(split.targets.data[3 * i + label]).toBe(1)
    })
    const count = was.labels.filter((label) => label === 2).length
    expect(Math.abs(changed / count - 0.4)).toBeLessThan(0.15) // four standard errors
  })

  it('draws the confusion of both splits apart', () => {
    const again = withConfusedClasses(task, { from: 2, to: 0, probability: 0.4 }, 2)
    expect(again.train.labels).toEqual(confused.train.labels)
    const [first, second] = [confused.train, confused.test as PointExamples].map(({ labels }) => [...labels.slice(0, 450)].join())
    expect(first).not.toBe(second)
  })
})
