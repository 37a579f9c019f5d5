import { AS_IT_COMES, isAsItComes, PANEL_SIZES, type Layout, type PanelSize } from '#dashboard/panels/layout.ts'
import { wordField, type AddressField } from '#dashboard/text/address-fields.ts'

/** What an address can say of a layout. */
export const LAYOUT_FIELDS: readonly AddressField[] = [
  {
    key: 'size',
    expected: `panels and their sizes (${PANEL_SIZES.join(', ')}), such as loss.large`,
    reads: (text) => text.split(',').every((one) => PANEL_SIZES.some((size) => one.lastIndexOf(`.${size}`) > 0)),
  },
  wordField('panels', ['plain']),
]

/**
 * A layout in an address: `order=a,b`, `size=a.large,b.small`, `hide=c`; `panels=plain` where they are as they come, whatever
 * this browser keeps. Null where the address says none.
 */
export function layoutFromParams(params: URLSearchParams): Layout | null {
  const listOf = (key: string) => params.get(key)?.split(',').filter(Boolean).map(named) ?? []
  const sizes = listOf('size').flatMap((text): [string, PanelSize][] => {
    const at = text.lastIndexOf('.')
    const size = PANEL_SIZES.find((one) => one === text.slice(at + 1))
    return at <= 0 || size === undefined ? [] : [[text.slice(0, at), size]]
  })
  const layout: Layout = {
    order: [...new Set(listOf('order'))],
    sizes: Object.fromEntries(sizes),
    hidden: [...new Set(listOf('hide'))],
  }
  return isAsItComes(layout) && params.get('panels') !== 'plain' ? null : layout
}

/** The parameters with those of a layout replaced; what is as it comes is not written. */
export function paramsFromLayout(params: URLSearchParams, { order, sizes, hidden }: Layout): URLSearchParams {
  const next = new URLSearchParams(params)
  const put = (key: string, list: readonly string[]) =>
    list.length === 0 ? next.delete(key) : next.set(key, list.map(written).join(','))
  put('order', order)
  put(
    'size',
    Object.entries(sizes).map(([key, size]) => `${key}.${size}`),
  )
  put('hide', hidden)
  if (!isAsItComes({ order, sizes, hidden })) next.delete('panels')
  return next
}

/** A key that a script logs may have a comma in it, which parts panels in a list. */
function written(key: string): string {
  return key.replaceAll('%', '%25').replaceAll(',', '%2C')
}

function named(text: string): string {
  return text.replaceAll('%2C', ',').replaceAll('%25', '%')
}

/** A layout as a browser keeps it; what cannot be read is as if it were not there. */
export function layoutFromText(text: string | null): Layout {
  return layoutFromParams(new URLSearchParams(text ?? '')) ?? AS_IT_COMES
}

export function textFromLayout(layout: Layout): string {
  return paramsFromLayout(new URLSearchParams(), layout).toString()
}

/** The address of a layout for others, whose browsers may keep another one. */
export function paramsForOthers(params: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(params)
  if (layoutFromParams(params) === null) next.set('panels', 'plain')
  return next
}
