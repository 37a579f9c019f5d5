import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'
import { freeRow, type Box } from './place-names.ts'

/** A color for each kind of mark: what the network did, what a person did, what broke, the step that is looked back at. */
const COLORS = {
  mark: 'var(--mark)',
  breakpoint: 'var(--lost)',
  command: 'var(--ink-3)',
  control: 'var(--ink-3)',
  failure: 'var(--failed)',
  pin: 'var(--ink)',
} as const

/** Something that happened at a place on the x axis: a hairline with its name at the top. */
export interface ChartMark {
  readonly x: number
  readonly label: string
  readonly kind: keyof typeof COLORS
  /** Whose it is, where several runs share a chart. */
  readonly color?: string
}

const ROWS = 3
const WIDE = 480

/**
 * Draws marks; a label that would cover another, or one of the names that stand there, goes a row lower, and is left
 * out where no row is free.
 */
export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: readonly ChartMark[],
  area: Area,
  names: readonly Box[],
): void {
  const { ratio } = area
  const taken = [...names]
  const standing = new Map<number, number>()
  context.save()
  context.font = `500 ${10.5 * ratio}px ${LABEL_FONT}`
  context.textBaseline = 'top'
  context.textAlign = 'left'
  context.lineWidth = ratio
  for (const { x, label, kind, color = COLORS[kind] } of marks) {
    if (x < area.from || x > area.to) continue
    const at = Math.round(area.pixelFromX(x)) + 0.5
    // There may be thousands, and what stands on one pixel already hides the rest.
    const before = standing.get(at) ?? 0
    if (before >= ROWS) continue
    standing.set(at, before + 1)
    context.strokeStyle = context.fillStyle = ink(color)
    context.setLineDash(kind === 'command' ? [2 * ratio, 3 * ratio] : [])
    context.beginPath()
    context.moveTo(at, area.top)
    context.lineTo(at, area.top + area.height)
    context.stroke()
    // On a small chart a person's own doings would hide what the network did; their names are under the run's facts.
    if (kind === 'command' && area.width < WIDE * ratio) continue
    const width = context.measureText(label).width
    const flipped = at + width + 5 * ratio > area.left + area.width
    const left = flipped ? at - width - 4 * ratio : at + 4 * ratio
    const rows = Array.from({ length: ROWS }, (_, i): Box => {
      const top = area.top + (2 + i * 13) * ratio
      return { left, right: left + width, top, bottom: top + 12 * ratio }
    })
    const row = freeRow(rows, taken, 6 * ratio)
    if (row === null) continue
    taken.push(row)
    // A halo of the ground keeps the name readable over a curve.
    context.setLineDash([])
    context.lineWidth = 4 * ratio
    context.strokeStyle = ink('var(--surface)')
    context.strokeText(label, left, row.top)
    context.lineWidth = ratio
    context.fillText(label, left, row.top)
  }
  context.restore()
}

export const LABEL_FONT = '"Inter Variable", system-ui, sans-serif'
