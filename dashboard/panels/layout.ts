import type { PanelPlan } from './arrange.ts'

/** How wide a panel is: a part of a row, a larger part and higher, or the whole row. */
export type PanelSize = 'small' | 'medium' | 'large'
export const PANEL_SIZES = ['small', 'medium', 'large'] as const satisfies readonly PanelSize[]

/**
 * How the panels of a page are laid out, where that differs from how they come: plain data, so that an address, a browser or
 * a named view can hold it. Panels go by their keys (`keyOf`); what it says of a panel that is not there waits for it.
 */
export interface Layout {
  /** The panels that come first, in this order; the others follow as they come. */
  readonly order: readonly string[]
  readonly sizes: Readonly<Record<string, PanelSize>>
  readonly hidden: readonly string[]
}

export const AS_IT_COMES: Layout = { order: [], sizes: {}, hidden: [] }

/** What a layout calls a panel. A probe that gives scalars and something else has a panel of each. */
export function keyOf({ id, kind }: Pick<PanelPlan, 'id' | 'kind'>): string {
  return kind === 'scalar' ? id : `${id}:${kind}`
}

export function isAsItComes({ order, sizes, hidden }: Layout): boolean {
  return order.length === 0 && hidden.length === 0 && Object.keys(sizes).length === 0
}

/** Keys in the order of a layout; those that it does not name keep their own, behind it. */
export function orderedKeys(keys: readonly string[], { order }: Pick<Layout, 'order'>): string[] {
  const there = new Set(keys)
  const first = order.filter((key) => there.has(key))
  const placed = new Set(first)
  return [...first, ...keys.filter((key) => !placed.has(key))]
}

/** Plans as a page shows them: in order, at their sizes, without those that are hidden. */
export function laidOut(plans: readonly PanelPlan[], layout: Layout): PanelPlan[] {
  const { sizes, hidden } = layout
  const byKey = new Map(plans.map((plan) => [keyOf(plan), plan]))
  return orderedKeys([...byKey.keys()], layout)
    .filter((key) => !hidden.includes(key))
    .map((key) => sized(byKey.get(key)!, Object.hasOwn(sizes, key) ? sizes[key] : undefined))
}

const SPANS = { small: 2, medium: 3, large: 6 } as const satisfies Record<PanelSize, PanelPlan['span']>

function sized(plan: PanelPlan, size: PanelSize | undefined): PanelPlan {
  return size === undefined ? plan : { ...plan, span: SPANS[size], size }
}

/** How large a panel is where nobody chose. */
export function sizeOf({ span, size }: Pick<PanelPlan, 'span' | 'size'>): PanelSize {
  return size ?? PANEL_SIZES.find((one) => SPANS[one] === span) ?? 'small'
}

/**
 * With a panel before another, or behind all others where `before` is null. `keys`: the panels as they come. Only as many are
 * named as must be, so that an address stays short and what comes later finds its place.
 */
export function moved(layout: Layout, keys: readonly string[], key: string, before: string | null): Layout {
  if (key === before) return layout
  const others = orderedKeys(keys, layout).filter((one) => one !== key)
  const at = before === null ? others.length : others.indexOf(before)
  if (at < 0) return layout
  const wanted = others.toSpliced(at, 0, key)
  // The fewest that must be named first: the rest then follow as they come.
  let named = 0
  while (!isSame(orderedKeys(keys, { order: wanted.slice(0, named) }), wanted)) named += 1
  return { ...layout, order: wanted.slice(0, named) }
}

/** With a panel so many places further among those that are shown. */
export function shifted(layout: Layout, keys: readonly string[], key: string, by: 1 | -1): Layout {
  const shown = orderedKeys(keys, layout).filter((one) => !layout.hidden.includes(one))
  const at = shown.indexOf(key)
  if (at < 0 || at + by < 0 || at + by >= shown.length) return layout
  return moved(layout, keys, key, by < 0 ? shown[at - 1]! : (shown[at + 2] ?? null))
}

export function resized(layout: Layout, key: string, size: PanelSize): Layout {
  return { ...layout, sizes: { ...layout.sizes, [key]: size } }
}

export function shownOrHidden(layout: Layout, key: string, isShown: boolean): Layout {
  const others = layout.hidden.filter((one) => one !== key)
  return { ...layout, hidden: isShown ? others : [...others, key] }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}

/** Whoever holds the layout of a page and changes it. */
export interface LayoutControl {
  readonly current: Layout
  move(keys: readonly string[], key: string, before: string | null): void
  shift(keys: readonly string[], key: string, by: 1 | -1): void
  resize(key: string, size: PanelSize): void
  show(key: string, isShown: boolean): void
}
