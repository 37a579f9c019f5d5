import { expect, it } from 'vitest'
import { markOfFact } from '#dashboard/run/timeline.ts'

it('says on the timeline what was thinned, and why', () => {
  const why = 'the hub was away, and the journal may take 512 MB'
  expect(markOfFact({ type: 'thinned', from: 40, to: 900, kept: 120, of: 861, why, columns: [] })).toEqual({
    step: 900,
    label: 'Thinned from step 40',
    about: `Of steps 40 to 900, 120 of 861 points are there, with the extremes of each stretch: ${why}`,
    kind: 'failure',
  })
})
