import type { LegendEntry } from '#src/figures/figure.ts'
import type { Area } from '#dashboard/plots/draw-lines.ts'
import { paletteOf, type HeatRange } from '#dashboard/plots/heat.ts'
import { valueText } from '#dashboard/text/format.ts'

/** Pixels of the picture of a heat map: more than a printer tells apart across a column. */
const PIXELS = { width: 1_600, height: 900 }

/** Colors of values as a picture for a figure, painted by what paints them on the screen. */
export function heatImage(
  paint: (context: CanvasRenderingContext2D, area: Area) => void,
  measures: Pick<Area, 'from' | 'to'> & { shareFromX: (x: number) => number; shareFromY: (y: number) => number },
): string {
  const canvas = document.createElement('canvas')
  canvas.width = PIXELS.width
  canvas.height = PIXELS.height
  const { from, to, shareFromX, shareFromY } = measures
  paint(canvas.getContext('2d')!, {
    ...{ left: 0, top: 0, ...PIXELS, ratio: 1, from, to },
    pixelFromX: (x) => shareFromX(x) * PIXELS.width,
    pixelFromY: (y) => (1 - shareFromY(y)) * PIXELS.height,
  })
  return canvas.toDataURL('image/png')
}

/** A matrix as a picture of one pixel an entry. */
export function pixelImage(pixels: Uint32Array, width: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = Math.max(1, pixels.length / width)
  const image = new ImageData(canvas.width, canvas.height)
  new Uint32Array(image.data.buffer).set(pixels)
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  return canvas.toDataURL('image/png')
}

const STOPS = 5

/** What colors of a heat map mean, as entries of a legend. */
export function heatLegend(range: HeatRange): LegendEntry[] {
  const { low, high, kind } = range
  return Array.from({ length: STOPS }, (_, i) => {
    const share = i / (STOPS - 1)
    const value = kind === 'log' ? low * (high / low) ** share : low * (1 - share) + high * share
    const pixel = paletteOf(range)[Math.round(share * 255)]!
    const bytes = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
    const color = `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    return { label: valueText(value, 3), color, dot: 'square' }
  })
}
