import type { Area } from './draw-lines.ts'
import type { Range } from '#dashboard/series/range.ts'
import { ink } from './ink.ts'
import { namesOver, type PlacedNames } from './shifted-names.ts'

/** A color for each kind of mark: what the network did, what a person did or noted, what broke, the step that is looked back at. */
export const MARK_COLORS = {
  mark: 'var(--mark)',
  breakpoint: 'var(--lost)',
  command: 'var(--ink-3)',
  control: 'var(--ink-3)',
  failure: 'var(--failed)',
  note: 'var(--note)',
  pin: 'var(--ink)',
} as const

/** Something that happened at a place on the x axis: a hairline, with its name above the plot where there is room. */
export interface ChartMark {
  readonly x: number
  readonly label: string
  readonly kind: keyof typeof MARK_COLORS
  /** Whose it is, where several runs share a chart. */
  readonly color?: string
  /** Where it ends, of one that goes over a stretch. */
  readonly to?: number
  /** All that it says, of one whose label is short. */
  readonly about?: string
  /** The stretch in which it begins, where that is not known to the step. */
  readonly fringe?: { readonly from: number; readonly to: number }
  /** Draws what of it is more than a hairline. */
  readonly drawnBy?: MarkPainter
}

/** Draws all marks of a chart that are its own, under the curves and over them; its code comes when there are such marks. */
export interface MarkPainter {
  readonly under: (context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area) => void
  readonly over: (context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area) => void
}

/** Whether a mark has a place on a stretch of the x axis. */
export function isWithin({ x, to = x }: ChartMark, stretch: Range): boolean {
  return to >= stretch.from && x <= stretch.to
}

/** The room for names above a plot, in CSS pixels. */
export const NAMES_HEIGHT = 14
/** So many hairlines would be a fence before the curves: more are pale. */
const MANY = 20
/** Arrows to what is infinite stand between them and the plot. */
const ARROWS = 7

/** Draws the hairlines of marks over a plot. There may be thousands, and what stands on one pixel hides the rest. */
export function drawMarks(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  const { ratio } = area
  const happened = marks.filter(({ kind }) => kind !== 'note')
  const standing = new Set<number>()
  context.save()
  context.lineWidth = ratio
  const within = happened.filter((mark) => isWithin(mark, area)).length
  context.globalAlpha = within > MANY ? 0.3 : 1
  for (const { x, kind, color = MARK_COLORS[kind] } of happened) {
    if (x < area.from || x > area.to) continue
    const at = Math.round(area.pixelFromX(x)) + 0.5
    if (standing.has(at)) continue
    standing.add(at)
    context.strokeStyle = ink(color)
    context.setLineDash(kind === 'command' ? [2 * ratio, 3 * ratio] : [])
    context.beginPath()
    context.moveTo(at, area.top)
    context.lineTo(at, area.top + area.height)
    context.stroke()
  }
  context.restore()
}

/**
 * Writes the names of marks above a plot, where no curve is: what matters most first, as many as there is room for, and
 * how many there are besides. The foot of the panel says those under the pointer.
 */
export function writeMarks(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  const { ratio } = area
  context.save()
  context.font = `500 ${10.5 * ratio}px ${LABEL_FONT}`
  context.textBaseline = 'top'
  context.textAlign = 'left'
  const placed = namesOver(marks, area, (text) => context.measureText(text).width)
  const { names, more } = placed
  const top = area.top - (NAMES_HEIGHT + ARROWS) * ratio
  for (const { left, mark } of names) {
    // The color of a run is that of a line, and too pale for a text.
    context.fillStyle = ink(mark.color === undefined ? MARK_COLORS[mark.kind] : 'var(--ink-2)')
    context.fillText(mark.label, left, top)
  }
  if (more !== null) {
    context.fillStyle = ink('var(--ink-3)')
    context.fillText(more.text, more.left, top)
  }
  if (placed.areShifted) leadToMarks(context, names, area)
  context.restore()
}

/** A line from each name that stands beside its mark to that. */
function leadToMarks(context: CanvasRenderingContext2D, names: PlacedNames['names'], area: Area): void {
  const { ratio, top } = area
  context.lineWidth = ratio
  context.globalAlpha = 0.6
  for (const { left, right, mark } of names) {
    const at = area.pixelFromX(Math.max(mark.x, area.from))
    const from = Math.min(Math.max(at, left), right)
    context.strokeStyle = ink(mark.color ?? MARK_COLORS[mark.kind])
    context.beginPath()
    context.moveTo(from, top - (ARROWS + 2) * ratio)
    context.lineTo(at, top)
    context.stroke()
  }
}

export const LABEL_FONT = '"Inter Variable", system-ui, sans-serif'
