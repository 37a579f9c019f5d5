import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BANDS, CENTERS, MODELS } from '#src/vocabulary/index.ts'
import { clockFrom, clockText, placeText, tickTextOf, type Clock } from '#dashboard/compare/clock.ts'
import {
  COMPARISON_FIELDS,
  comparisonFrom,
  paramsFromComparison,
  type ComparisonAddress,
} from '#dashboard/compare/comparison-address.ts'
import { addressFaults } from '#dashboard/view/address-fields.ts'

const text = fc.string({ minLength: 1, maxLength: 12 })
const clocks: fc.Arbitrary<Clock> = fc.oneof(
  fc.constantFrom<Clock>({ by: 'step' }, { by: 'time' }),
  text.map((event): Clock => ({ by: 'event', event })),
  text.map((series): Clock => ({ by: 'series', series })),
)
const addresses: fc.Arbitrary<ComparisonAddress> = fc.record({
  where: fc.option(text),
  as: fc.constantFrom('runs', 'groups', null),
  color: fc.option(fc.string()),
  split: fc.option(fc.string()),
  by: fc.option(fc.array(text, { maxLength: 3 })),
  center: fc.constantFrom(...CENTERS),
  band: fc.constantFrom(...BANDS),
  lines: fc.constantFrom(true, false, null),
  clock: clocks,
  minus: fc.option(text),
  only: fc.array(text, { maxLength: 3 }),
  hidden: fc.array(text, { maxLength: 3 }),
  legend: fc.option(fc.array(text, { minLength: 1, maxLength: 3 })),
  effect: fc
    .record({
      of: fc.option(text),
      over: fc.option(fc.array(text, { minLength: 1, maxLength: 2 })),
      logX: fc.constantFrom(true, false, null),
      logY: fc.boolean(),
      fit: fc.constantFrom(null, ...MODELS),
      residuals: fc.boolean(),
    })
    // Two switches share a word of the address: one that is touched says both.
    .map((effect) => ({ ...effect, logX: effect.logY ? (effect.logX ?? false) : effect.logX })),
  map: fc.record({ series: fc.option(text), log: fc.constantFrom(true, false, null), rows: fc.option(text) }),
  pins: fc.array(text, { maxLength: 6 }),
  portrait: fc.record({
    x: fc.option(text),
    y: fc.option(text),
    logX: fc.constantFrom(true, false, null),
    logY: fc.constantFrom(true, false, null),
  }),
  axes: fc.option(fc.array(text, { maxLength: 3 })),
})

describe('the address of a comparison', () => {
  it('opens as what it was written of', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const written = paramsFromComparison(new URLSearchParams(), address).toString()
        expect(comparisonFrom(new URLSearchParams(written))).toEqual(address)
        expect(addressFaults(new URLSearchParams(written), COMPARISON_FIELDS)).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('says nothing of what is as it starts, and leaves alone what is not its own', () => {
    const plain = comparisonFrom(new URLSearchParams('theme=dark'))
    expect(paramsFromComparison(new URLSearchParams('theme=dark'), plain).toString()).toBe('theme=dark')
  })
})

describe('the clock of a comparison', () => {
  it('is read back from its text', () => {
    fc.assert(
      fc.property(clocks, (clock) => {
        expect(clockFrom(clockText(clock))).toEqual(clock)
      }),
    )
    expect(clockFrom('nonsense')).toEqual({ by: 'step' })
    expect(clockFrom(null)).toEqual({ by: 'step' })
  })

  it('says on which side of the event a place is', () => {
    const clock: Clock = { by: 'event', event: 'grokked' }
    expect(placeText(clock, -30.2)).toBe('30 steps before ‘grokked’')
    expect(placeText(clock, 1)).toBe('1 step after ‘grokked’')
    expect(placeText(clock, 0)).toBe('at ‘grokked’')
    expect([-20_000, 0, 15].map(tickTextOf(clock))).toEqual(['−20k', '0', '+15'])
  })
})
