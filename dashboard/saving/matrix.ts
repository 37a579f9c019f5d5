import type { FramedMatrix } from '#src/vocabulary/index.ts'
import { heatPixel, type HeatRange } from '#dashboard/plots/heat.ts'
import { savedFrame, type FrameDrawn } from './frame.ts'
import { heatLegend, pixelImage } from './heat-image.ts'
import type { Saved } from './saved.ts'

/** Around the plot of a figure, in points. */
const BESIDE = 52
const ABOVE_AND_BELOW = 44
const SIDE = 220

/** A matrix: a square of color for each entry, rows from the top. */
export function savedMatrix(
  drawn: Omit<FrameDrawn, 'columns' | 'rows'>,
  { rows, cols, data }: FramedMatrix,
  range: HeatRange,
): Saved {
  const pixels = Uint32Array.from(data, (value) => heatPixel(value, range))
  const wide = Math.max(rows, cols)
  const entries = Array.from(data, (value, i) => [Math.floor(i / cols) + 1, (i % cols) + 1, value])
  return savedFrame(
    { ...drawn, columns: ['row', 'column', 'value'], rows: entries },
    [
      {
        title: drawn.title,
        x: { label: 'column', scale: 'linear', from: 0.5, to: cols + 0.5 },
        y: { label: 'row', scale: 'linear', from: rows + 0.5, to: 0.5 },
        layers: [{ kind: 'image', x: [0.5, cols + 0.5], y: [0.5, rows + 0.5], href: pixelImage(pixels, cols) }],
      },
    ],
    {
      width: BESIDE + Math.max(80, (SIDE * cols) / wide),
      height: ABOVE_AND_BELOW + Math.max(40, (SIDE * rows) / wide),
      legend: heatLegend(range),
    },
  )
}
