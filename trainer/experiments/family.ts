import type { Claimed, ParameterValue, ParameterValues, PictureAxis, PictureScale } from '#src/vocabulary/index.ts'

/**
 * Runs of an experiment that are looked at together: which these are, as a sweep says it, and what they are drawn as. One
 * command makes what is missing of them and draws (`phasescope figure <experiment>`), and a page draws them while they are made.
 */
export interface Family {
  /** As `--grid` has it: `weightVariance=0.5,1,2` */
  readonly grid: readonly string[]
  /** What all of them have, as `--set` has it. */
  readonly set?: readonly string[]
  /** As `--seeds` has it; one if left out. */
  readonly seeds?: string
  /** Of each run; the experiment's own if left out. */
  readonly steps?: number
  readonly picture: Picture
}

export type Picture = PhaseDiagram | Curves

/** Two settings span a plane; where a number of the runs passes a level is a line in it. */
export interface PhaseDiagram {
  readonly kind: 'phase-diagram'
  /** Settings of the grid, with what the axes say. */
  readonly x: NamedSetting
  readonly y: NamedSetting
  /** One that gives each of its values a panel of its own. */
  readonly panels: string
  readonly of: Claimed
  /** What the number is called, and its level between the phases. */
  readonly label: string
  readonly level: number
  /** What the number is below the level, and above. */
  readonly phases: readonly [below: string, above: string]
  readonly theory: {
    readonly label: string
    /** Where on x theory has the line, in a panel, at some place of y; null where it has none. */
    readonly at: (panel: ParameterValue, y: number, steps: number) => number | null
  }
}

/** One number of each run over a setting; a curve for each value of another. */
export interface Curves {
  readonly kind: 'curves'
  readonly x: NamedSetting & { readonly scale?: PictureScale }
  readonly by?: NamedSetting
  /** One that gives each of its values a panel of its own. */
  readonly panels?: string
  readonly of: Claimed
  readonly label: string
  readonly scale?: PictureScale
  /** Through the runs of each curve, whose numbers are above 0. */
  readonly fit?: 'power-law'
  readonly theory?: {
    readonly label: string
    /** What theory says at some place of x, between those of runs too; null where it says nothing. */
    readonly at: (x: number, settings: ParameterValues) => number | null
  }
}

type NamedSetting = PictureAxis
