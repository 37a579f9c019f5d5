import type { ParameterValue } from './experiment.ts'

/** What the runs of a family come to, in numbers that a figure is drawn from: plain data, which JSON holds as it is. */
export type PictureData = PhaseDiagramData | CurvesData

/** A number of runs over two of their settings, and the line on which it passes a level: measured, and by theory. */
export interface PhaseDiagramData {
  readonly kind: 'phase-diagram'
  readonly x: PictureAxis
  readonly y: PictureAxis
  /** The setting that gives each of its values a panel. */
  readonly panelsBy: string
  /** What the number is called. */
  readonly label: string
  readonly level: number
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

/** y = factor · x^exponent, with the 95 % interval of the exponent. */
export interface PowerLaw {
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
