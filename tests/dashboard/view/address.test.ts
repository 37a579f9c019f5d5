import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_SMOOTHING } from '#dashboard/series/smooth.ts'
import { nextTwin, paramsFromView, VIEW_FIELDS, viewFromParams } from '#dashboard/view/address.ts'
import { addressFaults } from '#dashboard/text/address-fields.ts'

test('what the address keeps comes back from it', () => {
  const view = fc.record({
    logX: fc.boolean(),
    by: fc.constantFrom('step' as const, 'time' as const),
    range: fc.option(
      fc.tuple(fc.nat(9_999), fc.integer({ min: 1, max: 9_999 })).map(([from, width]) => ({ from, to: from + width })),
    ),
    pinned: fc.option(fc.nat()),
    flippedY: fc.uniqueArray(fc.constantFrom('loss', 'weight-norm', 'accuracy')),
    twin: fc.constantFrom('alone' as const, 'beside' as const, 'difference' as const),
    symmetric: fc.boolean(),
    head: fc.constantFrom('open' as const, 'closed' as const, null),
    choices: fc.dictionary(
      fc.string({ minLength: 1, unit: fc.constantFrom('a', '~', '%', '7', 'E') }),
      fc.string({ minLength: 1 }),
      { noNullPrototype: true },
    ),
    symmetricLog: fc.boolean(),
    smoothing: fc.constantFrom(
      NO_SMOOTHING,
      { kind: 'exponential' as const, share: 0.02 },
      { kind: 'mean' as const, share: 0.1 },
    ),
  })
  fc.assert(
    fc.property(view, (one) => {
      expect(viewFromParams(paramsFromView(new URLSearchParams(), one))).toEqual(one)
    }),
  )
})

test('what is not the view’s stays, and what is as it starts is not written', () => {
  const params = paramsFromView(new URLSearchParams('runs=a,b&log=x&zoom=1~2'), viewFromParams(new URLSearchParams()))
  expect(params.toString()).toBe('runs=a%2Cb')
})

test('a step to look at is whole, and what is none is the latest', () => {
  for (const at of ['', ' ', '-1', '1.5', 'x']) expect(viewFromParams(new URLSearchParams({ at })).pinned).toBeNull()
  expect(viewFromParams(new URLSearchParams({ at: '12,500' })).pinned).toBe(12_500)
})

test('a branch is alone, beside its twin, the difference to it, and alone again', () => {
  expect([nextTwin('alone'), nextTwin('beside'), nextTwin('difference')]).toEqual(['beside', 'difference', 'alone'])
})

test('a smoothing that makes no sense is none', () => {
  for (const smooth of ['mean', 'mean:', 'mean:0', 'mean:0.9', 'median:0.1', 'exponential:-0.1', 'mean:1e-3'])
    expect(viewFromParams(new URLSearchParams({ smooth })).smoothing).toBe(NO_SMOOTHING)
})

test('a zoom that makes no sense is no zoom', () => {
  for (const zoom of ['5~2', 'a~b', '7', '-1~4', ''])
    expect(viewFromParams(new URLSearchParams({ zoom })).range).toBeNull()
})

test('what cannot be read is left out, field by field, and said', () => {
  const asked = new URLSearchParams('log=x&zoom=5~2&at=12&x=years&show=loss&show=a~b')
  expect(viewFromParams(asked)).toMatchObject({ logX: true, range: null, pinned: 12, by: 'step', choices: { a: 'b' } })
  expect(addressFaults(asked, VIEW_FIELDS)).toEqual([
    'x: expected one of step, time, got ‘years’',
    'zoom: expected a stretch of the x axis such as 100~200, got ‘5~2’',
    'show: expected a panel and what it shows, such as weight-norm~w1, got ‘loss’',
  ])
  const many = new URLSearchParams('log=1&x=2&zoom=3&at=x&twin=5')
  expect(addressFaults(many, VIEW_FIELDS).slice(2)).toEqual([expect.stringMatching(/^zoom: /), 'and 2 more'])
})

test('what was written of a view is nothing that cannot be read', () => {
  const params = new URLSearchParams('log=x&x=time&zoom=-3~5&at=0&twin=beside&zero=middle&head=open&show=a~b')
  expect(addressFaults(params, VIEW_FIELDS)).toEqual([])
})
