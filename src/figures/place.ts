import { stepAxis } from './axis.ts'
import type { AxisScale, FigurePanel } from './figure.ts'
import { LINEAR, LOG, measureOf, type Axis } from './measure.ts'

/** Where a panel's plot lies on the paper, and where numbers lie in it. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** NaN where a number has no place. */
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  /** The x at a place of the plot. */
  readonly xAt: (place: number) => number
}

const AXES: Record<AxisScale, Axis> = { linear: LINEAR, log: LOG, steps: stepAxis }

export function placeOf(
  { x, y }: Pick<FigurePanel, 'x' | 'y'>,
  { left, top, width, height }: Pick<Place, 'left' | 'top' | 'width' | 'height'>,
): Place {
  const { shareFromValue: across, valueFromShare } = measureOf(x, AXES[x.scale])
  const up = measureOf(y, AXES[y.scale]).shareFromValue
  return {
    left,
    top,
    width,
    height,
    x: (value) => left + across(value) * width,
    y: (value) => top + (1 - up(value)) * height,
    xAt: (place) => valueFromShare((place - left) / width),
  }
}
