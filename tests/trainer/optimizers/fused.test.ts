import { expect, it } from 'vitest'
import { setFusedUpdates, fusedAdamW } from '../../../trainer/backend/fused-updates.ts'
import { adamW } from '../../../trainer/optimizers/index.ts'
import { nativeIfAvailable } from '../backend/native-available.ts'
import { pseudoRandom } from '../backend/pseudo-random.ts'

await nativeIfAvailable()
const native = fusedAdamW()

/** Numbers of every kind: subnormal, huge, zeros of both signs, none at all. */
const ODD = [0, -0, 1e-45, -1e-40, 3e38, -3e38, 1e-20, NaN, Infinity, -Infinity]
const COUNT = 1003 // no whole number of lanes

it.skipIf(native === null)('AdamW in machine code is AdamW in JavaScript, to the bit', () => {
  const random = Float32Array.from(pseudoRandom(6 * COUNT))
  const steps = [0, 1, 2, 3].map((step) => {
    const gradient = random.slice(step * COUNT, (step + 1) * COUNT)
    gradient.set(step % 2 === 0 ? ODD : ODD.toReversed(), 7 * step)
    return { w: gradient }
  })
  const trained = (fused: typeof native) => {
    setFusedUpdates(fused === null ? null : { adamW: fused })
    try {
      const optimizer = adamW({ rate: 3e-3, decay: 0.3, betas: [0.9, 0.98] })
      let weights = { w: { shape: [COUNT], values: random.slice(-COUNT) } } as Parameters<typeof optimizer.update>[1]
      const state = optimizer.begin(weights)
      for (const gradients of steps) weights = optimizer.update(state, weights, gradients)
      const arrays = [weights.w!.values, state.means.first!.w!, state.means.second!.w!]
      return arrays.map((values) => [...new Int32Array(values.slice().buffer)])
    } finally {
      setFusedUpdates(native === null ? null : { adamW: native })
    }
  }
  expect(trained(native)).toEqual(trained(null))
})
