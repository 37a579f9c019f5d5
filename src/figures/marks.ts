import { element, escaped, short } from './element.ts'
import type { FigureMark } from './figure.ts'
import { fittingText, textWidth } from './letters.ts'
import type { Place } from './place.ts'

const SIZE = 6
/** Names stand in so many rows below each other; one without room is still said where a reader points at it. */
const ROWS = 3
const MOST_WIDE = 110

/** Marks on the x axis as elements of an SVG, the names of those that come first where names would cover each other. */
export function drawnMarks(marks: readonly FigureMark[], place: Place): string {
  const { left, top, width, height } = place
  const right = left + width
  const ends: number[] = Array.from({ length: ROWS }, () => -Infinity)
  return marks
    .map(({ at, to = at, label, about, color, dash }) => {
      const [from, until] = [place.x(at), place.x(to)]
      return { from, until: Number.isNaN(until) ? right : until, label, about, color, dash }
    })
    .filter(({ from, until }) => until >= left && from <= right)
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, until, label, about, color, dash }) => {
      const [start, end] = [Math.max(from, left), Math.min(until, right)]
      const lines = [...new Set([from, until])].filter((x) => x >= left && x <= right)
      const said = fittingText(label, SIZE, MOST_WIDE)
      const wide = textWidth(said, SIZE)
      const begin = Math.max(left, Math.min(start + 2, right - wide))
      const row = ends.findIndex((taken) => begin >= taken)
      if (row >= 0) ends[row] = begin + wide + 4
      return element(
        'g',
        {},
        element('title', {}, escaped(about ?? label)),
        end > start
          ? element('rect', { x: start, y: top, width: end - start, height, fill: color, 'fill-opacity': 0.1 })
          : '',
        element('path', {
          d: lines.map((x) => `M${short(x)} ${short(top)}V${short(top + height)}`).join(''),
          stroke: color,
          'stroke-width': 0.5,
          'stroke-dasharray': dash?.join(' ') || undefined,
        }),
        row < 0 || said === ''
          ? ''
          : element(
              'text',
              { x: begin, y: top + (row + 1) * (SIZE + 1), fill: color, 'font-size': SIZE },
              escaped(said),
            ),
      )
    })
    .join('')
}
