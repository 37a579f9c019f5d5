import { isWithin, type ChartMark } from './draw-marks.ts'
import type { Area } from './draw-lines.ts'
import { freeRow, type Box } from './place-names.ts'

/** What is written above a plot, in device pixels: names with their left ends, and how many marks have none there. */
export interface NamesInRow {
  readonly names: readonly { readonly mark: ChartMark; readonly left: number; readonly right: number }[]
  readonly more: { readonly text: string; readonly left: number } | null
}

type Place = Pick<Area, 'left' | 'width' | 'from' | 'to' | 'ratio' | 'pixelFromX'>

/** Whose names go first where there is no room for all. */
const FIRST = [
  'pin',
  'failure',
  'mark',
  'note',
  'breakpoint',
  'command',
  'control',
] as const satisfies ChartMark['kind'][]

/** The names that fit in one row over a plot, none upon another. */
export function namesInRow(
  marks: readonly ChartMark[],
  { left, width, from, to, ratio, pixelFromX }: Place,
  widthOf: (text: string) => number,
): NamesInRow {
  const within = marks.filter((mark) => isWithin(mark, { from, to }))
  const gap = 8 * ratio
  const end = left + width
  const pixelOfEnd = ({ to: end = Infinity }: ChartMark) => pixelFromX(Math.min(end, to))
  const row = (start: number, wide: number): Box => ({ left: start, right: start + wide, top: 0, bottom: 1 })
  const sorted = byImportance(within)
  const placed = (most: number) => {
    const taken: Box[] = []
    const names = sorted.flatMap((mark) => {
      const wide = widthOf(mark.label)
      const at = Math.min(pixelFromX(Math.max(mark.x, from)), most - wide)
      const beside = mark.to === undefined ? [] : besideOthers(taken, at, Math.min(most, pixelOfEnd(mark)) - wide, gap)
      const free = at < left ? null : freeRow([at, ...beside].map((start) => row(start, wide)), taken, gap) // prettier-ignore
      if (free === null) return []
      taken.push(free)
      return [{ mark, left: free.left, right: free.right }]
    })
    return names
  }
  const all = placed(end)
  if (all.length === within.length) return { names: all, more: null }
  // What says how many are left out has its place at the right end.
  const room = widthOf(moreText(within.length)) + gap
  const names = placed(end - room)
  const text = moreText(within.length - names.length)
  return { names, more: { text, left: end - widthOf(text) } }
}

export function moreText(count: number): string {
  return `+${count} more`
}

/** Marks by how much it matters that each is named, those of a name that is there already last of their kind. */
export function byImportance(marks: readonly ChartMark[]): ChartMark[] {
  return FIRST.flatMap((kind) => repeatedLast(marks.filter((mark) => mark.kind === kind)))
}

/** Of marks, those whose label no other before them has, then those that are the second of theirs, and so on. */
function repeatedLast(marks: readonly ChartMark[]): ChartMark[] {
  const counts = new Map<string, number>()
  const ranked = marks.map((mark) => {
    const rank = counts.get(mark.label) ?? 0
    counts.set(mark.label, rank + 1)
    return { mark, rank }
  })
  return ranked.sort((one, other) => one.rank - other.rank).map(({ mark }) => mark)
}

/** The name of a stretch may stand anywhere over it: right of each name that has its place already, as far as it goes. */
function besideOthers(taken: readonly Box[], at: number, most: number, gap: number): number[] {
  return taken
    .map(({ right }) => right + gap)
    .filter((start) => start > at && start <= most)
    .sort((one, other) => one - other)
}
