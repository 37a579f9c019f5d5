import type { ParameterValue } from './experiment.ts'
import type { SweepOrder, SweepStatus } from './sweep.ts'

/** What the runs of a family come to, in numbers that a figure is drawn from: plain data, which JSON holds as it is. */
export type PictureData = PhaseDiagramData | PhaseMapData | CurvesData

/** The figure of an experiment as far as its runs are there. */
export interface FigureSoFar {
  readonly experiment: string
  /** The sweep that its runs are: to start it makes what is missing of them. */
  readonly order: SweepOrder
  /** Runs that it is made of (of a sweep that refines those asked for so far), and those that are complete. */
  readonly runs: number
  readonly completed: number
  /** How the sweep stands; null where nobody has started it. */
  readonly sweep: SweepStatus | null
  readonly picture: PictureData
}

/** A number of runs over two of their settings, and the line on which it passes a level: measured, and by theory. */
export interface PhaseDiagramData {
  readonly kind: 'phase-diagram'
  readonly x: PictureAxis
  readonly y: PictureAxis
  /** The setting that gives each of its values a panel; null where there is one. */
  readonly panelsBy: string | null
  /** What the number is called. */
  readonly label: string
  readonly level: number
  /** Whether it passes the level from above as x grows. */
  readonly falls: boolean
  readonly phases: readonly [below: string, above: string]
  readonly theory: string
  readonly panels: readonly {
    readonly title: string
    readonly xs: readonly number[]
    readonly ys: readonly number[]
    /** Row by row from the least y; null where there is no number (yet). */
    readonly values: readonly (number | null)[]
    readonly theory: Places
  }[]
  /** How it was made, for a caption. */
  readonly note: string
}

/** What runs are called, over two of their settings. */
export interface PhaseMapData {
  readonly kind: 'phase-map'
  readonly x: PictureAxis
  readonly y: PictureAxis
  readonly label: string
  readonly xs: readonly number[]
  readonly ys: readonly number[]
  /** Names of the labels. */
  readonly labels: readonly string[]
  /** Row by row from the least y, the number of the label; null where there is none (yet). */
  readonly cells: readonly (number | null)[]
  /** Whether a run has said so; where none has, the nearest run did. */
  readonly made: readonly boolean[]
  readonly note: string
}

/** A number of runs over a setting, a curve for each value of another, each with what theory says and a power law through it. */
export interface CurvesData {
  readonly kind: 'curves'
  readonly x: PictureAxis & { readonly scale: PictureScale }
  /** The setting of which each value has a curve; null where there is one. */
  readonly by: PictureAxis | null
  /** The setting that gives each of its values a panel; null where there is one. */
  readonly panelsBy: string | null
  readonly label: string
  readonly scale: PictureScale
  /** What the line of theory is called; null where there is none. */
  readonly theory: string | null
  readonly panels: readonly CurvesPanel[]
  readonly note: string
}

export interface CurvesPanel {
  readonly title: string
  readonly curves: readonly PictureCurve[]
}

export interface PictureCurve {
  /** Of the setting that tells curves apart; null where there is one curve. */
  readonly value: ParameterValue | null
  /** Where a run has ended with a number, in order of x. */
  readonly points: readonly CurvePoint[]
  /** The line of theory, at more places than there are runs. */
  readonly theory: Places
  readonly fit: PowerLaw | null
}

/** What the runs of a place come to: over seeds their mean, and the least and greatest of them. */
export interface CurvePoint {
  readonly x: number
  readonly value: number
  readonly low: number
  readonly high: number
  readonly runs: number
  /** What theory says just there. */
  readonly theory: number | null
}

/** y = asymptote + factor · x^exponent, with the 95 % interval of the exponent. */
export interface PowerLaw {
  /** Left out of a power law alone, which has 0. */
  readonly asymptote?: { readonly value: number; readonly low: number; readonly high: number }
  readonly factor: number
  readonly exponent: number
  readonly low: number
  readonly high: number
  /** Through so many runs. */
  readonly runs: number
}

export type PictureScale = 'linear' | 'log'

export interface PictureAxis {
  readonly key: string
  readonly label: string
}

export interface Places {
  readonly x: readonly number[]
  readonly y: readonly number[]
}
