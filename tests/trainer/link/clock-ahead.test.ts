import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clockAhead } from '#trainer/link/clock-ahead.ts'

/** A clock that stands unless the way takes time, whatever the machine does meanwhile. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('clockAhead', () => {
  it('tells a clock that is ahead from one that is behind', async () => {
    expect(await clockAhead(async () => Date.now() - 5000)).toBe(5000)
    expect(await clockAhead(async () => Date.now() + 5000)).toBe(-5000)
  })

  it('says nothing of the same clock, however slow the way', async () => {
    const slow = async () => {
      const now = Date.now()
      vi.setSystemTime(now + 30)
      return now
    }
    expect(await clockAhead(slow)).toBe(0)
    expect(Date.now()).toBe(1_000_150)
  })

  it('answers when the connection breaks', async () =>
    expect(await clockAhead(() => Promise.reject(new Error('gone')))).toBe(0))
})
