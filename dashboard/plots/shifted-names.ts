import type { Area } from './draw-lines.ts'
import { isWithin, type ChartMark } from './draw-marks.ts'
import { byImportance, moreText, namesInRow, type NamesInRow } from './mark-names.ts'

/** A name is no farther than this from its mark, in CSS pixels: farther away, nobody follows the line to it. */
const FARTHEST = 160
const GAP = 8
/** So many names are laid out at most. */
const MOST = 16

type Place = Pick<Area, 'left' | 'width' | 'from' | 'to' | 'ratio' | 'pixelFromX'>

export interface PlacedNames extends NamesInRow {
  /** Whether names stand in the order of their marks but beside them, so that each needs a line to its own. */
  readonly areShifted: boolean
}

/**
 * The names over a plot: each at its mark, and where marks crowd so that few would be named, of each name the first in the order of the marks, as
 * near to them as there is room.
 */
export function namesOver(marks: readonly ChartMark[], place: Place, widthOf: (text: string) => number): PlacedNames {
  const inRow = namesInRow(marks, place, widthOf)
  if (inRow.more === null) return { ...inRow, areShifted: false }
  const shifted = shiftedNames(marks, place, widthOf)
  const named = (names: NamesInRow['names']) => new Set(names.map(({ mark: { label } }) => label)).size
  return named(shifted.names) > named(inRow.names) ? { ...shifted, areShifted: true } : { ...inRow, areShifted: false }
}

function shiftedNames(marks: readonly ChartMark[], place: Place, widthOf: (text: string) => number): NamesInRow {
  const { from, to, left, width, ratio, pixelFromX } = place
  const within = marks.filter((mark) => isWithin(mark, { from, to }))
  const sorted = byImportance(within)
  const firstOf = new Map(sorted.toReversed().map((mark) => [mark.label, mark]))
  const firsts = sorted.filter((mark) => firstOf.get(mark.label) === mark)
  const laidOut = (all: readonly ChartMark[], end: number) => {
    const inOrder = all.toSorted((one, other) => one.x - other.x)
    const widths = inOrder.map(({ label }) => widthOf(label))
    const wanted = inOrder.map(({ x }) => pixelFromX(Math.max(x, from)))
    const lefts = placesNear(wanted, widths, { left, right: end, gap: GAP * ratio })
    if (lefts === null || lefts.some((at, i) => Math.abs(at - wanted[i]!) > Math.max(FARTHEST * ratio, widths[i]!))) return null // prettier-ignore
    return inOrder.map((mark, i) => ({ mark, left: lefts[i]!, right: lefts[i]! + widths[i]! }))
  }
  const end = left + width
  const room = widthOf(moreText(within.length)) + GAP * ratio
  const most = firsts.length === within.length ? [end, end - room] : [end - room]
  for (const right of most) {
    let [chosen, names]: [readonly ChartMark[], NamesInRow['names']] = [[], []]
    for (const mark of firsts.slice(0, MOST)) {
      const next = laidOut([...chosen, mark], right)
      if (next !== null) [chosen, names] = [[...chosen, mark], next]
    }
    const text = moreText(within.length - names.length)
    if (names.length === within.length) return { names, more: null }
    if (right < end) return { names, more: { text, left: end - widthOf(text) } }
  }
  return { names: [], more: null }
}

/**
 * Places of boxes in a row, in their order, a gap apart and within bounds, the squares of their ways from where each is wanted least; null where
 * there is no room. Less the widths before each, places need only not fall: an isotonic regression, by pooling what does.
 */
export function placesNear(
  wanted: readonly number[],
  widths: readonly number[],
  { left, right, gap }: { readonly left: number; readonly right: number; readonly gap: number },
): number[] | null {
  const before = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width + gap, 0))
  const total = (before.at(-1) ?? 0) + (widths.at(-1) ?? 0)
  if (total > right - left) return null
  const pools: { sum: number; count: number }[] = []
  for (const [i, at] of wanted.entries()) {
    let pool = { sum: at - before[i]!, count: 1 }
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count >= pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      // prettier-ignore
      pools.pop()
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count }
    }
    pools.push(pool)
  }
  const bases = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  return bases.map((base, i) => Math.min(right - total, Math.max(left, base)) + before[i]!)
}
