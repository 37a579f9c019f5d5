import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AS_IT_COMES, PANEL_SIZES } from '#dashboard/panels/layout.ts'
import {
  layoutFromParams,
  layoutFromText,
  paramsForOthers,
  paramsFromLayout,
  textFromLayout,
} from '#dashboard/view/layout-address.ts'
import { PanelLayout } from '#dashboard/view/panel-layout.svelte.ts'

const keys = ['loss', 'gini', 'ntk', 'ntk:spectrum']
const none = () => new URLSearchParams()

/** A browser's storage, or one that refuses everything. */
function storage(refuses = false) {
  const held = new Map<string, string>()
  const refuse = () => {
    if (refuses) throw new Error('The quota has been exceeded')
  }
  return {
    held,
    getItem: (key: string) => (refuse(), held.get(key) ?? null),
    setItem: (key: string, text: string) => (refuse(), void held.set(key, text)),
    removeItem: (key: string) => (refuse(), void held.delete(key)),
  }
}

describe('a layout in an address', () => {
  it('is read as it was written, and leaves the rest of the address alone', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9.:-]{0,20}$/)
    const layout = fc.record({
      order: fc.uniqueArray(key),
      sizes: fc.dictionary(key, fc.constantFrom(...PANEL_SIZES), { noNullPrototype: true }),
      hidden: fc.uniqueArray(key),
    })
    fc.assert(
      fc.property(layout, (one) => {
        const params = paramsFromLayout(new URLSearchParams('log=x&order=old'), one)
        expect(params.get('log')).toBe('x')
        expect(layoutFromParams(params) ?? AS_IT_COMES).toEqual(one)
        expect(layoutFromText(textFromLayout(one))).toEqual(one)
      }),
    )
  })

  it.each(['', 'size=loss', 'size=.large', 'size=loss.huge', 'order=,&hide='])('says nothing by ‘%s’', (text) =>
    expect(layoutFromParams(new URLSearchParams(text))).toBeNull(),
  )
})

describe('the layout of a page', () => {
  it('is kept in the browser for its experiment, and found there again', () => {
    const browser = storage()
    const page = new PanelLayout(none(), browser)
    page.of('grok')
    page.move(keys, 'ntk', 'loss')
    page.resize('gini', 'large')
    page.show('loss', false)
    expect(page.params(none()).toString()).toBe('order=ntk&size=gini.large&hide=loss')
    const later = new PanelLayout(none(), browser)
    later.of('other')
    expect(later.isAsItComes).toBe(true)
    later.of('grok')
    expect(later.current).toEqual(page.current)
    later.reset()
    expect(browser.held.size).toBe(0)
  })

  it('is what the address says where it says one, which the browser does not keep until it is changed', () => {
    const browser = storage()
    const page = new PanelLayout(new URLSearchParams('hide=ntk'), browser)
    page.of('grok')
    expect(page.current.hidden).toEqual(['ntk'])
    expect(browser.held.size).toBe(0)
    page.show('ntk', true)
    expect(page.isAsItComes).toBe(true)
    page.show('gini', false)
    page.of('other')
    expect(page.isAsItComes).toBe(true)
  })

  it('goes on in a browser that keeps nothing', () => {
    for (const keep of [null, storage(true)]) {
      const page = new PanelLayout(none(), keep)
      page.of('grok')
      page.shift(keys, 'gini', -1)
      expect(page.current.order).toEqual(['gini'])
    }
  })
})

describe('an address for others', () => {
  it('says that panels are as they come, so that a browser that keeps another layout shows them so, too', () => {
    const browser = storage()
    const own = new PanelLayout(none(), browser)
    own.of('grok')
    own.resize('gini', 'large')
    const given = paramsForOthers(new URLSearchParams('log=x'))
    expect(given.toString()).toBe('log=x&panels=plain')
    const page = new PanelLayout(given, browser)
    page.of('grok')
    expect(page.isAsItComes).toBe(true)
    expect(page.params(given).get('panels')).toBe('plain')
    page.show('loss', false)
    expect(page.params(given).toString()).toBe('log=x&hide=loss')
    expect(paramsForOthers(page.params(given)).has('panels')).toBe(false)
  })

  it('is gone back to: what is shown and what the browser keeps', () => {
    const browser = storage()
    const page = new PanelLayout(none(), browser)
    page.of('grok')
    page.resize('gini', 'large')
    page.back(new URLSearchParams('hide=ntk'))
    expect(page.current).toEqual({ order: [], sizes: {}, hidden: ['ntk'] })
    page.back(none())
    expect(page.isAsItComes).toBe(true)
    expect(browser.held.size).toBe(0)
  })
})

it('a key that has a comma or a percent sign in it is one panel of an address', () => {
  const layout = { order: ['a, 1/loss', 'b%2C'], sizes: { 'a, 1/loss': 'large' as const }, hidden: ['c,d'] }
  const params = paramsFromLayout(new URLSearchParams(), layout)
  expect(layoutFromParams(new URLSearchParams(params.toString()))).toEqual(layout)
})
