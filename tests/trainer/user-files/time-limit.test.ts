import { describe, expect, it } from 'vitest'
import { measureWithin, TookTooLong } from '#trainer/user-files/time-limit.ts'

describe('a time limit', () => {
  it('gives back what was computed in time, as it is', () => {
    const numbers = Float64Array.of(1, NaN)
    expect(measureWithin(60_000, () => numbers)).toBe(numbers)
  })

  it('stops an endless loop, though it catches everything', () => {
    const stubborn = () => {
      for (;;) {
        try {
          for (;;);
        } finally {
          continue
        }
      }
    }
    expect(() => measureWithin(50, stubborn)).toThrow(new TookTooLong(50))
  })

  it('passes on what was thrown, the very error', () => {
    const error = new RangeError('of its own')
    const thrown = () => {
      throw error
    }
    try {
      measureWithin(60_000, thrown)
      expect.unreachable()
    } catch (caught) {
      expect(caught).toBe(error)
    }
  })

  it('holds inside another, and the outer one holds on', () => {
    const endless = () => {
      for (;;);
    }
    const inner = () => {
      expect(() => measureWithin(30, endless)).toThrow(new TookTooLong(30))
      return measureWithin(60_000, endless)
    }
    expect(() => measureWithin(1_500, inner)).toThrow(new TookTooLong(1_500))
    expect(measureWithin(60_000, () => 'still works')).toBe('still works')
  })
})
