import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { turnedImages as drawn } from '#trainer/data/index.ts'
import { dense, overTurns, sideBySide } from '#trainer/layers/index.ts'
import { layered, pixelsEnter } from '#trainer/models/index.ts'
import { uploaded } from '#trainer/tensors/index.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

import { normal } from '#trainer/layers/weights.ts'

const { tf } = workbenchOf(await backend())

describe('turned-images', () => {
  it('is symmetric by all four turns and by no layer that leaves them out', () => {
    const task = drawn({ side: 5, classes: 3, trainPerClass: 4, testPerClass: 4, noise: 1, turns: 'none' }, 1)
    const inner = [sideBySide({ positions: 25, width: 1 }), dense({ name: 'w', from: 25, to: 3, begins: normal(1) })]
    const differences = [[overTurns({ side: 5, layers: inner })], inner].map((layers) => {
      const model = layered({ entrance: pixelsEnter, layers })
      const weights = uploaded(tf, model.initialWeights(openStream(0, 'weights')))
      const [upright, turned] = [task.test!, task.outOfDistribution!].map((split) =>
        model.logits(tf, weights, model.batch(tf, split)).dataSync(),
      )
      return Math.max(...upright!.map((logit, i) => Math.abs(logit - turned![i]!)))
    })
    expect(differences[0]).toBeLessThan(1e-5)
    expect(differences[1]).toBeGreaterThan(0.1)
  })
})
