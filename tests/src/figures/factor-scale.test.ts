import { describe, expect, it } from 'vitest'
import { factorScale } from '#src/figures/factor-scale.ts'
import { styleOfValue } from '#dashboard/compare/group-style.ts'

describe('the scale of a factor', () => {
  it('is logarithmic where numbers span a decade, with a place before the first for 0', () => {
    const scale = factorScale([5, 0, 20, 1, 2.5, 10, 5])
    expect(scale.kind).toBe('log')
    expect(scale.values).toEqual([0, 1, 2.5, 5, 10, 20])
    const places = scale.values.map((value) => scale.placeOf(value)!)
    expect(places[0]).toBe(0)
    expect(places[1]).toBeCloseTo(0.2, 12)
    expect(places.at(-1)).toBe(1)
    for (const place of places.slice(1)) expect(scale.placeOf(scale.valueAt(place))).toBeCloseTo(place, 12)
    expect(scale.valueAt(0)).toBe(0)
    expect(scale.placeOf(-1)).toBeNull()
  })

  it.each([
    ['less than a decade', [2, 3, 4], 'linear'],
    ['both signs', [-1, 0, 100], 'linear'],
    ['one value', [7], 'linear'],
    ['zero alone', [0], 'linear'],
    ['decades', [1e-4, 1e-2], 'log'],
    ['names', ['adam', 'sgd'], 'names'],
    ['numbers and names', [1, 'auto'], 'names'],
    ['nothing known', [null], 'names'],
  ] as const)('of %s: %j is %s', (_of, values, kind) => expect(factorScale(values).kind).toBe(kind))

  it('can be asked for otherwise', () => {
    expect(factorScale([2, 3], true).kind).toBe('log')
    expect(factorScale([1, 1000], false).kind).toBe('linear')
    expect(factorScale([-1, 1000], true).kind).toBe('linear')
  })

  it('has no place for what is not among its values', () => {
    const scale = factorScale(['b', 'a', null])
    expect(scale.values).toEqual(['a', 'b'])
    expect(scale.placeOf(null)).toBeNull()
    expect(scale.placeOf('c')).toBeNull()
    expect(factorScale([1, 2]).placeOf(NaN)).toBeNull()
    expect(factorScale([1, 2]).placeOf('x')).toBeNull()
  })
})

describe('the colors of groups', () => {
  it('follow the order of numbers and the identity of names', () => {
    const numbers = factorScale([0, 1, 10])
    const colors = numbers.values.map((value) => styleOfValue(numbers, value).color)
    expect(new Set(colors).size).toBe(3)
    const names = factorScale(['sgd', 'adam'])
    expect(styleOfValue(names, 'adam')).toEqual({ color: 'var(--series-1)', dash: [] })
    expect(styleOfValue(names, 'sgd')).toEqual({ color: 'var(--series-2)', dash: [] })
    expect(styleOfValue(names, null).color).toBe('var(--ink-3)')
  })

  it('tell a ninth name from the first by a dash', () => {
    const scale = factorScale(Array.from({ length: 9 }, (_, i) => `name ${i}`))
    expect(styleOfValue(scale, 'name 8').color).toBe(styleOfValue(scale, 'name 0').color)
    expect(styleOfValue(scale, 'name 8').dash).not.toEqual([])
  })
})
