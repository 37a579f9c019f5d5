import { it } from 'vitest'
import { gradientNorm } from '#probes/gradient-norm.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { openLab } from './lab.ts'

const lab = await openLab()

it('is the norm of the gradient: of ½‖w‖² it is the norm of w', () => {
  const w = lab.matrix([
    [2, -3],
    [6, 0],
  ])
  const half = (x: unknown) => lab.tf.mul(0.5, lab.tf.sum(lab.tf.square(x as typeof w))) as never
  const gradient = lab.tf.grad(half)(w)
  expectClose(lab.measure(gradientNorm, { gradients: { w: gradient } }), { total: 7, w: 7 }, FLOAT32)
})

it('reads the gradients, not the weights', () => {
  const gradients = { w: lab.matrix([[0.3, 0.4]]) }
  const inputs = { gradients, weights: { w: lab.matrix([[30, 40]]) } }
  expectClose(lab.measure(gradientNorm, inputs), { total: 0.5, w: 0.5 }, FLOAT32)
})

it('scales with the loss', () => {
  const of = (factor: number) => lab.numbers(gradientNorm, { gradients: { w: lab.matrix([[factor, 2 * factor]]) } })
  expectClose(of(10).total, 10 * (of(1).total ?? 0), FLOAT32)
})
