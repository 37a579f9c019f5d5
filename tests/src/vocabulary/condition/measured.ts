import { type RunHistory } from '#src/vocabulary/index.ts'

export type Measured = Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>

type StepsOf = Readonly<Record<string, readonly number[]>>

/** A history with these points, and with these steps at which a series was reported to be absent, and an event to have come. */
export function measured(
  points: Measured,
  absences: StepsOf = {},
  events: StepsOf = {},
  scores: Measured = {},
): RunHistory {
  const [columns, near] = [columnsOf(points), columnsOf(scores)]
  return {
    points: (series) => columns.get(series) ?? null,
    absences: (series) => absences[series] ?? null,
    events: (name) => events[name] ?? null,
    scores: (detector) => near.get(detector) ?? null,
    names: () => columns.keys(),
  }
}

/** A series measured at every step from 0. */
export function everyStep(...values: readonly number[]): (readonly [number, number])[] {
  return values.map((value, step) => [step, value] as const)
}

function columnsOf(points: Measured) {
  return new Map(
    Object.entries(points).map(([series, of]) => [
      series,
      { steps: Float64Array.from(of, ([step]) => step), values: Float64Array.from(of, ([, value]) => value) },
    ]),
  )
}
