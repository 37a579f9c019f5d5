import { expect, test } from 'vitest'
import { attachmentOf, inForce, retunedTo, stateAfter, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import { every, type Cadence, type Report } from '#src/vocabulary/index.ts'

const report = {
  type: 'attached',
  probe: 'sharpness',
  step: 0,
  cadence: every(20),
  options: { tolerance: 1e-3 },
} as const
const attached = attachmentOf(report)
const retuned = (cadence: Cadence, until: number | null, why: string | null) =>
  ({ type: 'retuned', probe: 'sharpness', step: 40, cadence, options: report.options, until, why }) as const

test('what was changed for a while is as it was asked for again afterwards', () => {
  const dense = retunedTo(attached, retuned(every(1), 240, 'breakpoint b1'))
  expect(inForce(dense, 239)).toMatchObject({ cadence: every(1), why: 'breakpoint b1' })
  expect(inForce(dense, 240)).toMatchObject({ cadence: every(20), why: null })
})

test('a cadence for a while is kept apart from the one that lasts, whoever changed that', () => {
  const dense = retunedTo(attached, retuned(every(1), 240, 'breakpoint b1'))
  expect(dense).toMatchObject({ lasting: every(20), spell: { cadence: every(1), until: 240 } })
  const stretched = retunedTo(dense, retuned(every(80), null, 'the budget of 5 %'))
  expect(stretched).toMatchObject({ lasting: every(80), spell: dense.spell, asked: { cadence: every(20) } })
  const asked = retunedTo(stretched, retuned(every(7), null, null))
  expect(asked).toMatchObject({ lasting: every(7), spell: dense.spell, asked: { cadence: every(7) } })
})

test('what is wanted of the past is what an earlier attachment did not measure, to the end where a replay does it all', () => {
  const late = { ...report, step: 90, from: 10 }
  const covered = [{ from: 0, to: 40 }]
  expect(attachmentOf(late, covered).gaps).toEqual([{ from: 41, to: 89 }])
  expect(attachmentOf({ ...late, live: false }, covered).gaps).toEqual([{ from: 41, to: Infinity }])
  expect(attachmentOf({ ...late, from: null }, covered)).toMatchObject({ gaps: [], since: 90, past: 'every' })
})

test('a replay obeys how a probe was retuned since it was attached, and not before', () => {
  const retune = { type: 'retune', probe: 'sharpness', cadence: every(5) } as const
  const applied = (step: number): Report => ({ type: 'applied', command: retune, step })
  const reports: Report[] = [applied(10), report, applied(20), { ...retuned(every(5), null, null), step: 20 }]
  const state = reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
  expect(state.attached.get('sharpness')?.retunings).toEqual([{ step: 20, command: retune }])
  const again = (
    [
      { type: 'detached', probe: 'sharpness', step: 30 },
      { ...report, step: 30 },
    ] as Report[]
  ).reduce(stateAfter<RunState>, state)
  expect(again.attached.get('sharpness')).toMatchObject({ retunings: [], cadence: every(20) })
})
