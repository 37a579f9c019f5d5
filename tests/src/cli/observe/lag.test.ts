import { describe, expect, it } from 'vitest'
import { lagText, openLagWords, type LagWord } from '#src/cli/observe/lag.ts'

const lag = (waiting: number, skipped = 0) => ({ written: 99, measured: 90, waiting, skipped })

/** The words that are told as so many wait. */
function told(all: readonly number[], skipped: (i: number) => number = () => 0): LagWord[] {
  const words = openLagWords()
  return all.flatMap((waiting, i) => words(lag(waiting, skipped(i))))
}

describe('how far measuring is behind', () => {
  it('is told once a change of state, and of a few that wait nothing is', () => {
    expect(told([0, 3, 8, 1, 0, 8, 0])).toEqual([])
    expect(told([9, 12, 9, 3, 1, 0, 0])).toEqual(['behind', 'level'])
  })

  it('is told again as it doubles, and where it goes to and fro not again and again', () => {
    expect(told([9, 18, 19, 38, 39, 0])).toEqual(['behind', 'behind', 'behind', 'level'])
    const toAndFro = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 12 : 0))
    expect(told(toAndFro)).toEqual(['behind', 'level'])
    const ever = Array.from({ length: 100_000 }, (_, i) => i)
    expect(told(ever).length).toBeLessThan(16)
  })

  it('says how many are skipped as that doubles', () => {
    expect(told(new Array<number>(1000).fill(1), (i) => i).length).toBe(10)
  })

  it('is said in words', () => {
    expect(lagText('behind', lag(12)).about).toMatch(/^12 snapshots wait.*newest is of step 99.*measured of step 90/)
    expect(lagText('behind', { ...lag(12), measured: null }).about).toMatch(/measured of none/)
    expect(lagText('level', lag(0, 4)).about).toBe('Every snapshot up to step 99 has been measured or skipped (4)')
    expect(lagText('skipped', lag(3, 4)).about).toMatch(/^4 snapshots up to step 99 are not measured/)
  })
})
