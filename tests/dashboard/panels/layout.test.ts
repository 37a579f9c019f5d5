import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AS_IT_COMES,
  keyOf,
  laidOut,
  moved,
  orderedKeys,
  resized,
  shifted,
  shownOrHidden,
} from '#dashboard/panels/layout.ts'
import { arranged } from '#dashboard/panels/arrange.ts'
import { declaration } from '../../src/store/reports.ts'

const plans = arranged(
  [
    { ...declaration('train-loss'), group: 'loss' },
    { ...declaration('gini'), group: 'norms' },
    { ...declaration('gini/spectrum'), probe: 'gini', kind: 'spectrum', group: 'norms' },
    { ...declaration('ntk'), group: 'norms' },
  ],
  [],
)
const keys = plans.map(keyOf)

describe('a layout', () => {
  it('names a panel by its probe, and by its kind where it holds no scalars', () =>
    expect(keys).toEqual(['loss', 'gini', 'gini:spectrum', 'ntk']))

  it('leaves panels as they come where it says nothing', () => expect(laidOut(plans, AS_IT_COMES)).toEqual(plans))

  it('puts panels in order, at sizes, and leaves out what is hidden', () => {
    const layout = { order: ['ntk'], sizes: { ntk: 'large', gone: 'small' }, hidden: ['gini'] } as const
    const shown = laidOut(plans, layout)
    expect(shown.map(keyOf)).toEqual(['ntk', 'loss', 'gini:spectrum'])
    expect(shown.map(({ span, size }) => [span, size])).toEqual([
      [6, 'large'],
      [3, undefined],
      [6, undefined],
    ])
  })

  it('names no more panels than must be, whatever is moved', () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f']
    expect(moved(AS_IT_COMES, all, 'd', 'a').order).toEqual(['d'])
    expect(moved(AS_IT_COMES, all, 'a', null).order).toEqual(['b', 'c', 'd', 'e', 'f'])
    expect(moved(moved(AS_IT_COMES, all, 'd', 'a'), all, 'd', 'e').order).toEqual([])
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...all), fc.option(fc.constantFrom(...all)))), (moves) => {
        let layout = AS_IT_COMES
        let wanted = [...all]
        for (const [key, before] of moves) {
          layout = moved(layout, all, key, before)
          if (key === before) continue
          wanted = wanted.filter((one) => one !== key)
          wanted.splice(before === null ? wanted.length : wanted.indexOf(before), 0, key)
          expect(orderedKeys(all, layout)).toEqual(wanted)
          expect(orderedKeys(all, { order: layout.order.slice(0, -1) })).not.toEqual(
            layout.order.length === 0 ? null : wanted,
          )
        }
      }),
    )
  })

  it('shifts a panel past those that are shown, and not beyond the ends', () => {
    const hidden = shownOrHidden(AS_IT_COMES, 'gini', false)
    const order = (layout: typeof AS_IT_COMES) =>
      orderedKeys(keys, layout).filter((key) => !layout.hidden.includes(key))
    expect(order(shifted(hidden, keys, 'loss', 1))).toEqual(['gini:spectrum', 'loss', 'ntk'])
    expect(order(shifted(hidden, keys, 'gini:spectrum', -1))).toEqual(['gini:spectrum', 'loss', 'ntk'])
    expect(order(shifted(hidden, keys, 'gini:spectrum', 1))).toEqual(['loss', 'ntk', 'gini:spectrum'])
    expect(shifted(hidden, keys, 'loss', -1)).toBe(hidden)
    expect(shifted(hidden, keys, 'ntk', 1)).toBe(hidden)
  })

  it('keeps the place of what it hides, for when it is shown again', () => {
    const put = moved(resized(AS_IT_COMES, 'ntk', 'large'), keys, 'ntk', 'loss')
    const again = shownOrHidden(shownOrHidden(put, 'ntk', false), 'ntk', true)
    expect(again).toEqual(put)
  })
})
