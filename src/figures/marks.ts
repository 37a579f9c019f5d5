import { element, escaped, short } from './element.ts'
import type { FigureMark } from './figure.ts'
import { fittingText, textWidth } from './letters.ts'
import type { Place } from './place.ts'
import { merged } from './spans.ts'

const SIZE = 6
/** Names stand in so many rows below each other; one without room is still said where a reader points at it. */
const ROWS = 3
const MOST_WIDE = 110

/** Marks on the x axis as elements of an SVG, the names of those that come first where names would cover each other. */
export function drawnMarks(marks: readonly FigureMark[], place: Place): string {
  const { left, top, width, height } = place
  const right = left + width
  const ends: number[] = Array.from({ length: ROWS }, () => -Infinity)
  const placed = marks
    .map(({ at, to = at, fringe, ...said }) => {
      const [from, until] = [place.x(at), place.x(to)]
      const begin = fringe === undefined ? { from, to: from } : { from: place.x(fringe.from), to: place.x(fringe.to) }
      return { from, until: Number.isNaN(until) ? right : until, begin, ...said }
    })
    .filter(({ from, until, begin }) => until >= left && Math.min(from, begin.from) <= right)
    .toSorted((a, b) => a.from - b.from)
  const named = placed
    .map(({ from, until, label, about, color, dash }) => {
      const start = Math.max(from, left)
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
  return shades(placed, place) + named
}

type Shaded = Pick<FigureMark, 'color'> & { readonly until: number; readonly begin: { readonly from: number; readonly to: number } } // prettier-ignore

/** The ground of what goes over a stretch, paler where it may have begun. What overlaps is shaded once: there may be a hundred. */
function shades(marks: readonly Shaded[], { left, top, width, height }: Place): string {
  const within = (x: number) => Math.min(left + width, Math.max(left, x))
  const shade = (color: string, opacity: number, stretches: readonly (readonly [from: number, to: number])[]) =>
    merged(stretches.map(([from, to]) => ({ from: within(from), to: within(to) })))
      .map(({ from, to }) =>
        element('rect', { x: from, y: top, width: to - from, height, fill: color, 'fill-opacity': opacity }),
      )
      .join('')
  return [...Map.groupBy(marks, ({ color }) => color)]
    .flatMap(([color, all]) => [
      shade(color, 0.05, all.map(({ begin }) => [begin.from, begin.to])), // prettier-ignore
      shade(color, 0.1, all.map(({ begin, until }) => [Math.min(begin.to, until), until])), // prettier-ignore
    ])
    .join('')
}
