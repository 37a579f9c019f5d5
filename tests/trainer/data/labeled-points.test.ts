import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { denoisedPoints } from '#trainer/data/denoised-points.ts'
import { reluTeacher } from '#trainer/data/relu-teacher.ts'

const settings = { inputs: 5, hidden: 7, classes: 3, examples: 300, testExamples: 100 }
const task = reluTeacher(settings, 2)

describe('reluTeacher', () => {
  it('labels by the largest output of W₂ ReLU(W₁ x), for weights that no other draw moves', () => {
    const stream = openStream(2, 'teacher')
    const first = Array.from({ length: 7 }, () => Array.from({ length: 5 }, () => Math.fround(stream.normal())))
    const second = Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => Math.fround(stream.normal())))
    for (const split of [task.train, task.test!, task.draw!(openStream(1, 'new'), 50)]) {
      const { inputs, labels, targets, trueLabels } = split
      expect(trueLabels).toBe(labels)
      labels.forEach((label, row) => {
        const x = [...inputs.data.subarray(5 * row, 5 * row + 5)]
        const hidden = first.map((unit) => Math.max(0, unit.reduce((sum, w, i) => sum + w * x[i]!, 0)))
        const outputs = second.map((weights) => weights.reduce((sum, w, i) => sum + w * hidden[i]!, 0))
        expect(outputs[label]).toBe(Math.max(...outputs))
        expect([...targets.data.subarray(3 * row, 3 * row + 3)]).toEqual([0, 1, 2].map((c) => +(c === label)))
      })
    }
  })

  it('has among more examples those of fewer, and the same test split', () => {
    const fewer = reluTeacher({ ...settings, examples: 40 }, 2)
    expect(fewer.train.labels).toEqual(task.train.labels.subarray(0, 40))
    expect(fewer.test!.inputs).toEqual(task.test!.inputs)
    expect(reluTeacher(settings, 3).train.labels).not.toEqual(task.train.labels)
  })
})

describe('points without their noise', () => {
  const { train, test, draw, isRegression } = denoisedPoints(task, 0.5, 2)

  it('asks for the points from the same points under noise of the deviation that is set', () => {
    expect(isRegression).toBe(true)
    for (const [split, points] of [[train, task.train], [test!, task.test!]] as const) {
      expect(split.targets).toEqual(points.inputs)
      const noise = [...split.inputs.data].map((value, i) => value - points.inputs.data[i]!)
      const deviation = Math.sqrt(noise.reduce((sum, one) => sum + one * one, 0) / noise.length)
      expect(Math.abs(deviation - 0.5)).toBeLessThan(0.05)
    }
    expect(denoisedPoints(task, 0, 2).train.inputs.data).toEqual(task.train.inputs.data)
  })

  it('draws training points anew, each time under other noise', () => {
    const [one, other] = ['a', 'b'].map((name) => draw!(openStream(0, name), 30))
    const points = Array.from({ length: 300 }, (_, row) => [...task.train.inputs.data.subarray(5 * row, 5 * row + 5)].join())
    for (let row = 0; row < 30; row++)
      expect(points).toContain([...one!.targets.data.subarray(5 * row, 5 * row + 5)].join())
    expect(one!.inputs.data).not.toEqual(other!.inputs.data)
    expect(draw!(openStream(0, 'a'), 30)).toEqual(one)
  })
})
