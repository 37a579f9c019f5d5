import { expect, it } from 'vitest'
import { unbrokenRun } from '../trainer/cut-off.ts'

it('a run that is cut off behind any single Report and is then resumed ends as if nothing had happened', async () => {
  using run = await unbrokenRun()
  expect(run.envelopes.length).toBeGreaterThan(150)
  for (let cut = 1; cut < run.envelopes.length; cut += 1) await run.assertCut(cut)
})
