import { LABEL_FONT } from './draw-marks.ts'

/** Labels on an axis, in CSS pixels. */
export const AXIS_FONT = `400 11px ${LABEL_FONT}`

/** How wide labels of an axis are, in CSS pixels, on the canvas that they are written on: it takes its figures from the page. */
export function widthOn(context: CanvasRenderingContext2D): (text: string) => number {
  return (text) => {
    context.save()
    context.font = AXIS_FONT
    const { width } = context.measureText(text)
    context.restore()
    return width
  }
}
