import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BackfillEvent } from '#trainer/backfill/backfill-state.ts'
import { MOST_DEATHS, next } from '#trainer/backfill/next.ts'
import { gapsOf, type Stretch } from '#src/run-state/index.ts'
import { attachedReport, context, measuredAt, played, toldIn, type Action } from './played.ts'

const probe = fc.constantFrom('a', 'b', 'reader')
const plainly = (...acts: Exclude<Action['act'], 'attach' | 'detach' | 'piece'>[]) =>
  fc.constantFrom(...acts.map((act) => ({ act })))
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: plainly('measure') },
  { weight: 2, arbitrary: plainly('arrive', 'rested') },
  { weight: 1, arbitrary: plainly('pause', 'resume', 'set') },
  { weight: 1, arbitrary: plainly('die', 'give-up') },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('attach' as const),
      probe,
      live: fc.boolean(),
      back: fc.option(fc.nat(12)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('detach' as const), probe }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('piece' as const), length: fc.integer({ min: 1, max: 5 }) }) },
)
const actions = fc.array(action, { maxLength: 60, size: 'max' })

/** Holds whatever happens to a run and its replayers. */
function law(holds: (turns: ReturnType<typeof played>) => void) {
  return () => fc.assert(fc.property(actions, (some) => holds(played(some))))
}

describe('whatever happens', () => {
  it(
    'at most one replayer is there, with one thing to do at a time',
    law((turns) => {
      let isThere = false
      let isBusy = false
      for (const { event, effects } of turns) {
        if (event.type === 'heard' && event.message.type === 'arrived') isBusy = false
        for (const effect of effects) {
          if (effect.type === 'tell' || effect.type === 'complete') continue
          expect(effect.type === 'start', `${effect.type} while a replayer ${isThere ? 'is' : 'is not'} there`).toBe(
            !isThere,
          )
          const isAsked = effect.type === 'start' || (effect.type === 'send' && effect.message.type === 'further')
          if (isAsked) expect(isBusy).toBe(false)
          isThere = effect.type !== 'stop'
          isBusy = isThere && (isBusy || isAsked)
        }
      }
      expect(isThere).toBe(false)
    }),
  )

  it(
    'it completes when an honest replayer has had its time, and nothing is done about anything after that',
    law((turns) => {
      const { state, effects } = turns.at(-1)!
      expect(effects.at(-1)).toEqual({ type: 'complete' })
      const later: BackfillEvent[] = [
        { type: 'reported', report: measuredAt(31) },
        { type: 'reported', report: attachedReport('c', 3, 0) },
        { type: 'heard', message: { type: 'died', why: 'Killed' } },
        { type: 'heard', message: { type: 'arrived', goal: 9, updates: 0 } },
        { type: 'rested' },
        { type: 'over' },
      ]
      for (const event of later) expect(next(state, event, context)).toEqual([state, []])
    }),
  )

  it(
    'the Reports of the run pass in order, none added, dropped or altered',
    law((turns) => {
      const ofRun = turns.flatMap(({ event }) => (event.type === 'reported' ? [event.report] : []))
      const passed = new Set(ofRun)
      expect(toldIn(turns).filter((report) => passed.has(report))).toEqual(ofRun)
      for (const report of toldIn(turns)) if (!passed.has(report)) expect(report.type).toMatch(/^(un)?filled$/)
    }),
  )

  it(
    'no step is filled in twice, nor where the run measured it, nor of a probe that is detached',
    law((turns) => {
      const covered = new Map<string, Stretch[]>()
      const attached = new Map<string, { live: boolean; step: number; from: number }>()
      for (const report of toldIn(turns)) {
        if (report.type === 'attached')
          attached.set(report.probe, { live: report.live ?? true, step: report.step, from: report.from ?? report.step })
        if (report.type === 'detached') {
          const { live, step: from } = attached.get(report.probe)!
          if (live) covered.set(report.probe, [...(covered.get(report.probe) ?? []), { from, to: report.step }])
          attached.delete(report.probe)
        }
        if (report.type !== 'filled') continue
        const { probe: id, from, to } = report
        expect(attached.has(id)).toBe(true)
        const before = covered.get(id) ?? []
        const { live, step, from: since } = attached.get(id)!
        if (live) expect(to).toBeLessThan(step)
        expect(from).toBeGreaterThanOrEqual(since)
        // A past of which nothing is missing is said to be there, all of it, by no replay.
        if (gapsOf(before, from, to).length === 0) continue
        expect(gapsOf(before, from, to)).toEqual([{ from, to }])
        covered.set(id, [...before, { from, to }])
      }
    }),
  )

  it(
    'a past is there in the end, or it is said why not',
    law((turns) => {
      const { coverage } = turns.at(-1)!.state
      for (const { attach, since } of coverage.attached.values()) {
        const told = toldIn(turns)
        const at = told.findLastIndex((report) => report.type === 'attached' && report.probe === attach.probe)
        const isUnfilled = told.slice(at).some((report) => report.type === 'unfilled' && report.probe === attach.probe)
        if (!isUnfilled) expect(gapsOf(coverage.covered.get(attach.probe) ?? [], since, coverage.step)).toEqual([])
      }
    }),
  )

  it(
    'a replayer is sent further and further, and never beyond what the run has reached',
    law((turns) => {
      let goal = -1
      for (const { effects, state } of turns) {
        for (const effect of effects) {
          if (effect.type === 'start') goal = effect.job.goal
          if (effect.type !== 'send' || effect.message.type !== 'further') continue
          expect(effect.message.goal).toBeGreaterThan(goal)
          goal = effect.message.goal
        }
        expect(goal).toBeLessThanOrEqual(state.coverage.step)
      }
    }),
  )

  it(
    'the timer of a rest is set while a replayer rests, and only then',
    law((turns) => {
      let isOn = false
      for (const { effects, state } of turns) {
        for (const effect of effects) if (effect.type === 'rest') isOn = effect.isOn
        expect(isOn).toBe(state.replay?.phase === 'resting')
      }
    }),
  )

  it(
    'deaths in a row are counted, and never too many',
    law((turns) => {
      for (const { before, event, state, effects } of turns) {
        if (event.type !== 'heard') expect(state.deaths).toBe(before.deaths)
        else if (event.message.type === 'died') expect(state.deaths).toBe((before.deaths + 1) % MOST_DEATHS)
        else if (event.message.type !== 'arrived') expect(state.deaths).toBe(0)
        if (event.type === 'heard' && event.message.type === 'died' && state.deaths > 0)
          expect(effects.map(({ type }) => type)).not.toContain('tell')
      }
    }),
  )

  it(
    'the same event in the same state leads to the same, and leaves the state as it was',
    law((turns) => {
      const printed = (thing: unknown) => inspect(thing, { depth: Infinity })
      for (const { before, event, state, effects } of turns) {
        const untouched = printed(before)
        expect(printed(next(before, event, context))).toBe(printed([state, effects]))
        expect(printed(before)).toBe(untouched)
      }
    }),
  )
})
