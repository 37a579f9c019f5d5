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
  const row = (start: number, wide: number): Box => ({ left: start, right: start + wide, top: 0, bottom: 1 })
  const placed = (most: number) => {
    const taken: Box[] = []
    const names = FIRST.flatMap((kind) => within.filter((mark) => mark.kind === kind)).flatMap((mark) => {
      const wide = widthOf(mark.label)
      const at = Math.min(pixelFromX(Math.max(mark.x, from)), most - wide)
      const free = at < left ? null : freeRow([row(at, wide)], taken, gap)
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

function moreText(count: number): string {
  return `+${count} more`
}
