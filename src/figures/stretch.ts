/** Values of the x axis that something is about, ends included; open on a side that is left out. */
export interface Stretch {
  readonly from?: number
  readonly to?: number
}

/** Where a line that is about a stretch runs across a panel; at least so long that one sees it. Null where the panel does not show it. */
export function lineOver(
  { from, to }: Stretch,
  { left, width, x, least }: { left: number; width: number; x: (value: number) => number; least: number },
): { readonly left: number; readonly right: number } | null {
  const right = left + width
  const first = from === undefined ? left : x(from)
  const last = to === undefined ? right : x(to)
  const more = Math.max(0, least - (last - first)) / 2
  const isSeen = first <= right && last >= left
  return isSeen ? { left: Math.max(left, first - more), right: Math.min(right, last + more) } : null
}
