import { PhasescopeError, type RunId, type StepRange } from '#src/vocabulary/index.ts'

/** Stored numbers cannot be read: what the file holds is not what was written there. */
export class DamagedError extends PhasescopeError {
  readonly run: RunId
  /** Null where it is not one series that is damaged. */
  readonly series: string | null
  /** Where; empty where it cannot be said. */
  readonly steps: readonly StepRange[]

  constructor(run: RunId, series: string | null, what: string, steps: readonly StepRange[] = []) {
    const where = series === null ? `Run '${run}'` : `Series '${series}' of run '${run}'`
    const range = steps.map(({ from, to }) => ` from step ${from} to ${to}`).join(',')
    super(
      'runtime',
      `${where}: ${what}${range} is damaged in the store (it is not what was written there); restore a backup, or see what is left by phasescope check`,
    )
    this.name = 'DamagedError'
    this.run = run
    this.series = series
    this.steps = steps
  }
}

/** Ranges in order, those that meet made one. */
export function mergedRanges(ranges: readonly StepRange[]): StepRange[] {
  const merged: StepRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || range.from > last.to + 1) merged.push(range)
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
  }
  return merged
}
