import { describe, expect, it } from 'vitest'
import { clockAhead } from '#trainer/link/clock-ahead.ts'

describe('clockAhead', () => {
  it('tells a clock that is ahead from one that is behind', async () => {
    expect(Math.abs((await clockAhead(async () => Date.now() - 5000)) - 5000)).toBeLessThan(50)
    expect(Math.abs((await clockAhead(async () => Date.now() + 5000)) + 5000)).toBeLessThan(50)
  })

  it('says nothing of the same clock, however slow the way', async () => {
    const slow = async () => {
      const now = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 30))
      return now
    }
    expect(await clockAhead(slow)).toBe(0)
  })

  it('answers when the connection breaks', async () =>
    expect(await clockAhead(() => Promise.reject(new Error('gone')))).toBe(0))
})
