import { expect, test } from 'vitest'
import { actionsRead, conditionRead } from '#dashboard/text/breakpoint-text.ts'
import type { SeriesDeclaration } from '#src/vocabulary/index.ts'

const series = [
  { name: 'test-loss', kind: 'scalar' },
  { name: 'singular-values/w1', kind: 'spectrum' },
] as SeriesDeclaration[]
const catalogue = { cards: [{ id: 'sharpness' }], settable: [{ key: 'weightDecay' }] } as never

test('a condition is read while it is typed, and a slip points at its character', () => {
  expect(conditionRead('', series).kind).toBe('empty')
  expect(conditionRead('test-loss < 3', series)).toMatchObject({ kind: 'read', hint: null })
  expect(conditionRead('test-loss < < 3', series)).toMatchObject({
    kind: 'wrong',
    offset: 12,
    why: expect.stringMatching(/expected a number/),
  })
})

test('a name that no scalar series has is worth a word, and no error', () => {
  for (const text of ['tets-loss < 3', 'singular-values/w1 < 3'])
    expect(conditionRead(text, series)).toMatchObject({ kind: 'read', hint: expect.stringMatching(/No series/) })
})

test('actions are read alike, and know the probes and settings of the run', () => {
  expect(actionsRead('pause, densify sharpness every 1 for 200 steps, fork weightDecay=0', catalogue)).toMatchObject({
    kind: 'read',
    hint: null,
    value: [{ type: 'pause' }, { type: 'densify' }, { type: 'fork' }],
  })
  expect(actionsRead('densify sharpnes every 1 for 9 steps', catalogue)).toMatchObject({ hint: /sharpnes/ })
  expect(actionsRead('fork width=3', catalogue)).toMatchObject({ hint: /width/ })
  expect(actionsRead('pause,', catalogue).kind).toBe('wrong')
})
