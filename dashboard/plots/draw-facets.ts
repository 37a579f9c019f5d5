import type { LabeledPoint, PointFacet } from '#dashboard/series/tables.ts'
import { linearTicks } from '#src/figures/axis.ts'
import { ink } from './ink.ts'
import { AXIS_FONT } from './text-width.ts'

/** How pictures of points are drawn: all on one scale, as wide as high. */
export interface FacetLook {
  /** The coordinate at the edge of each picture. */
  readonly reach: number
  readonly color: string
  readonly path: 'open' | 'closed' | null
  /** What stands above a picture; empty where there is one. */
  readonly titleOf: (facet: PointFacet) => string
  readonly pointed: { readonly facet: number; readonly label: number } | null
}

/** Where a picture stands, in CSS pixels: its middle, and from there to its edge. */
export interface FacetBox {
  readonly x: number
  readonly y: number
  readonly half: number
}

const TITLE = 16
/** Beneath a picture, for its scale. */
const FOOT = 20
/** So few points have room for their names. */
const NAMED = 24

/** The boxes of so many pictures, as large as they can be in a width and height. */
export function facetBoxes(count: number, width: number, height: number, titled: boolean): FacetBox[] {
  const title = titled ? TITLE : 0
  const sideWith = (cols: number) => Math.min(width / cols, height / Math.ceil(count / cols) - title - FOOT)
  const counts = Array.from({ length: Math.max(1, count) }, (_, i) => i + 1)
  const cols = counts.reduce((best, next) => (sideWith(next) > sideWith(best) ? next : best), 1)
  const side = Math.max(0, sideWith(cols))
  const row = height / Math.max(1, Math.ceil(count / cols))
  return Array.from({ length: count }, (_, i) => ({
    x: ((i % cols) + 0.5) * (width / cols),
    y: (Math.floor(i / cols) + 0.5) * row + (title - FOOT) / 2,
    half: Math.max(0, side / 2 - 4),
  }))
}

/** Where a point is drawn. */
export function placeIn({ x, y, half }: FacetBox, reach: number, point: { readonly x: number; readonly y: number }) {
  return { left: x + (point.x / reach) * half, top: y - (point.y / reach) * half }
}

/** Draws pictures, one a box, in CSS pixels. */
export function drawFacets(
  context: CanvasRenderingContext2D,
  facets: readonly PointFacet[],
  boxes: readonly FacetBox[],
  look: FacetLook,
): void {
  facets.forEach((facet, i) => {
    const box = boxes[i]
    if (box === undefined) return
    drawAxes(context, box, look, look.titleOf(facet))
    drawSpreads(context, facet.points, box, look)
    drawJoined(context, facet.points, box, look)
    drawDots(context, facet, box, look)
  })
}

function drawAxes(context: CanvasRenderingContext2D, box: FacetBox, { reach }: FacetLook, title: string): void {
  const { x, y, half } = box
  context.strokeStyle = ink('var(--grid)')
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(x - half, y)
  context.lineTo(x + half, y)
  context.moveTo(x, y - half)
  context.lineTo(x, y + half)
  context.stroke()
  context.font = AXIS_FONT
  context.fillStyle = ink('var(--ink-3)')
  context.textAlign = 'center'
  context.textBaseline = 'top'
  context.fillText(title, x, y - half - TITLE + 1)
  drawScale(context, box, reach)
}

/** How long a round number is: a bar beneath the picture, from its middle on, with the number at its end. */
function drawScale(context: CanvasRenderingContext2D, { x, y, half }: FacetBox, reach: number): void {
  const length = linearTicks(0, reach, 2).at(-1) ?? 0
  if (length <= 0) return
  const [end, foot] = [x + (length / reach) * half, y + half + 4]
  context.strokeStyle = ink('var(--ink-3)')
  context.beginPath()
  context.moveTo(x, foot - 3)
  context.lineTo(x, foot + 3)
  context.moveTo(x, foot)
  context.lineTo(end, foot)
  context.moveTo(end, foot - 3)
  context.lineTo(end, foot + 3)
  context.stroke()
  context.fillText(String(length), (x + end) / 2, foot + 2)
}

function drawSpreads(
  context: CanvasRenderingContext2D,
  points: readonly LabeledPoint[],
  box: FacetBox,
  look: FacetLook,
): void {
  const scale = box.half / look.reach
  context.save()
  context.fillStyle = ink(look.color)
  for (const point of points) {
    const { left, top } = placeIn(box, look.reach, point)
    if (point.spread === null || !Number.isFinite(left + top + point.spread.major)) continue
    const { major, minor, angle } = point.spread
    context.globalAlpha = points.length > NAMED ? 0.06 : 0.16
    context.beginPath()
    context.ellipse(left, top, major * scale, minor * scale, -angle, 0, 2 * Math.PI)
    context.fill()
  }
  context.restore()
}

function drawJoined(
  context: CanvasRenderingContext2D,
  points: readonly LabeledPoint[],
  box: FacetBox,
  look: FacetLook,
): void {
  if (look.path === null) return
  const places = points
    .map((point) => placeIn(box, look.reach, point))
    .filter(({ left, top }) => Number.isFinite(left + top))
  context.save()
  context.globalAlpha = 0.45
  context.strokeStyle = ink(look.color)
  context.lineWidth = 1
  context.lineJoin = 'round'
  context.beginPath()
  for (const { left, top } of places) context.lineTo(left, top)
  if (look.path === 'closed') context.closePath()
  context.stroke()
  context.restore()
}

function drawDots(
  context: CanvasRenderingContext2D,
  { facet, points }: PointFacet,
  box: FacetBox,
  look: FacetLook,
): void {
  const named = points.length <= NAMED
  const radius = Math.max(1.6, Math.min(3, box.half / 36))
  context.font = AXIS_FONT
  context.textAlign = 'center'
  context.textBaseline = 'bottom'
  for (const point of points) {
    const { left, top } = placeIn(box, look.reach, point)
    if (!Number.isFinite(left + top)) continue
    const isPointed = look.pointed?.facet === facet && look.pointed.label === point.label
    context.fillStyle = ink(isPointed ? 'var(--ink)' : look.color)
    context.beginPath()
    context.arc(left, top, isPointed ? radius + 2 : radius, 0, 2 * Math.PI)
    context.fill()
    if (!named && !isPointed) continue
    context.fillStyle = ink('var(--ink-2)')
    context.fillText(String(point.label), left, top - radius - 1)
  }
}
