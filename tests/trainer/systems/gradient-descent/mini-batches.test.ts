import { describe, expect, it } from 'vitest'
import type { Command } from '#src/vocabulary/index.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { expectAsIfNothingHadBeen, watched } from '../as-if-nothing-had-been.ts'
import { batched, watchingBatches } from './batched.ts'

const { tf } = workbenchOf(await backend())
const KINDS = ['full', 'epochs', 'replacement', 'online'] as const
const opened = (kind: (typeof KINDS)[number], size = 8) =>
  openGradientDescent(batched.recipe, { kind, size, rate: 0.1 }, 4, { tf })
const set = (key: string, value: number): Command => ({ type: 'set', key, value })

describe.each(KINDS)('a run whose batches are %s', (kind) => {
  it('is resumed, forked and looked at late as if nothing had been, its size and its rate being set on the way', async () => {
    const script = {
      5: [set('size', 5), { type: 'checkpoint' } as const],
      11: [{ type: 'checkpoint' } as const],
      17: [set('size', 12), set('rate', 0.03)],
    }
    await expectAsIfNothingHadBeen(watched(batched, { kind }, watchingBatches, script), [5, 12])
  })
})

describe('what a step shows of its batch', () => {
  it.each(['epochs', 'replacement', 'online'] as const)('of %s', (kind) => {
    const system = opened(kind)
    const whole = opened('full')
    for (let step = 0; step < 5; step++) {
      const { gradients, objective, optimizer, train } = system.inputs
      const flat = (layers: typeof gradients) => Object.values(layers).flatMap(({ values }) => [...values])
      expect(optimizer).toMatchObject({ isFullBatch: false, batchSize: kind === 'epochs' && step === 3 ? 3 : 8 })
      // The split as a whole is judged whatever the update sees.
      expect(objective.examples).toBe(27)
      expect(Math.abs(objective.loss(objective.parameters) - train.loss)).toBeLessThan(1e-6)
      const slope = objective.gradient(objective.parameters)
      const difference = Math.hypot(...flat(gradients).map((one, i) => one - slope[i]!))
      expect(difference).toBeGreaterThan(0.05 * Math.hypot(...slope))
      whole.restore(system.state(), { kind: 'full', size: 8, rate: 0.1 })
      expect(flat(whole.inputs.gradients)).toEqual([...slope])
      expect(whole.inputs.train).toEqual(train)
      const weights = flat(system.inputs.weights)
      const ran = flat(gradients)
      system.advance()
      // The first update has no momentum yet: it is the gradient that was shown, times the rate.
      if (step === 0) {
        flat(system.inputs.weights).forEach((now, i) => expect(now).toBe(Math.fround(weights[i]! - 0.1 * ran[i]!)))
      }
      expect(flat(system.inputs.previousGradients!)).toEqual(ran)
    }
    for (const one of [system, whole]) one.dispose()
  })

  it('is, over an epoch in which nothing moves, the whole gradient in parts', () => {
    const system = openGradientDescent(batched.recipe, { kind: 'epochs', size: 8, rate: 0 }, 4, { tf })
    const flat = () => Object.values(system.inputs.gradients).flatMap(({ values }) => [...values])
    const whole = system.inputs.objective.gradient(system.inputs.objective.parameters)
    const sum = whole.map(() => 0)
    for (let step = 0; step < 4; step++) {
      const { batchSize } = system.inputs.optimizer
      flat().forEach((slope, i) => (sum[i]! += (batchSize * slope) / 27))
      system.advance()
    }
    sum.forEach((slope, i) => expect(Math.abs(slope - whole[i]!)).toBeLessThan(1e-6))
    system.dispose()
  })

  it('of a size that holds everything is full batch, to the bit', () => {
    const [all, whole] = [opened('epochs', 27), opened('full')]
    for (const one of [all, whole]) for (let step = 0; step < 10; step++) one.advance()
    expect(all.state()).toEqual(whole.state())
    expect(all.inputs.optimizer).toMatchObject({ isFullBatch: true, batchSize: 27 })
    for (const one of [all, whole]) one.dispose()
  })

  it('stays until the next update where its size is set', () => {
    const [system, plain] = [opened('epochs'), opened('epochs')]
    for (const one of [system, plain]) one.advance()
    system.set('size', 20)
    expect(system.inputs.gradients).toEqual(plain.inputs.gradients)
    expect(system.inputs.optimizer.batchSize).toBe(8)
    system.advance()
    plain.advance()
    expect(system.inputs.previousGradients).not.toEqual(plain.inputs.previousGradients)
    expect(system.inputs.optimizer.batchSize).toBe(20)
    for (const one of [system, plain]) one.dispose()
  })

  it('is given back to the device', () => {
    const before = tf.memory().numTensors
    const system = opened('online')
    const held: number[] = []
    for (let step = 0; step < 4; step++) {
      void [system.inputs.train, system.inputs.predictions, system.inputs.gradients]
      held.push(tf.memory().numTensors)
      system.advance()
    }
    expect(new Set(held).size).toBe(1)
    system.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
