import { describe, expect, it } from 'vitest'
import { REDUCTIONS } from '#probes/maths/chain/chain.ts'
import { exampleLosses, lossCurvature, lossOf, lossSlope } from '#probes/maths/chain/loss.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { squaredError } from '#trainer/losses/squared-error.ts'
import { oneHot } from '#trainer/data/points.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const [n, classes] = [5, 3]
const stream = openStream(1, 'losses')
const random = (scale: number): Matrix => ({
  rows: n,
  cols: classes,
  data: Float64Array.from({ length: n * classes }, () => Math.fround(scale * stream.normal())),
})
const [logits, direction] = [random(2), random(1)]
const labels = Int32Array.of(0, 2, 1, 1, 0)
const targets: Matrix = { rows: n, cols: classes, data: Float64Array.from(oneHot(labels, classes)) }

describe('a loss', () => {
  it.each([...REDUCTIONS.map(squaredError), crossEntropy(1), crossEntropy(0.4), crossEntropy(30)])(
    'has the value, slope and curvature of its kind, in float64: $kind',
    async (loss) => {
      const { tf } = workbenchOf(await backend())
      const onDevice = ({ data }: Matrix) => tf.tensor2d([...data], [n, classes])
      const batch = { size: n, targets: onDevice(targets), answers: labels }
      const judged = loss.judge(tf, batch, onDevice(logits))
      expect(Math.abs(judged.loss / lossOf(loss.kind, logits, targets) - 1)).toBeLessThan(1e-6)
      const pairs = [
        [judged.gradient(), lossSlope(loss.kind, logits, targets)],
        [
          loss.curvature(tf, batch, onDevice(logits), onDevice(direction)),
          lossCurvature(loss.kind, logits, targets, direction),
        ],
      ] as const
      for (const [ours, theirs] of pairs) {
        expect(ours.shape).toEqual([n, classes])
        ours.dataSync().forEach((value, i) => expect(Math.abs(value - theirs.data[i]!)).toBeLessThan(1e-6))
      }
    },
  )

  it.each([squaredError('mean'), crossEntropy(1)])(
    'has no accuracy where a logit is NaN or +∞, next to which nothing is largest: $kind.kind',
    async (loss) => {
      const { tf } = workbenchOf(await backend())
      const judged = (rows: readonly (readonly number[])[]) => {
        const answers = Int32Array.from(rows, () => 0)
        const batch = { size: rows.length, targets: tf.tensor2d([...oneHot(answers, 2)], [rows.length, 2]), answers }
        return loss.judge(tf, batch, tf.tensor2d(rows.flat(), [rows.length, 2]))
      }
      expect(judged([[2, 1], [1, 2], [3, 1], [5, 0]]).accuracy).toBe(0.75) // prettier-ignore
      for (const lost of [NaN, Infinity]) {
        expect(judged([[2, 1], [lost, 1]]).accuracy).toBeNaN() // prettier-ignore
        expect(judged([[1, lost], [2, 1]]).accuracy).toBeNaN() // prettier-ignore
      }
      // The squares of these overflow, and their order is as plain as any.
      expect(judged([[1e30, 1], [1, 1e30]]).accuracy).toBe(0.5) // prettier-ignore
    },
  )

  it('of a temperature is that of the logits divided by it, whose slope and curvature it divides once more and twice', () => {
    const temperature = 0.3
    const [own, plain] = [crossEntropy(temperature).kind, crossEntropy(1).kind]
    const divided = { ...logits, data: logits.data.map((logit) => logit / temperature) }
    const expectSame = (found: ArrayLike<number>, wanted: ArrayLike<number>, by: number) => {
      expect(found).toHaveLength(wanted.length)
      Array.from(found, (value, i) => expect(value).toBeCloseTo(wanted[i]! / by, 13))
    }
    expectSame(exampleLosses(own, logits, targets), exampleLosses(plain, divided, targets), 1)
    expectSame(lossSlope(own, logits, targets).data, lossSlope(plain, divided, targets).data, temperature)
    expectSame(
      lossCurvature(own, logits, targets, direction).data,
      lossCurvature(plain, divided, targets, direction).data,
      temperature ** 2,
    )
  })

  it.each([0.03, 0.5, 1, 2, 100])(
    'of two classes at the temperature %f is ln(1 + exp(−margin/T))',
    async (temperature) => {
      const { tf } = workbenchOf(await backend())
      const margin = 0.75
      const two: Matrix = { rows: 1, cols: 2, data: Float64Array.of(margin, 0) }
      const first: Matrix = { rows: 1, cols: 2, data: Float64Array.of(1, 0) }
      const one = crossEntropy(temperature)
      const wanted = Math.log1p(Math.exp(-margin / temperature))
      const share = 1 / (1 + Math.exp(margin / temperature))
      const batch = { size: 1, targets: tf.tensor2d([[1, 0]]), answers: Int32Array.of(0) }
      const [there, ahead] = [tf.tensor2d([[margin, 0]]), tf.tensor2d([[1, 0]])]
      const judged = one.judge(tf, batch, there)
      const near = (found: number, exact: number) => expect(Math.abs(found / exact - 1)).toBeLessThan(1e-4)
      near(judged.loss, wanted)
      near(judged.gradient().dataSync()[0]!, -share / temperature)
      near(one.curvature(tf, batch, there, ahead).dataSync()[0]!, (share * (1 - share)) / temperature ** 2)
      near(lossOf(one.kind, two, first), wanted)
      near(lossSlope(one.kind, two, first).data[0]!, -share / temperature)
      near(lossCurvature(one.kind, two, first, first).data[0]!, (share * (1 - share)) / temperature ** 2)
    },
  )

  it('is half the squared distance, a sample, where the rate is to be compared with 2/sharpness', () => {
    // Two examples, (3, 4) and (0, 0) from their targets: (25 + 0)/(2 · 2)
    const far = { rows: 2, cols: 2, data: Float64Array.of(3, 4, 0, 0) }
    const zero = { rows: 2, cols: 2, data: new Float64Array(4) }
    expect(lossOf(squaredError('half-batch-mean').kind, far, zero)).toBe(6.25)
  })
})
