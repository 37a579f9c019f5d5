import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
import { openingState, type BackfillEffect, type BackfillEvent } from '#trainer/backfill/backfill-state.ts'
import { NO_COVERAGE } from '#trainer/backfill/coverage.ts'
import { MOST_DEATHS, next } from '#trainer/backfill/next.ts'
import { gapsOf, type Stretch } from '#trainer/observing/observers.ts'
import { declaration } from '../../src/store/reports.ts'
import {
  attachedReport,
  context,
  endedReport,
  filledReport,
  measuredAt,
  played,
  toldIn,
  type Action,
} from './played.ts'

const reported = (report: Report): BackfillEvent => ({ type: 'reported', report })
const died: BackfillEvent = { type: 'heard', message: { type: 'died', why: 'Killed' } }
const arrived = (goal: number): BackfillEvent => ({ type: 'heard', message: { type: 'arrived', goal, updates: 0 } })
const heard = (...reports: Report[]): BackfillEvent => ({ type: 'heard', message: { type: 'reported', reports } })
const rested: BackfillEvent = { type: 'rested' }
const over: BackfillEvent = { type: 'over' }

/** What is done about each of some events, in turn. */
function effectsOf(...events: BackfillEvent[]): BackfillEffect[][] {
  let state = openingState(NO_COVERAGE)
  return events.map((event) => {
    const [after, effects] = next(state, event, context)
    state = after
    return [...effects]
  })
}

const typesOf = (effects: readonly BackfillEffect[]) =>
  effects.map((effect) => (effect.type === 'send' ? effect.message.type : effect.type))
const last = (effects: BackfillEffect[][]) => effects.at(-1)!

describe('next', () => {
  it('starts a replayer for a probe that is attached late, behind the Report of it', () => {
    const attached = attachedReport('a', 5, 2)
    const request = {
      attach: { probe: 'a', cadence: attached.cadence, options: {} },
      since: 2,
      past: 'every',
      live: true,
    }
    const job = { requests: [{ ...request, gaps: [{ from: 2, to: 4 }] }], sources: [], log: [], goal: 4 }
    expect(last(effectsOf(reported(measuredAt(5)), reported(attached)))).toEqual([
      { type: 'tell', report: attached },
      { type: 'start', job },
    ])
  })

  it('tells at once that a past is there of which nothing is missing', () => {
    const detached: Report = { type: 'detached', probe: 'a', step: 6 }
    const again = attachedReport('a', 7, 0)
    const effects = effectsOf(
      reported(measuredAt(0)),
      reported(attachedReport('a', 0, null)),
      reported(detached),
      reported(measuredAt(7)),
      reported(again),
    )
    expect(last(effects)).toEqual([
      { type: 'tell', report: again },
      { type: 'tell', report: filledReport('a', 0, 6, 6) },
    ])
  })

  it('lets a second probe wait until the replay for the first has arrived', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      reported(attachedReport('b', 5, 0)),
      heard(filledReport('a', 0, 4, 4)),
      arrived(4),
    )
    expect(effects.map(typesOf)).toEqual([['tell'], ['tell', 'start'], ['tell'], ['tell'], ['stop', 'start']])
  })

  it('lets a replay that goes along with the run rest, and then go further', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0, { live: false })),
      heard(filledReport('a', 0, 5, 30)),
      arrived(5),
      reported(measuredAt(6)),
      rested,
    )
    expect(effects.map(typesOf).slice(3)).toEqual([['rest'], ['tell'], ['rest', 'further']])
    expect(last(effects)).toEqual([
      { type: 'rest', isOn: false },
      { type: 'send', message: { type: 'further', goal: 6, log: [] } },
    ])
  })

  it('leaves out what the run measured, of a replay to the end of the run', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, null)),
      reported({ type: 'detached', probe: 'a', step: 5 }),
      reported(attachedReport('a', 5, 0, { live: false })),
    )
    const gaps = [
      { from: 0, to: 4 },
      { from: 6, to: context.steps },
    ]
    expect(last(effects)[1]).toMatchObject({ type: 'start', job: { goal: 4, requests: [{ gaps }] } })
  })

  it('does not let it rest any more once the run is over, and completes when it is there', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0, { live: false })),
      heard(filledReport('a', 0, 5, 30)),
      arrived(5),
      reported(measuredAt(6)),
      over,
      heard(filledReport('a', 6, 6, 30)),
      arrived(6),
    )
    expect(effects.map(typesOf).slice(5)).toEqual([['rest', 'further'], ['tell'], ['stop', 'complete']])
    expect(effects[6]).toEqual([{ type: 'tell', report: filledReport('a', 6, 6, 6) }])
  })

  it('stops a replay that nobody wants any more', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      reported({ type: 'detached', probe: 'a', step: 5 }),
    )
    expect(typesOf(last(effects))).toEqual(['tell', 'stop'])
  })

  it('stops one whose only probe cannot be measured any further', () => {
    const unfilled: Report = { type: 'unfilled', probe: 'a', step: 2, why: 'Threw' }
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      heard(filledReport('a', 0, 1, 4), unfilled, filledReport('a', 3, 4, 4)),
    )
    expect(typesOf(last(effects))).toEqual(['tell', 'tell', 'stop'])
    expect(last(effects)[1]).toEqual({ type: 'tell', report: unfilled })
  })

  it('drops what is said of a probe that was attached again meanwhile, and passes on the rest', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('reader', 5, 0)),
      reported(attachedReport('a', 5, 0, { live: false })),
      reported(attachedReport('b', 5, 0, { live: false })),
      heard(filledReport('reader', 0, 4, 4)),
      arrived(4),
      reported({ type: 'detached', probe: 'a', step: 5 }),
      reported(attachedReport('a', 5, 4, { live: false })),
      heard(filledReport('a', 0, 4, 30), filledReport('b', 0, 4, 30)),
    )
    expect(effects.map(typesOf).slice(4)).toEqual([['tell'], ['stop', 'start'], ['tell'], ['tell'], ['tell']])
    expect(last(effects)).toEqual([{ type: 'tell', report: filledReport('b', 0, 4, 30) }])
  })

  it('begins anew where a replay has arrived and something is still missing', () => {
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      heard(filledReport('a', 0, 1, 4)),
      arrived(4),
    )
    expect(typesOf(last(effects))).toEqual(['stop', 'start'])
  })

  it('tells a replayer when the run waits, and one that begins while it waits', () => {
    const applied = (type: 'pause' | 'resume'): BackfillEvent =>
      reported({ type: 'applied', step: 5, command: { type } })
    const effects = effectsOf(
      reported(measuredAt(5)),
      applied('pause'),
      reported(attachedReport('a', 5, 0)),
      applied('resume'),
      applied('resume'),
      reported(endedReport(5)),
    )
    const paces = effects.map((some) => some.flatMap((effect) => (effect.type === 'send' ? [effect.message] : [])))
    const pace = (isTraining: boolean) => [{ type: 'pace', isTraining }]
    expect(paces).toEqual([[], [], pace(false), pace(true), [], pace(false)])
  })

  it('starts a replayer that died again, and says why not when it has died too often', () => {
    const unfilled: Report = { type: 'unfilled', probe: 'a', step: 5, why: 'Killed' }
    const effects = effectsOf(reported(measuredAt(5)), reported(attachedReport('a', 5, 0)), died, died, died)
    expect(effects.map(typesOf).slice(2)).toEqual([
      ['stop', 'start'],
      ['stop', 'start'],
      ['stop', 'tell'],
    ])
    expect(last(effects)[1]).toEqual({ type: 'tell', report: unfilled })
  })

  it('forgets deaths once something was reported', () => {
    const news = heard(filledReport('a', 0, 0, 4))
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      died,
      died,
      news,
      died,
      died,
    )
    expect(typesOf(last(effects))).toEqual(['stop', 'start'])
  })

  it('passes a declaration on once, whoever makes it', () => {
    const declared: Report = { type: 'declared', series: declaration('a') }
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      heard(declared, filledReport('a', 0, 1, 4)),
      heard(declared, filledReport('a', 2, 4, 4)),
      reported(declared),
    )
    expect(effects.map(typesOf).slice(2)).toEqual([['tell', 'tell'], ['tell'], []])
  })
})

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
      const later = [reported(measuredAt(31)), reported(attachedReport('c', 3, 0)), died, arrived(9), rested, over]
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
          expect(typesOf(effects)).not.toContain('tell')
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
