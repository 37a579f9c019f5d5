import { expect, it } from 'vitest'
import { whyNoClaims } from '#src/claims/index.ts'
import type { Claim } from '#src/vocabulary/index.ts'
import { lastOf } from '#trainer/experiments/claimed.ts'

const claim = (more: Partial<Claim> = {}): Claim => ({ id: 'x', about: 'x', of: lastOf('x'), from: 0, to: 1, source: '', ...more }) // prettier-ignore
const card = (...claims: Claim[]) => ({
  parameters: [
    { key: 'rate', about: '', type: 'number' as const, default: 0.1, min: 0, max: 1 },
    { key: 'kind', about: '', type: 'choice' as const, default: 'a', choices: ['a', 'b'] },
  ],
  steps: 100,
  claims,
})
const run = (rate: number, kind: string, steps = 100) => ({ parameters: { rate, kind }, steps })

it('says in which settings a run differs from what is claimed', () => {
  expect(whyNoClaims(card(claim()), run(0.2, 'a'))).toBe('No claims: they are about rate=0.1; this run has rate=0.2')
  expect(whyNoClaims(card(claim()), run(0.2, 'b'))).toBe(
    'No claims: they are about rate=0.1, kind=a; this run has rate=0.2, kind=b',
  )
  const two = card(claim(), claim({ settings: { kind: 'b' } }))
  expect(whyNoClaims(two, run(0.2, 'b'))).toBe('No claims: the nearest are about rate=0.1; this run has rate=0.2')
})

it('says that it is too short', () => {
  const two = card(claim({ steps: 400 }), claim())
  expect(whyNoClaims(two, run(0.1, 'a', 99))).toBe(
    'No claims: they are about runs of at least 100 steps; this run has 99',
  )
})

it('says nothing where something is claimed of it, or nothing of any run alone', () => {
  expect(whyNoClaims(card(claim()), run(0.1, 'a'))).toBe(null)
  expect(whyNoClaims(card(), run(0.2, 'a'))).toBe(null)
  const along = { key: 'rate', values: [0.1, 0.2], take: 'argmin' } as const
  expect(whyNoClaims(card(claim({ along })), run(0.2, 'a'))).toBe(null)
})
