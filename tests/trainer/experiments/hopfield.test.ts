import { describe, expect, it } from 'vitest'
import { overlapsWithPatterns } from '#probes/maths/physics/hopfield.ts'
import { hopfield } from '#trainer/experiments/hopfield.ts'
import { modernHopfield } from '#trainer/experiments/modern-hopfield.ts'
import type { HopfieldSettings } from '#trainer/systems/hopfield/hopfield.ts'
import type { ModernHopfieldSettings } from '#trainer/systems/hopfield/modern-hopfield.ts'
import { hopfield as hopfieldRule, modernHopfield as modernRule } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

describe('hopfield', () => {
  it('keeps its claims', async () => {
    expect(await brokenOf(hopfield, { seeds: [0, 1, 2] })).toEqual([])
  })

  it('does not keep them where neurons are coupled to themselves', async () => {
    const wrong = withRule(hopfield, (settings, seed) => {
      const right = hopfieldRule(settings as unknown as HopfieldSettings, seed)
      return {
        ...right,
        next: (now) => {
          const { patterns } = right.shows({ now, initial: now, settings, chance: () => null as never }).memories!()
          const state = Float64Array.from(now.s!.values)
          const overlaps = overlapsWithPatterns(patterns, state)
          for (let i = 0; i < state.length; i++) {
            const field = overlaps.reduce((sum, m, mu) => sum + m * patterns.data[mu * state.length + i]!, 0)
            const turned = (Math.sign(field) || state[i]!) - state[i]!
            if (turned === 0) continue
            state[i]! += turned
            overlaps.forEach(
              (_, mu) => (overlaps[mu]! += (turned * patterns.data[mu * state.length + i]!) / state.length),
            )
          }
          return { s: { shape: [state.length], values: state } }
        },
      }
    })
    expect(await brokenOf({ ...wrong, steps: 8 }, { seeds: [0], only: ['forgets'] })).toEqual([
      expect.stringMatching(/^forgets: 0\.9/),
    ])
    expect(await brokenOf({ ...hopfield, steps: 8 }, { seeds: [0], only: ['forgets'] })).toEqual([])
  })
})

describe('modern-hopfield', () => {
  it('keeps its claims', async () => {
    expect(await brokenOf(modernHopfield, { seeds: [0, 1, 2, 3, 4] })).toEqual([])
  })

  it('does not keep them where the inverse temperature is left out', async () => {
    const wrong = withRule(modernHopfield, (settings, seed) => {
      const right = modernRule(settings as unknown as ModernHopfieldSettings, seed)
      return { ...right, next: (now, _, chance) => right.next(now, { inverseTemperature: 1 }, chance) }
    })
    expect(await brokenOf(wrong, { seeds: [0] })).toHaveLength(2)
  })
})
