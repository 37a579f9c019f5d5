import type { Condition } from '#src/vocabulary/condition/condition.ts'
import { holds } from '#src/vocabulary/condition/holds.ts'
import { columnsOf, type Report } from '#src/vocabulary/index.ts'
import { openHistories } from '#trainer/observing/index.ts'

/** Looks through what a replay measures for the first step at which a condition holds: where a breakpoint would act. */
export interface FirstHolding {
  /** The step, once what is there now tells it. */
  after(reports: readonly Report[]): number | null
}

export function firstHolding(condition: Condition, from: number): FirstHolding {
  const histories = openHistories()
  let next = from
  return {
    after(reports) {
      let to = -1
      for (const report of reports) {
        if (report.type === 'absent') histories.addAbsence(report.series, report.step)
        for (const { series, steps, values, lengths } of columnsOf(report))
          if (lengths === null) steps.forEach((step, i) => histories.add(series, step, values[i]!))
        if (report.type === 'filled') to = Math.max(to, report.to)
      }
      for (; next <= to; next += 1) if (holds(condition, histories, next)) return next
      return null
    },
  }
}
