import { expect, test } from 'vitest'
import { planOf } from '#trainer/resuming/resume.ts'
import { planOfBranch } from '#trainer/resuming/fork.ts'
import { networkFromRun } from '#trainer/resuming/second-network.ts'
import type { RunRecord } from '#trainer/resuming/index.ts'
import { foreignRun } from '../../src/store/foreign-runs.ts'

const record: RunRecord = { run: foreignRun('f'), facts: [], columns: [], next: 1, lastStep: 9 }

test('a run that another program trains is not trained here again: not resumed, forked, replayed or compared with', async () => {
  expect(() => planOf(record)).toThrow('it cannot be resumed here; start its script again')
  expect(() => planOf(record, [], 'replay')).toThrow('no step of it can be trained again')
  expect(() => planOfBranch(record, { at: 3, set: {} })).toThrow('it cannot be forked here; start its script')
  const past = { run: record.run, log: [], lastStep: 9, weights: null }
  await expect(networkFromRun({} as never, past, null, {} as never)).rejects.toThrow('name a safetensors file')
})
