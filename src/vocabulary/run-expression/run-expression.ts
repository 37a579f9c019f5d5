import type { Arithmetic, Comparison } from '../condition/condition.ts'
import type { TransitionFunction } from './transition-functions.ts'

/**
 * What can be asked of a run as a whole, as plain data: the conditions by which runs are found and the values by which they
 * are sorted, compared and shown. README.md says what each means.
 */

/** A value of a run; null where the run has none. */
export type RunValue = number | string | null

/** What an expression reads of a run. */
export type RunRead =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly name: RunField }
  | { readonly kind: 'parameter' | 'summary'; readonly name: string }
  | { readonly kind: 'series'; readonly of: SeriesFunction; readonly series: string }
  | { readonly kind: 'at'; readonly series: string; readonly step: RunExpression }
  | { readonly kind: 'area'; readonly series: string }
  | { readonly kind: 'reached'; readonly series: string; readonly level: RunExpression }
  | { readonly kind: 'onset'; readonly mark: string }
  | { readonly kind: 'transition'; readonly of: TransitionFunction; readonly mark: string }

export type RunExpression = Arithmetic<RunRead>

export type RunClause =
  | { readonly kind: 'and' | 'or'; readonly of: readonly RunClause[] }
  | { readonly kind: 'not'; readonly of: RunClause }
  | {
      readonly kind: 'compare'
      readonly operator: Comparison
      readonly left: RunExpression
      readonly right: RunExpression
    }
  | { readonly kind: 'matches'; readonly of: RunExpression; readonly pattern: string }
  | { readonly kind: 'finite'; readonly of: RunExpression; readonly finite: boolean }
  | { readonly kind: 'absent'; readonly of: RunExpression; readonly absent: boolean }

/** What a run says of itself, by the name that an expression has for it. */
export const RUN_FIELDS = {
  id: 'its id',
  name: 'its name, as it was given or last changed',
  experiment: 'the id of its experiment, or its project',
  project: 'the same: a run that another program logs is of a project',
  group: 'the sweep or study that it is a member of',
  tag: 'its tags; compared, any of them',
  note: 'its note',
  status: 'running, paused, completed, stopped, failed or lost',
  host: 'the machine that trained it',
  backend: 'what computed it: tensorflow or wasm, or the framework of a foreign run',
  client: 'what logs it, of a run that another framework trains: python, js, import',
  version: 'the version of Phasescope that made it, or of that client',
  commit: 'the git commit of the code that trained it',
  parent: 'the id of the run that it branched off',
  seed: 'its seed',
  steps: 'steps planned',
  step: 'the last step reported',
  points: 'scalars and frames stored',
  started: 'when it started, in milliseconds since 1970; compared with a date in quotes',
  duration: 'seconds from its start to its end, or to the last that was heard of it',
  'ms-per-step': 'milliseconds that a step took, once it has ended',
  diverged: 'the first step at which its loss was no finite number',
} as const satisfies Record<string, string>
export type RunField = keyof typeof RUN_FIELDS

/** What a whole series comes to in one number. Of equal steps the value that came last counts. */
export const SERIES_FUNCTIONS = {
  last: 'its value at its largest step',
  first: 'its value at its smallest step',
  min: 'its smallest finite value',
  max: 'its largest finite value',
  best: 'of an accuracy its largest value, of a loss its smallest; of any other none',
} as const satisfies Record<string, string>
export type SeriesFunction = keyof typeof SERIES_FUNCTIONS

/** The other functions that read a run, as they are written. */
export const OTHER_RUN_FUNCTIONS = {
  at: { written: 'at("series", step)', about: 'its value at the last step up to this one at which it was measured' },
  area: { written: 'area("series")', about: 'the area under it over steps, by trapezoids' },
  reached: {
    written: 'reached("series", level)',
    about: 'the first step at which it was measured to be at least so much; none where that never came',
  },
  onset: {
    written: 'onset("mark")',
    about: 'the first step of a mark, named by its label, by the detector that sets it or by its key',
  },
  delay: { written: 'delay("a", "b")', about: 'steps from the onset of mark a to that of mark b' },
  parameter: {
    written: 'parameter("name")',
    about: 'a setting whose name is no plain word, or that of something else',
  },
  summary: { written: 'summary("name")', about: 'what a run that another framework trains says that it came to' },
} as const satisfies Record<string, { readonly written: string; readonly about: string }>
export type OtherRunFunction = keyof typeof OTHER_RUN_FUNCTIONS
