import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endedAt, gapsOf, isIn, withStretch, type Stretch } from '#src/run-state/index.ts'
import { range } from './histories.ts'

const LAST = 30
const stretch = fc
  .tuple(fc.nat({ max: LAST }), fc.nat({ max: LAST }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const stretches = fc.array(stretch, { maxLength: 6 })
const stepsOf = (stretches: readonly Stretch[]) => stretches.flatMap(({ from, to }) => range(from, Math.min(to, LAST)))
const coverage = stretches.map((each) => each.reduce(withStretch, [] as readonly Stretch[]))
const distinct = (steps: readonly number[]) => [...new Set(steps)].sort((a, b) => a - b)

describe('gaps', () => {
  it('are the steps that no stretch covers, in order, each once', () => {
    fc.assert(
      fc.property(stretches, fc.nat({ max: LAST }), fc.integer({ min: -1, max: LAST }), (covered, from, to) => {
        const missing = range(from, to).filter((step) => !isIn(covered, step))
        expect(stepsOf(gapsOf(covered, from, to))).toEqual(missing)
      }),
    )
  })

  it('and what is covered are together all that is wanted, and share no step', () => {
    fc.assert(
      fc.property(coverage, fc.nat({ max: LAST }), fc.nat({ max: LAST }), (covered, from, to) => {
        const gaps = gapsOf(covered, from, to)
        const wanted = stepsOf(covered).filter((step) => step >= from && step <= to)
        expect([...stepsOf(gaps), ...wanted].sort((a, b) => a - b)).toEqual(range(from, to))
      }),
    )
  })

  it('are none once they are filled', () => {
    fc.assert(
      fc.property(coverage, stretch, (covered, { from, to }) => {
        expect(gapsOf(gapsOf(covered, from, to).reduce(withStretch, covered), from, to)).toEqual([])
      }),
    )
  })
})

describe('coverage', () => {
  it('is every step of the stretches that it was made of, each once and in order, in as few stretches as can be', () => {
    fc.assert(
      fc.property(stretches, (each) => {
        const covered = each.reduce(withStretch, [] as readonly Stretch[])
        expect(stepsOf(covered)).toEqual(distinct(stepsOf(each)))
        for (const [i, { from, to }] of covered.entries()) {
          expect(from).toBeLessThanOrEqual(to)
          if (i > 0) expect(from).toBeGreaterThan(covered[i - 1]!.to + 1)
        }
      }),
    )
  })

  it('is the same whichever stretch came first, and stays as it is where one comes again', () => {
    fc.assert(
      fc.property(stretches, (each) => {
        const covered = each.reduce(withStretch, [] as readonly Stretch[])
        expect(each.toReversed().reduce(withStretch, [] as readonly Stretch[])).toEqual(covered)
        expect(each.reduce(withStretch, covered)).toBe(covered)
      }),
    )
  })

  it('has the steps from the beginning to the end of what went on', () => {
    fc.assert(
      fc.property(coverage, fc.nat({ max: LAST }), fc.nat({ max: LAST }), (covered, from, last) => {
        const open = withStretch(covered, { from, to: Infinity })
        expect(stepsOf(open)).toEqual(distinct([...stepsOf(covered), ...range(from, LAST)]))
        expect(isIn(open, 1e9)).toBe(true)
        const closed = endedAt(open, last)
        expect(isIn(closed, 1e9)).toBe(false)
        // What is measured begins behind all that was there.
        if (from >= (covered.at(-1)?.to ?? 0))
          expect(stepsOf(closed)).toEqual(distinct([...stepsOf(covered), ...range(from, last)]))
      }),
    )
  })

  it('keeps what was there before a stretch that ends before it began', () => {
    const before = [{ from: 0, to: 40 }]
    expect(endedAt(withStretch(before, { from: 40, to: Infinity }), 39)).toEqual(before)
    expect(endedAt(withStretch(before, { from: 41, to: Infinity }), 40)).toEqual(before)
    expect(endedAt(withStretch(before, { from: 41, to: Infinity }), 50)).toEqual([{ from: 0, to: 50 }])
    expect(endedAt(before, 10)).toBe(before)
  })
})
