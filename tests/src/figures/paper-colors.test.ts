import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PAPER_HUES } from '#src/figures/paper-colors.ts'

test('hues on paper are those of the light theme', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../../../dashboard/tokens.css'), 'utf8')
  const hues = [...tokens.matchAll(/--series-\d+: light-dark\((#[0-9a-f]{6}),/g)].map(([, hue]) => hue)
  expect(hues).toEqual([...PAPER_HUES])
})
