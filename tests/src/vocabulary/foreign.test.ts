import { expect, test } from 'vitest'
import { describedRun, isForeign, ownRun, whyNotOfForeign } from '#src/vocabulary/index.ts'
import { foreignRun } from '../store/foreign-runs.ts'
import { runOf } from '../store/reports.ts'

test('a run with a client is of another program, and one without is ours', () => {
  expect(isForeign(foreignRun('f'))).toBe(true)
  expect(isForeign(runOf('r'))).toBe(false)
  expect(ownRun(runOf('r'), 'fork')).toEqual(runOf('r'))
})

test('what cannot be had of it is refused by what holds instead', () => {
  expect(() => ownRun(foreignRun('f'), 'resume')).toThrow(
    'Run \'f\' is trained by another program (torch 2.9.1, logged by python 0.1.0), so it cannot be resumed here; start its script again with the same run id (resume="must")',
  )
  const client = { name: 'import', version: '0.2.0', framework: null }
  expect(whyNotOfForeign({ ...foreignRun('f'), client }, 'replay')).toContain(
    "Run 'f' is trained by another program (logged by import 0.2.0), so no step of it can be trained again; `phasescope observe FOLDER`",
  )
  expect(() => ownRun({ ...runOf('r'), seed: null }, 'fork')).toThrow("Run 'r' has no seed")
})

test('what a run says later replaces by key, and a seed that it had stays', () => {
  const run = foreignRun('f', { parameters: { a: 1, b: 2 } })
  const once = describedRun(run, { parameters: { b: 3, seed: 5 }, summary: { best: 1 } })
  expect(once).toMatchObject({ parameters: { a: 1, b: 3, seed: 5 }, summary: { best: 1 }, seed: 5, steps: 0 })
  const twice = describedRun(once, { parameters: { seed: 6 }, summary: { worst: 2 }, steps: 10 })
  expect(twice).toMatchObject({ parameters: { seed: 6 }, summary: { best: 1, worst: 2 }, seed: 5, steps: 10 })
  expect(describedRun(run, {})).toEqual(run)
})
