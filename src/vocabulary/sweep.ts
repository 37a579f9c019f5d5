import type { RunId } from './run.ts'

/** Names a sweep, and is the group of each of its runs. */
export type SweepId = string

/** Many runs of one experiment that differ in settings and seed, as they are asked for: texts that are checked when it is planned. */
export interface SweepOrder {
  readonly experiment: string
  /** Hash of the file that defines the experiment, where it is a person's own: another text makes other runs. */
  readonly source?: string
  /** `key=values` each, the values a list (`0,0.3,1`) in which `lin:0:1:5` and `log:1e-4:1e-1:4` are as many evenly spaced ones. */
  readonly grid?: readonly string[]
  /** How many (`5`), or which (`0,1,7`, `10..14`). */
  readonly seeds?: string
  /** What holds for every run: `key=value` each. */
  readonly set?: readonly string[]
  readonly steps?: number
  /** What people call it; the id begins with it. */
  readonly name?: string
  /** Attached to every run besides the experiment's own, as `phasescope train --probe` takes them. */
  readonly probes?: readonly string[]
  readonly probeOptions?: readonly string[]
  /** Breakpoints of every run: `condition => actions` each. */
  readonly breaks?: readonly string[]
  /**
   * What a run is called once it is complete: `name: condition` each, in the language of `run-expression/README.md`, of which the first that holds counts;
   * the last may be a name alone, for all others.
   */
  readonly labels?: readonly string[]
  /**
   * Not all of the grid is made: every so many-th value of each setting first, then the settings beside which the label is another,
   * until none is left.
   */
  readonly refine?: number
}

/** The same, as it is asked of a hub. */
export interface SweepRequest extends SweepOrder {
  /** Runs that are trained at the same time; 1 if left out. */
  readonly workers?: number
}

/** What a sweep would be, told before it is started. */
export interface SweepForecast {
  readonly id: SweepId
  readonly name: string
  readonly runs: number
  /** Runs that it begins with, where it refines: how many of the others there will be, their labels decide. */
  readonly coarse?: number
  /** Steps of each run. */
  readonly steps: number
  /** The names of the first ones, as many as one reads. */
  readonly first: readonly string[]
  /** Seconds that all of it would take at the pace of `pacedBy`; null where no run of the experiment tells. */
  readonly seconds: number | null
  /** The run of the experiment that ended last. */
  readonly pacedBy: RunId | null
  /** Whether there is such a sweep already: the same is never made twice. */
  readonly isThere: boolean
}

/** How the runs of a sweep stand: how many of each. */
export interface SweepCounts {
  /** Not begun. */
  readonly waiting: number
  readonly running: number
  readonly paused: number
  readonly completed: number
  readonly stopped: number
  readonly failed: number
  /** Whose trainer was killed: it is resumed with the sweep. */
  readonly lost: number
  /** Removed from the list: not made again. */
  readonly removed: number
}

/** How a sweep stands. */
export interface SweepStatus {
  readonly id: SweepId
  readonly name: string
  readonly experiment: string
  readonly grid: readonly string[]
  readonly seeds: string
  /** Runs that it is made of; of one that refines, those that are asked for so far. */
  readonly runs: number
  /** Steps of each run. */
  readonly steps: number
  /** Steps that all runs together have made. */
  readonly stepsDone: number
  readonly counts: SweepCounts
  /** Whether a process carries it out at this moment. */
  readonly isGoingOn: boolean
  /** Whether a process that is to carry it out has been started and has not begun; only the hub that started it knows. */
  readonly isStarting?: boolean
  /** Whether somebody ended it before it was complete. */
  readonly isCancelled: boolean
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** What can be done to a sweep that is there. */
export type SweepDeed = 'cancel' | 'resume' | 'rerun'
