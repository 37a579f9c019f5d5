import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { every, type Report } from '#src/vocabulary/index.ts'
import { NO_COVERAGE, coverageAfter, unfulfilled } from '#trainer/backfill/coverage.ts'

const LAST = 30
const steps = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
const stepsOf = (stretches: readonly { from: number; to: number }[]) =>
  stretches.flatMap(({ from, to }) => steps(from, to))

/** What may happen to one probe between two steps of a run. */
const act = fc.oneof(
  fc.record({ do: fc.constant('go on' as const), steps: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('attach' as const), from: fc.option(fc.nat({ max: LAST })), live: fc.boolean() }),
  fc.record({ do: fc.constant('detach' as const) }),
  fc.record({ do: fc.constant('fill' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ do: fc.constant('give up' as const) }),
)
const probe = 'gini'

describe('the coverage of a past', () => {
  it('wants exactly the steps since the request that neither the run nor a replay has measured', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        let coverage = NO_COVERAGE
        const tell = (report: Report) => (coverage = coverageAfter(coverage, report))
        const there = new Set<number>()
        let now = 0
        let standing: { since: number; live: boolean; gaveUp: boolean } | null = null
        tell({ type: 'applied', command: { type: 'pause' }, step: 0 })
        for (const one of acts) {
          if (one.do === 'go on') {
            for (let i = 0; i < one.steps; i++) {
              now += 1
              if (standing?.live) there.add(now)
            }
            tell({ type: 'applied', command: { type: 'pause' }, step: now })
          } else if (one.do === 'attach' && standing === null) {
            const from = one.from === null || one.from >= now ? null : one.from
            const live = from === null || one.live
            standing = { since: from ?? now, live, gaveUp: false }
            if (live) there.add(now)
            tell({ type: 'attached', probe, step: now, cadence: every(1), options: {}, from, live })
          } else if (one.do === 'detach' && standing !== null) {
            standing = null
            tell({ type: 'detached', probe, step: now })
          } else if (one.do === 'give up' && standing !== null) {
            standing.gaveUp = true
            tell({ type: 'unfilled', probe, step: now, why: 'No reason' })
          } else if (one.do === 'fill') {
            const [gap] = unfulfilled(coverage)[0]?.gaps ?? []
            if (gap === undefined) continue
            const to = gap.from + Math.round(one.share * (gap.to - gap.from))
            steps(gap.from, to).forEach((step) => there.add(step))
            tell({ type: 'filled', probe, from: gap.from, to, goal: gap.to, columns: [] })
          }
          const wanted = standing === null || standing.gaveUp ? [] : steps(standing.since, now)
          const missing = wanted.filter((step) => !there.has(step))
          expect(unfulfilled(coverage).flatMap(({ gaps }) => stepsOf(gaps))).toEqual(missing)
        }
      }),
      { numRuns: 500 },
    )
  })
})
