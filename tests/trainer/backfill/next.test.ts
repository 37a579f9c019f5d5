import { describe, expect, it } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
import { openingState, type BackfillEffect, type BackfillEvent } from '#trainer/backfill/backfill-state.ts'
import { NO_COVERAGE } from '#trainer/backfill/coverage.ts'
import { next } from '#trainer/backfill/next.ts'
import { declaration } from '../../src/store/reports.ts'
import { attachedReport, context, endedReport, filledReport, measuredAt } from './played.ts'

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

  it('begins again where a replay has arrived and something is still missing', () => {
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
    const heardNow = heard(filledReport('a', 0, 0, 4))
    const effects = effectsOf(
      reported(measuredAt(5)),
      reported(attachedReport('a', 5, 0)),
      died,
      died,
      heardNow,
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
