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
  /** As `--label` has it: what a run is called. */
  readonly labels?: readonly string[]
  /** As `--refine` has it: only the borders between labels are made close. */
  readonly refine?: number
  readonly picture: Picture
}

export type Picture = PhaseDiagram | PhaseMap | Curves | Profiles

/** Two settings span a plane; where a number of the runs passes a level is a line in it. */
export interface PhaseDiagram {
  readonly kind: 'phase-diagram'
  /** Settings of the grid, with what the axes say. */
  readonly x: NamedSetting
  readonly y: NamedSetting
  /** One that gives each of its values a panel of its own. */
  readonly panels?: string
  readonly of: Claimed
  /** What the number is called, and its level between the phases. */
  readonly label: string
  readonly level: number
  /** Whether it passes the level from above as x grows. */
  readonly falls?: boolean
  /** What the number is below the level, and above. */
  readonly phases: readonly [below: string, above: string]
  readonly theory: {
    readonly label: string
    /** Where on x theory has the line, in a panel (null where there is one), at some place of y; null where it has none. */
    readonly at: (panel: ParameterValue | null, y: number, steps: number) => number | null
  }
}

/** Two settings span a plane, in which each run has the color of its label. */
export interface PhaseMap {
  readonly kind: 'phase-map'
  /** Settings of the grid, of which each value has a row or a column as wide as any other. */
  readonly x: NamedSetting
  readonly y: NamedSetting
  /** What the labels are of, and by which criterion, for the caption. */
  readonly label: string
  readonly criterion: string
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
  /** Through the runs of each curve, whose numbers are above 0: a power of x, or one above an asymptote that is found with it. */
  readonly fit?: 'power-law' | 'scaling-law'
  readonly theory?: {
    readonly label: string
    /** What theory says at some place of x, between those of runs too; null where it says nothing. */
    readonly at: (x: number, settings: ParameterValues) => number | null
  }
}

/**
 * What each run measures of itself along an axis (the probe `profile`, which has to be attached), at its end: a curve for each value of a
 * setting, upon the law that the run gives beside it.
 */
export interface Profiles {
  readonly kind: 'profiles'
  /** The part of the profile. */
  readonly profile: string
  readonly x: PictureAxis & { readonly scale?: PictureScale }
  readonly by?: NamedSetting
  readonly panels?: string
  readonly label: string
  readonly scale?: PictureScale
  readonly fit?: 'power-law'
  /** What the law is called. */
  readonly theory?: string
}

type NamedSetting = PictureAxis

/** What a figure shows, in words. */
export function figureText(picture: Picture): string {
  const { x, label } = picture
  if (picture.kind === 'phase-diagram' || picture.kind === 'phase-map')
    return `${label} over ${x.label} and ${picture.y.label}`
  return `${label} over ${x.label}${picture.by === undefined ? '' : `, by ${picture.by.label}`}`
}
