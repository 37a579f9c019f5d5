import { expect, it } from 'vitest'
import type { Mark } from '#src/vocabulary/index.ts'
import { stateAsStored, withStoredFact } from '#dashboard/run/as-stored.ts'
import { markOfFact } from '#dashboard/run/timeline.ts'
import { enveloped, startedReport } from '../../src/store/reports.ts'

it('says on the timeline what was thinned, and why', () => {
  const why = 'the hub was away, and the journal may take 512 MB'
  expect(markOfFact({ type: 'thinned', from: 40, to: 900, kept: 120, of: 861, why, columns: [] })).toEqual({
    step: 900,
    label: 'Thinned from step 40',
    about: `Of steps 40 to 900, 120 of 861 points are there, with the extremes of each stretch: ${why}`,
    kind: 'failure',
  })
})

it('says a transition once: what is said of it later takes its place', () => {
  const said = (step: number, end: number | null, key = 'one'): Mark => ({
    ...{ by: 'loss-spike', step, label: 'Loss spike', about: 'The loss leaps' },
    transition: { series: 'train-loss', key, onset: null, end, before: 1, after: 2, seenAt: 12, score: 2 },
  })
  const marks = [said(10, null), said(40, null, 'two'), said(9, 14)]
  const facts = enveloped('r', 0, [startedReport('r'), ...marks.map((mark) => ({ type: 'marked', mark }) as const)])
  const known = (facts as Parameters<typeof stateAsStored>[0][number][]).slice(1).reduce(withStoredFact, stateAsStored([facts[0] as never])) // prettier-ignore
  expect(known.timeline.map(({ step, by, transition }) => [step, by, transition?.key, transition?.end])).toEqual([
    [9, 'loss-spike', 'one', 14],
    [40, 'loss-spike', 'two', null],
  ])
  expect(known.marks.map(({ step }) => step)).toEqual([9, 40])
})
