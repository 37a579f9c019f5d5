import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBatches } from '#trainer/data/batches.ts'
import { endlessMixture } from '#trainer/data/gaussian-mixture.ts'
import type { PointExamples, Task } from '#trainer/data/task.ts'

const COUNT = 40
/** Points that are told apart by their only coordinate. */
const numbered: Task<PointExamples> = {
  train: {
    inputs: { rows: COUNT, cols: 1, data: Float32Array.from({ length: COUNT }, (_, i) => i) },
    targets: { rows: COUNT, cols: 2, data: Float32Array.from({ length: 2 * COUNT }, (_, i) => ((i >> 1) % 2 === i % 2 ? 1 : 0)) },
    labels: Int32Array.from({ length: COUNT }, (_, i) => i % 2),
    trueLabels: Int32Array.from({ length: COUNT }, (_, i) => i % 2),
  },
  test: null,
  table: null,
}
const pointsAt = (batches: ReturnType<typeof openBatches>, step: number) => [...(batches.at(step) as PointExamples).inputs.data]
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)
const everyPoint = [...Array(COUNT).keys()]

describe('batches', () => {
  it('of epochs hold every example once an epoch, in an order of its own, the last batch what is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: COUNT - 1 }), fc.integer({ min: 0, max: 99 }), (size, seed) => {
        const batches = openBatches(numbered as Task, { kind: 'epochs', size }, seed)
        const perEpoch = Math.ceil(COUNT / size)
        const epochs = [0, 1, 2].map((epoch) => [...Array(perEpoch).keys()].flatMap((i) => pointsAt(batches, epoch * perEpoch + i)))
        for (const epoch of epochs) expect(sorted(epoch)).toEqual(everyPoint)
        expect(epochs[1]).not.toEqual(epochs[0])
        expect(epochs[2]).not.toEqual(epochs[1])
        for (let step = 0; step < 3 * perEpoch; step++) expect(pointsAt(batches, step)).toHaveLength(batches.sizeAt(step))
        expect(batches.sizeAt(perEpoch - 1)).toBe(COUNT - (perEpoch - 1) * size)
      }),
    )
  })

  it('keep labels and targets beside their points', () => {
    const batch = openBatches(numbered as Task, { kind: 'epochs', size: 7 }, 1).at(3) as PointExamples
    batch.labels.forEach((label, row) => {
      expect(label).toBe(batch.inputs.data[row]! % 2)
      expect([...batch.targets.data.subarray(2 * row, 2 * row + 2)]).toEqual(label === 0 ? [1, 0] : [0, 1])
    })
  })

  it('of the first examples hold those and no others, and all where there are no more', () => {
    const batches = openBatches(numbered as Task, { kind: 'first', size: 6 }, 4)
    for (const step of [0, 1, 99]) expect(pointsAt(batches, step)).toEqual([0, 1, 2, 3, 4, 5])
    expect([batches.areWhole, batches.sizeAt(3)]).toEqual([false, 6])
    for (const size of [COUNT, COUNT + 1]) {
      const whole = openBatches(numbered as Task, { kind: 'first', size }, 4)
      expect([whole.areWhole, whole.at(0), whole.sizeAt(0)]).toEqual([true, null, COUNT])
    }
  })

  it('with replacement draw each example evenly, whatever was drawn before', () => {
    const batches = openBatches(numbered as Task, { kind: 'replacement', size: 50 }, 4)
    const counts = new Array<number>(COUNT).fill(0)
    for (let step = 0; step < 400; step++) for (const point of pointsAt(batches, step)) counts[point]! += 1
    // 20,000 draws, 500 a point: four and a half standard deviations.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100)
    expect(new Set(pointsAt(batches, 0)).size).toBeLessThan(50)
  })

  it('that are online are new at every step, from where the training split came from', () => {
    const mixture = { classes: 3, dimensions: 4, trainPerClass: 5, testPerClass: 5, separation: 6, corruptionFraction: 0 }
    const task = endlessMixture(mixture, 8)
    const batches = openBatches(task as Task, { kind: 'online', size: 600 }, 8)
    const [first, second] = [0, 1].map((step) => batches.at(step) as PointExamples) as [PointExamples, PointExamples]
    expect(first.inputs.data).not.toEqual(second.inputs.data)
    for (let label = 0; label < 3; label++) {
      const meanOf = ({ inputs, labels }: PointExamples) =>
        [0, 1, 2, 3].map((d) => {
          const own = [...labels.keys()].filter((row) => labels[row] === label)
          return own.reduce((sum, row) => sum + inputs.data[4 * row + d]!, 0) / own.length
        })
      const difference = meanOf(first).map((mean, d) => mean - meanOf(second)[d]!)
      expect(Math.hypot(...difference)).toBeLessThan(0.5) // its standard deviation is √(4 · 2/200) = 0.2
      expect(Math.hypot(...meanOf(first))).toBeGreaterThan(5)
    }
  })

  it.each(['epochs', 'replacement', 'online'] as const)('of %s are a function of seed and step', (kind) => {
    const task = endlessMixture(
      { classes: 3, dimensions: 2, trainPerClass: 9, testPerClass: 1, separation: 1, corruptionFraction: 0.3 },
      2,
    ) as Task
    const open = (seed: number) => openBatches(task, { kind, size: 8 }, seed)
    const [forward, backward, other] = [open(5), open(5), open(6)]
    const steps = [...Array(9).keys()]
    const wanted = steps.map((step) => forward.at(step))
    expect(steps.toReversed().map((step) => backward.at(step))).toEqual(wanted.toReversed())
    expect(other.at(0)).not.toEqual(wanted[0])
  })

  it('that hold everything are the split itself', () => {
    for (const batching of [{ kind: 'full' }, { kind: 'epochs', size: COUNT }] as const) {
      const batches = openBatches(numbered as Task, batching, 1)
      expect([batches.areWhole, batches.at(3), batches.sizeAt(3)]).toEqual([true, null, COUNT])
    }
  })

  it('refuse to be online where nothing new can be drawn', () => {
    expect(() => openBatches(numbered as Task, { kind: 'online', size: 1 }, 1)).toThrow(/no way to draw new examples/)
  })
})
