import type { Range } from '#dashboard/series/range.ts'
import { drawBand, type BandLayer } from '../plots/draw-band.ts'
import { drawLevels, writeLevels, type Level } from '../plots/draw-levels.ts'
import type { Area } from '../plots/draw-lines.ts'
import type { ChartMark } from '../plots/draw-marks.ts'
import { symmetricLog } from '#src/figures/measure.ts'
import { smoothed, type Smoother } from '#dashboard/series/smooth.ts'
import { axisRange, symmetricRange, type Extent } from '../plots/envelope.ts'
import type { Scene } from '../plots/scene.ts'
import type { BandCurve, BandGroup, Lit } from './band.ts'

/** The layers of a chart: the groups of each of its series, by a style that tells the series apart. */
export interface BandLayers {
  readonly all: readonly (BandLayer & { readonly group: BandGroup; readonly series: string })[]
}

export function layersOf(
  curves: readonly BandCurve[],
  facet: string | null,
  dashOf: (curve: BandCurve, index: number) => readonly number[],
  smoother: Smoother | null = null,
): BandLayers {
  const all = curves.flatMap((curve, i) =>
    (curve.groups ?? [])
      .filter(({ look }) => look.facet === facet)
      .map((group) => {
        const { x, center, low, high, members, look } = group
        const dash = curves.length > 1 ? dashOf(curve, i) : look.style.dash
        const style = { color: look.style.color, dash }
        const shown = smoother === null ? { center } : { center: smoothed(x, center, smoother), raw: center }
        return { x, ...shown, low, high, members, style, group, series: curve.declaration.name }
      }),
  )
  return { all }
}

/** The value axis of some layers over a stretch of x: charts side by side share one. */
export function bandRange(
  layers: readonly BandLayers[],
  x: Range,
  logY: boolean,
  declared: readonly [number, number] | null,
  levels: readonly Level[] = [],
  symmetricY: number | null = null,
): [number, number] {
  const extents = bandExtents(layers, x, logY)
  if (symmetricY !== null) return symmetricRange(extents, symmetricLog(symmetricY))
  return axisRange([...extents, ...levels.map(({ value }) => ({ min: value, max: value }))], logY, declared)
}

/** Of each layer what it needs of a value axis over a stretch of x; null where it has nothing there. */
export function bandExtents(layers: readonly BandLayers[], x: Range, logY: boolean): (Extent | null)[] {
  return layers.flatMap(({ all }) => all.map((layer) => extentOf(layer, x, logY)))
}

function extentOf({ x, center, low, high, members }: BandLayer, { from, to }: Range, log: boolean): Extent | null {
  let [min, max] = [Infinity, -Infinity]
  const take = (value: number) => {
    if (!Number.isFinite(value) || (log && value <= 0)) return
    if (value < min) min = value
    if (value > max) max = value
  }
  const rows = [center, low, high]
  for (let at = 0; members !== null && at < members.length; at += x.length)
    rows.push(members.subarray(at, at + x.length))
  for (let i = 0; i < x.length; i++) if (x[i]! >= from && x[i]! <= to) for (const row of rows) take(row[i]!)
  return max < min ? null : { min, max }
}

/** What is not lit, as a share of its ink. */
const DIM = 0.22

/**
 * A chart of bands. All of it is drawn once into a picture of its own: as the pointer goes over groups, that picture is shown
 * pale and the one that is lit drawn over it, since fifty lines in twenty panels are not drawn within a frame.
 */
export class BandPicture {
  readonly #layers: BandLayers
  #canvas: OffscreenCanvas | null = null
  #made = ''

  constructor(layers: BandLayers) {
    this.#layers = layers
  }

  scene(
    x: Range,
    y: [number, number],
    marks: readonly ChartMark[],
    lit: Lit | null,
    theme: string,
    logs: string,
    levels: readonly Level[],
  ): Scene {
    const known = lit !== null && this.#layers.all.some(({ group }) => group.look.id === lit.group) ? lit : null
    return {
      x,
      y,
      marks,
      paint: (context, area) => {
        drawLevels(context, levels, area)
        const picture = this.#picture(area, [theme, logs, ...y].join(' '))
        context.save()
        if (known !== null) context.globalAlpha = DIM
        context.drawImage(picture, Math.floor(area.left), Math.floor(area.top))
        context.restore()
        if (known !== null) for (const layer of this.#lit(known)) drawBand(context, layer, area)
        writeLevels(context, levels, area)
      },
    }
  }

  #lit({ group: id, run }: Lit): BandLayer[] {
    return this.#layers.all
      .filter(({ group }) => group.look.id === id)
      .map((layer) => {
        const { group } = layer
        const place = run === null ? -1 : group.runs.indexOf(run)
        return { ...layer, members: group.members, strong: place < 0 ? null : place }
      })
  }

  #picture(area: Area, look: string): OffscreenCanvas {
    const { left, top, width, height, from, to, ratio } = area
    const made = [look, left, top, width, height, from, to, ratio].join(' ')
    if (this.#canvas !== null && this.#made === made) return this.#canvas
    const [offX, offY] = [Math.floor(left), Math.floor(top)]
    const canvas = new OffscreenCanvas(Math.ceil(width) + 1, Math.ceil(height) + 1)
    const context = canvas.getContext('2d') as unknown as CanvasRenderingContext2D
    context.translate(-offX, -offY)
    for (const layer of this.#layers.all) drawBand(context, layer, area)
    this.#canvas = canvas
    this.#made = made
    return canvas
  }
}
