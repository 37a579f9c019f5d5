import { expect, it } from 'vitest'
import { crossEntropy, plainCrossEntropy } from '#trainer/losses/index.ts'
import { workbenchOf } from '#trainer/tensors/index.ts'
import { backend } from '../runs.ts'

const judged = async (rows: number[][], loss: typeof plainCrossEntropy) => {
  const { tf } = workbenchOf(await backend())
  const targets = tf.tensor2d(rows.map(() => [1, 0, 0]))
  const answers = new Int32Array(rows.length)
  const { loss: value, gradient } = loss.judge(tf, { size: rows.length, targets, answers }, tf.tensor2d(rows))
  return { value, slopes: [...gradient().dataSync()] }
}

it('is cross-entropy where float32 can tell', async () => {
  const rows = [
    [1, 0.5, -2],
    [-3, 4, 1],
  ]
  const [plain, exact] = [await judged(rows, plainCrossEntropy), await judged(rows, crossEntropy(1))]
  expect(plain.value).toBeCloseTo(exact.value, 5)
  plain.slopes.forEach((slope, i) => expect(slope).toBeCloseTo(exact.slopes[i]!, 6))
})

it('is 0 from a margin of 17 nats on, and so is the slope of the right logit, but not those of the others', async () => {
  const rows = [[20, 1, 0]]
  const [plain, exact] = [await judged(rows, plainCrossEntropy), await judged(rows, crossEntropy(1))]
  expect(plain.value).toBe(0)
  expect(plain.slopes[0]).toBe(0)
  expect(plain.slopes[1]).toBeCloseTo(Math.exp(-19), 12)
  expect(exact.value).toBeCloseTo(Math.exp(-19) + Math.exp(-20), 12)
  expect(exact.slopes[0]).toBeLessThan(-5e-9)
})
