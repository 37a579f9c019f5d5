import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  coveredOf,
  gapsOf,
  isIn,
  stateAfter,
  stateFromFacts,
  UNKNOWN_RUN,
  type RunState,
} from '#src/run-state/index.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { factsOf, histories, PROBES, range } from './histories.ts'

const folded = (reports: readonly Report[]) => reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)

test('a step is covered if and only if it was measured, live or by a replay', () => {
  fc.assert(
    fc.property(histories, ({ reports, now, there }) => {
      const state = folded(reports)
      for (const probe of PROBES) {
        const covered = coveredOf(state, probe)
        expect(range(0, now).filter((step) => isIn(covered, step))).toEqual(
          [...there.get(probe)!].sort((a, b) => a - b),
        )
        // Of the steps to come, those of a probe that the run measures.
        expect(isIn(covered, now + 1)).toBe(state.attached.get(probe)?.live ?? false)
      }
    }),
    { numRuns: 300 },
  )
})

test('what an attachment still lacks are the steps since its beginning that nobody measured, unless they were given up', () => {
  fc.assert(
    fc.property(histories, ({ reports, now, there, standing }) => {
      const state = folded(reports)
      expect([...state.attached.keys()].sort()).toEqual([...standing.keys()].sort())
      for (const [probe, { since, live, gaveUp }] of standing) {
        const { gaps, ...attachment } = state.attached.get(probe)!
        expect(attachment).toMatchObject({ probe, since, live })
        const covered = coveredOf(state, probe)
        const left = gaps.flatMap(({ from, to }) => gapsOf(covered, from, Math.min(to, now)))
        const wanted = gaveUp ? [] : range(since, now).filter((step) => !there.get(probe)!.has(step))
        expect(left.flatMap(({ from, to }) => range(from, to))).toEqual(wanted)
      }
    }),
    { numRuns: 300 },
  )
})

test('the facts alone, without their numbers, say the same of who is attached and what is covered', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const { attached, detached, failed, measured, filled, fills } = stateFromFacts(factsOf(reports))
      expect({ attached, detached, failed, measured, filled, fills }).toEqual(
        (({ attached, detached, failed, measured, filled, fills }) => ({
          attached,
          detached,
          failed,
          measured,
          filled,
          fills,
        }))(folded(reports)),
      )
    }),
  )
})

test('nobody is attached and detached at once, and the run measures only those who are attached', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const { attached, detached, measured } = folded(reports)
      for (const probe of attached.keys()) expect(detached.has(probe)).toBe(false)
      for (const [probe, stretches] of measured)
        expect(stretches.at(-1)?.to === Infinity).toBe(attached.get(probe)?.live ?? false)
    }),
  )
})

test('an attachment is the same object for as long as it is, and another one when the probe comes back', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      reports.reduce<RunState>((before, report) => {
        const state = stateAfter(before, report)
        for (const [probe, { attach }] of state.attached) {
          const isNew = report.type === 'attached' && report.probe === probe
          expect(attach === before.attached.get(probe)?.attach).toBe(!isNew)
        }
        return state
      }, UNKNOWN_RUN)
    }),
  )
})
