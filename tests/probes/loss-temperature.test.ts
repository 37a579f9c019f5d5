import { describe, expect, it } from 'vitest'
import { calibrationError } from '#probes/calibration-error.ts'
import { codeLength } from '#probes/code-length.ts'
import { excludedLoss } from '#probes/excluded-loss.ts'
import type { Predictions } from '#probes/inputs.ts'
import { exampleGradients } from '#probes/maths/chain/example-gradients.ts'
import { gaussNewtonOf } from '#probes/maths/chain/gauss-newton.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { restrictedLoss } from '#probes/restricted-loss.ts'
import { zeroLossFraction } from '#probes/zero-loss-fraction.ts'
import { fine, openLab } from './lab.ts'
import { randomChain } from './random-chain.ts'
import { gaussian } from './random.ts'
import { tableFrom } from './tables.ts'

const lab = await openLab()
// A power of two, so that dividing by it first or last is the same to the bit.
const temperature = 0.25
const hot = { kind: 'cross-entropy', reduction: 'mean', temperature } as const
const plain = { kind: 'cross-entropy', reduction: 'mean' } as const
const divided = ({ rows, cols, data }: Matrix): Matrix => ({ rows, cols, data: data.map((one) => one / temperature) })

describe('at a temperature of the loss', () => {
  const logits = fine(gaussian(40, 5, 1).map((row) => row.map((value) => 4 * value)))
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 5)
  const split: Predictions = { logits, labels, trueLabels: labels }

  it.each([calibrationError, codeLength, zeroLossFraction])(
    '$id is that of the logits divided by it',
    (probe: Parameters<typeof lab.measure>[0]) => {
      const ask = (of: Predictions) => lab.measure(probe, { predictions: { train: of, test: of } })
      const found = ask({ ...split, temperature })
      expect(found).toEqual(ask({ ...split, logits: divided(logits) }))
      expect(found).not.toEqual(ask(split))
    },
  )

  it.each([restrictedLoss, excludedLoss])(
    '$id is that of the logits divided by it, and of its own loss where it is to be plain',
    (probe: Parameters<typeof lab.measure>[0]) => {
      const table = tableFrom('add', 7, (a, b, c) => 2 * Math.cos((2 * Math.PI * (a + b - c)) / 7) + Math.sin(a * c))
      const ask = (of: object, loss = 'trained') => lab.measure(probe, { table: { ...table, ...of } }, { loss })
      const found = ask({ loss: hot })
      expect(found).toBeCloseTo(ask({ loss: plain, logits: divided(table.logits) }) as number, 12)
      expect(found).not.toBeCloseTo(ask({ loss: plain }) as number, 3)
      expect(ask({ loss: hot }, 'cross-entropy')).toBe(ask({ loss: plain }))
    },
  )

  const sizes = { activation: 'tanh', examples: 9, seed: 4 } as const
  it('the gradient of an example is that of a last layer divided by it, and below it the same', () => {
    const chain = randomChain({ ...sizes, sizes: [3, 4, 5], loss: hot })
    const [first, last] = chain.layers as [(typeof chain.layers)[0], (typeof chain.layers)[0]]
    const bias = { ...last.bias!, values: last.bias!.values.map((one) => one / temperature) }
    const cooled = [first, { ...last, weight: divided(last.weight), bias }]
    const own = exampleGradients(chain.layers, chain.train, hot, lab.linalg).delta
    const other = exampleGradients(cooled, chain.train, plain, lab.linalg).delta
    expect(own[0]).toEqual(other[0])
    expect(own[1]).toEqual(divided(other[1]!))
  })

  it('the Gauss–Newton matrix of one layer is the Hessian', () => {
    const chain = randomChain({ ...sizes, sizes: [3, 5], loss: hot })
    const direction = Float64Array.from({ length: 20 }, (_, i) => Math.sin(i + 1))
    const wanted = objectiveOf(chain, lab.linalg).hessianProduct(direction)
    const found = gaussNewtonOf(chain, lab.linalg).times(direction)
    wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 12))
  })
})
