import type { Stretch } from './stretch.ts'

/**
 * A figure for paper, as data: what a page shows or a command asks for, with all that a reader of the paper needs beside it.
 * Lengths are points (1/72 inch), as in a journal's instructions; colors are hexadecimal.
 */
export interface Figure {
  readonly width: number
  /** Of one panel with its axes, without the legend. */
  readonly height: number
  /** Panels beside each other. */
  readonly columns: number
  readonly panels: readonly FigurePanel[]
  readonly legend: FigureLegend | null
  /** How what is drawn was computed, for the caption: also what the file says of itself. */
  readonly note: string
}

export interface FigurePanel {
  readonly title: string
  readonly x: FigureAxis
  readonly y: FigureAxis
  /** Drawn in this order, the first at the back. */
  readonly layers: readonly Layer[]
}

export interface FigureAxis {
  /** With its unit, where it has one. */
  readonly label: string
  readonly scale: AxisScale
  readonly from: number
  readonly to: number
  /** What ticks say, where these are not plain numbers; at which values, where only these have one. */
  readonly ticks?: 'steps' | 'seconds' | readonly { readonly at: number; readonly text: string }[]
}

/** `steps`: logarithmic from 1 upwards, with a place for 0. */
export type AxisScale = 'linear' | 'log' | 'steps'

export interface FigureLegend {
  /** What the entries are values of. */
  readonly title: string
  readonly entries: readonly LegendEntry[]
}

export interface LegendEntry {
  readonly label: string
  readonly color: string
  readonly dash?: readonly number[]
  /** In the place of a line a dot, filled or open, or a square of what is drawn as area. */
  readonly dot?: 'filled' | 'open' | 'square'
}

/** Something that happened at a place of the x axis, or a note on a stretch of it. */
export interface FigureMark {
  readonly at: number
  /** Where it ends, of one that goes over a stretch; infinite where it has no end. */
  readonly to?: number
  /** The stretch in which it begins, where that is not known exactly. */
  readonly fringe?: { readonly from: number; readonly to: number }
  readonly label: string
  /** All that it says, where the label is short. */
  readonly about?: string
  readonly color: string
  readonly dash?: readonly number[]
}

/** Whose a layer is: a group of the legend, or a run of it. */
interface Owned {
  readonly group?: string
  readonly run?: string
}

/** Numbers in the order of x. What has no place on the axes (NaN, infinities, 0 on a log axis) leaves a gap. */
export type Layer = Owned & Drawn

type Drawn =
  | {
      readonly kind: 'line'
      readonly x: ArrayLike<number>
      readonly y: ArrayLike<number>
      readonly color: string
      readonly width?: number
      readonly opacity?: number
      readonly dash?: readonly number[]
    }
  | {
      readonly kind: 'band'
      readonly x: ArrayLike<number>
      readonly low: ArrayLike<number>
      readonly high: ArrayLike<number>
      readonly color: string
    }
  /** Upright strokes from low to high: the extremes of what one pixel stands for, or the interval of an estimate. */
  | {
      readonly kind: 'intervals'
      readonly x: ArrayLike<number>
      readonly low: ArrayLike<number>
      readonly high: ArrayLike<number>
      readonly color: string
      readonly width?: number
      readonly opacity?: number
    }
  | {
      readonly kind: 'dots'
      readonly x: ArrayLike<number>
      readonly y: ArrayLike<number>
      readonly color: string
      /** Open: the value is beyond what was measured. */
      readonly open?: boolean
      readonly radius?: number
      /** What each says under a pointer. */
      readonly titles?: readonly string[]
    }
  /** A line across the panel, at a value of one axis. */
  | {
      readonly kind: 'rule'
      readonly axis: 'x' | 'y'
      readonly at: number
      /** Of a value of the y axis: what of the x axis it is about; all of it if nothing is said. */
      readonly over?: Stretch
      readonly label: string
      readonly color: string
    }
  /** Cells of a grid, each with a color; `x` and `y` are their edges, one more than cells. `colors` row by row from below. */
  | {
      readonly kind: 'cells'
      readonly x: ArrayLike<number>
      readonly y: ArrayLike<number>
      readonly colors: readonly string[]
      readonly titles?: readonly string[]
    }
  /** A picture that fills a part of the plot, such as colors of very many values; `href` is its data URL. */
  | {
      readonly kind: 'image'
      readonly x: readonly [from: number, to: number]
      readonly y: readonly [from: number, to: number]
      readonly href: string
    }
  /** Hairlines, shaded where they go over a stretch, each with its name where there is room for it. */
  | { readonly kind: 'marks'; readonly marks: readonly FigureMark[] }
  /** Where values have no height on the axis: NaN at the foot, ∞ at the top, −∞ at the bottom. */
  | {
      readonly kind: 'beyond'
      readonly x: ArrayLike<number>
      readonly where: 'foot' | 'top' | 'bottom'
      readonly color: string
    }
