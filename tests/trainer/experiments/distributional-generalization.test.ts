import { describe, expect, it } from 'vitest'
import type { PointExamples } from '#trainer/data/index.ts'
import { distributionalGeneralization } from '#trainer/experiments/distributional-generalization.ts'
import { planRun } from '#trainer/run/plan.ts'
import { brokenOf } from './verified.ts'

describe('distributional-generalization', () => {
  it('is not, where the networks are stopped early', async () => {
    const only = ['knows-labels-by-heart', 'reproduces-the-noise']
    expect(await brokenOf(distributionalGeneralization, { seeds: [1], steps: 100, only })).toHaveLength(2)
  })

  it.each([0, 1, 2])('holds of the nearest neighbor too, which no training brought about: seed %i', (seed) => {
    const { parameters } = planRun({ experiment: 'distributional-generalization' })
    const { task, twin } = distributionalGeneralization.recipe(parameters, seed)
    const [first, second] = [task.train, twin!.recipe.task.train] as [PointExamples, PointExamples]
    const test = task.test as PointExamples
    expect(first.inputs.data).not.toEqual(second.inputs.data)
    const [own, other] = [nearestLabels(first, test), nearestLabels(second, test)]
    const share = (labels: Int32Array) => own.filter((label, i) => label === labels[i]).length / own.length
    expect(Math.abs(share(other) - share(test.labels))).toBeLessThan(0.05) // a standard error is about 0.015 each
    const confused = [...own.keys()].filter((i) => test.trueLabels[i] === 0)
    const asOne = confused.filter((i) => own[i] === 1).length / confused.length
    expect(Math.abs(asOne - 0.4)).toBeLessThan(0.12)
  })
})

function nearestLabels({ inputs, labels }: PointExamples, { inputs: asked }: PointExamples): Int32Array {
  return Int32Array.from({ length: asked.rows }, (_, row) => {
    let [nearest, least] = [0, Infinity]
    for (let i = 0; i < inputs.rows; i++) {
      let distance = 0
      for (let d = 0; d < inputs.cols; d++)
        distance += (inputs.data[i * inputs.cols + d]! - asked.data[row * asked.cols + d]!) ** 2
      if (distance < least) [nearest, least] = [i, distance]
    }
    return labels[nearest]!
  })
}
