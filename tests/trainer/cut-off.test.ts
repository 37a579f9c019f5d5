import { expect, it } from 'vitest'
import { cutsOf, unbrokenRun } from './cut-off.ts'

it('a run that is cut off behind a Report of any kind and is then resumed ends as if nothing had happened', async () => {
  using run = await unbrokenRun()
  expect(run.envelopes.filter(({ report }) => report.type === 'applied')).toHaveLength(20)
  for (const cut of cutsOf(run.envelopes)) await run.assertCut(cut)
})
