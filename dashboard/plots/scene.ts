import type { Range } from '#dashboard/series/range.ts'
import type { Area } from './draw-lines.ts'
import type { ChartMark } from './draw-marks.ts'

/** What a chart shows at one moment. `paint` draws what lies between the grid and the marks. */
export interface Scene {
  readonly x: Range
  readonly y: readonly [number, number]
  readonly marks: readonly ChartMark[]
  readonly paint: (context: CanvasRenderingContext2D, area: Area) => void
  /** Draws what stands around the plot, along its edges. */
  readonly paintBeside?: (context: CanvasRenderingContext2D, area: Area) => void
}

/** What does not change during a chart's life; when it does, the chart is built again. */
export interface PlotArea {
  readonly height: number
  readonly logX: boolean
  /** Whether x may be below 0, and has no log axis. */
  readonly signedX?: boolean
  /** Where the ticks of the x axis go, if not at round numbers. */
  readonly xTicks?: readonly number[]
  /** Whether values lie along the x axis, and not steps or seconds. */
  readonly xIsValue?: boolean
  readonly logY: boolean
  /** Of a symmetric logarithmic value axis, where it turns linear: a power of ten. */
  readonly symmetricY?: number | null
  /** What a tick of the x axis says; as on the value axis, if left out. */
  readonly xText?: (x: number) => string
  readonly flippedY?: boolean
  /** Names along the value axis instead of numbers: of rows. */
  readonly yLabels?: readonly { readonly at: number; readonly text: string }[]
  /** Theme: the canvas asks for its colors again. */
  readonly theme: string
}

export interface Gestures {
  /** Where the pointer is, in the units of both axes. */
  readonly cursor: (x: number | null, y: number | null) => void
  readonly zoom: (range: Range) => void
  /** A drag over a stretch, where that is to do something else than zoom. */
  readonly select?: (range: Range) => void
  readonly reset: () => void
  /** A click, which asks what can be done at that place; null where it was the first of a double click. */
  readonly pick?: (place: Picked | null) => void
}

/** A place on the x axis, and where on the screen it was pointed at. */
export interface Picked {
  readonly x: number
  readonly left: number
  readonly top: number
}
