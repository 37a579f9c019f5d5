import { expect, it } from 'vitest'
import type { Run } from '#src/vocabulary/index.ts'
import { differencesOf } from '#dashboard/compare/differences.ts'

const run: Run = {
  id: 'a',
  name: 'a',
  experiment: 'grok-mlp-small',
  parameters: { weightDecay: 5, width: 64 },
  seed: 1,
  steps: 100,
  startedAt: 0,
  backend: { name: 'wasm', version: '1', obtained: 'package', device: 'cpu', threads: 1 },
  host: 'here',
  version: '0.1.0',
  parent: null,
}

it('a setting that a fork changed tells it from its parent, and is not said to be the same', () => {
  const fork: Run = { ...run, id: 'b', parent: { run: 'a', step: 50, set: { weightDecay: 0 } } }
  const { differ, same } = differencesOf([run, fork])
  expect(differ.find(({ key }) => key === 'weightDecay')?.values).toEqual(['5', '5; 0 from step 50'])
  expect(same.map(({ key }) => key)).toContain('width')
  expect(same.map(({ key }) => key)).not.toContain('weightDecay')
})
