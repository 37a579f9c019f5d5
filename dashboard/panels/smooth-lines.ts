import { pointsFromColumns } from '#dashboard/series/points.ts'
import { smoothed, type Smoother } from '#dashboard/series/smooth.ts'
import type { Line } from '../plots/draw-lines.ts'
import type { LineStyle } from '../plots/palette.ts'

/** A line that another is the smoothing of: the same hue, so faint that it is not taken for it. */
function faint({ color, dash }: LineStyle): LineStyle {
  return { color: `color-mix(in oklab, ${color} 32%, var(--surface))`, dash }
}

/** Each line as it is, faint, and over all of these what it is smoothed. */
export function smoothLines(lines: readonly Line[], smoother: Smoother): Line[] {
  const raw = lines.map((line) => ({ ...line, style: faint(line.style) }))
  const over = lines.map((line) => {
    const { steps, last, length } = line.points
    const x = steps.subarray(0, length)
    const values = smoothed(x, last.subarray(0, length), smoother)
    return { ...line, id: `${line.id} smoothed`, points: pointsFromColumns(x, values) }
  })
  return [...raw, ...over]
}
