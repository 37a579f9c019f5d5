import { describe, expect, it } from 'vitest'
import { needsShownBy, openRule, type Rule } from '#trainer/systems/index.ts'

/** A walk whose stride is a setting; it remembers how far it has gone. */
const walk: Rule = {
  begin: () => ({ x: column([0, 0, 0]), 'gone/sum': column([0]) }),
  next(now, { stride }, chance) {
    const stream = chance('stride')
    const moves = [...now.x!.values].map(() => (stride as number) * stream.normal())
    const gone = now['gone/sum']!.values[0]! + moves.reduce((sum, move) => sum + Math.abs(move), 0)
    return { x: column([...now.x!.values].map((x, i) => x + moves[i]!)), 'gone/sum': column([gone]) }
  },
  shows: ({ now, settings }) => ({
    train: () => ({ loss: (settings.stride as number) * now.x!.values[0]! ** 2, accuracy: NaN }),
  }),
}
const column = (values: number[]) => ({ shape: [values.length], values: Float64Array.from(values) })
const opened = (seed = 3) => openRule(walk, { stride: 1 }, seed)

describe('a system by a rule', () => {
  it('is the same at every step from whatever state it is brought there, with what was set on the way', () => {
    const [straight, restored] = [opened(), opened()]
    const states = []
    for (let step = 0; step < 20; step++) {
      states.push(straight.state())
      if (step === 7) straight.set('stride', 0.25)
      straight.advance()
    }
    for (const from of [0, 1, 6, 7, 8, 19]) {
      restored.restore(states[from]!, { stride: from > 7 ? 0.25 : 1 })
      expect(restored.state()).toEqual(states[from])
      if (from === 7) restored.set('stride', 0.25)
      while (restored.step < 20) {
        if (restored.step === 7) restored.set('stride', 0.25)
        restored.advance()
      }
      expect(restored.state()).toEqual(straight.state())
      expect(restored.inputs.updates).toEqual(straight.inputs.updates)
    }
    expect(new Set([...straight.state().tensors.x!.values, ...opened(4).state().tensors.x!.values]).size).toBe(4)
  })

  it('shows a step by the settings that led to it, and the next by those that were set', () => {
    const system = opened()
    system.advance()
    const before = system.inputs.train!.loss
    system.set('stride', 2)
    expect(system.inputs.train!.loss).toBe(before)
    const x = system.inputs.weights!.x!.values[0]!
    system.advance()
    const now = system.inputs.weights!.x!.values[0]!
    expect(system.inputs.train!.loss).toBe(2 * now ** 2)
    expect(system.inputs.updates!.x!.values[0]).toBe(now - x)
  })

  it('glimpses other weights and stays where it is', () => {
    const system = opened()
    system.advance()
    const state = system.state()
    const loss = system.glimpse({ x: column([3, 0, 0]) }, { stride: 2 }, ({ train }) => train!.loss)
    expect(loss).toBe(18)
    expect(system.state()).toEqual(state)
  })

  it('provides what its rule shows, the weights and their updates', () => {
    expect(needsShownBy(walk, { stride: 1 }).toSorted()).toEqual(['initialWeights', 'train', 'updates', 'weights'])
    expect(opened().inputs.updates).toBeNull()
  })
})
