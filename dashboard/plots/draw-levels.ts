import { lineOver, type Stretch } from '#src/figures/stretch.ts'
import type { Area } from './draw-lines.ts'
import { LABEL_FONT } from './draw-marks.ts'
import { ink } from './ink.ts'
import { freeRow, type Box } from './place-names.ts'

/** A value that theory predicts, or an experiment claims: a dotted hairline over what it is about, with its name at the left. */
export interface Level {
  readonly value: number
  readonly label: string
  /** What of the x axis it is about; the whole chart if nothing is said. */
  readonly over?: Stretch
}

/** Draws the hairlines, which curves are drawn upon. */
export function drawLevels(context: CanvasRenderingContext2D, levels: readonly Level[], area: Area): void {
  const { ratio } = area
  context.save()
  context.strokeStyle = ink('var(--ink-3)')
  context.lineWidth = ratio
  context.setLineDash([1.5 * ratio, 3 * ratio])
  context.beginPath()
  for (const level of levels) {
    const across = acrossOf(level, area)
    if (across === null) continue
    const y = rowOf(level.value, area)
    context.moveTo(across.left, y)
    context.lineTo(across.right, y)
  }
  context.stroke()
  context.restore()
}

/**
 * Writes their names, upon the curves and with the paper around each letter: a curve that keeps to its theory would strike
 * its name out. A name that does not fit, or would stand upon another, is left out: the card says it.
 */
export function writeLevels(context: CanvasRenderingContext2D, levels: readonly Level[], area: Area): void {
  const { ratio } = area
  const taken: Box[] = []
  context.save()
  context.font = `500 ${10.5 * ratio}px ${LABEL_FONT}`
  context.fillStyle = ink('var(--ink-3)')
  context.strokeStyle = ink('var(--surface)')
  context.lineWidth = 3 * ratio
  context.lineJoin = 'round'
  context.textAlign = 'left'
  for (const level of levels) {
    const { value, label } = level
    const across = acrossOf(level, area)
    if (across === null) continue
    const y = rowOf(value, area)
    // Above the line where there is room for it, else below.
    const isHigh = y - area.top < 16 * ratio
    context.textBaseline = isHigh ? 'top' : 'bottom'
    const { width } = context.measureText(label)
    if (width > area.width - 8 * ratio) continue
    const left = Math.min(across.left, area.left + area.width - width - 8 * ratio) + 4 * ratio
    const top = y + (isHigh ? 2 : -14) * ratio
    const box = freeRow([{ left, right: left + width, top, bottom: top + 12 * ratio }], taken, 0)
    if (box === null) continue
    taken.push(box)
    context.globalAlpha = 0.75 // a curve behind it can be followed
    context.strokeText(label, left, y + (isHigh ? 2 : -2) * ratio)
    context.globalAlpha = 1
    context.fillText(label, left, y + (isHigh ? 2 : -2) * ratio)
  }
  context.restore()
}

function acrossOf({ over = {} }: Level, { left, width, ratio, pixelFromX }: Area) {
  return lineOver(over, { left, width, x: pixelFromX, least: LEAST_LENGTH * ratio })
}

/** Of a line that is about one step. */
const LEAST_LENGTH = 24

function rowOf(value: number, { pixelFromY }: Area): number {
  return Math.round(pixelFromY(value)) + 0.5
}
