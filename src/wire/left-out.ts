import { BOUNDS, type Column, type Report } from '#src/vocabulary/index.ts'

/** A mark in the place of a Report that is left out, since it would be refused however often it is sent. */
export function markOfLeftOut(report: Report, why: string): Report {
  const step = 'step' in report && isStep(report.step) ? report.step : 0
  const about = why.slice(0, BOUNDS.text)
  return { type: 'marked', mark: { by: 'left-out', step, label: `A report (${report.type}) was left out`, about } }
}

/** Of the columns of a Report those that are sent, with the word of why others are not. */
export function someOf(all: readonly Column[], columns: readonly Column[], why: string): Report {
  const steps = all.flatMap((column) => [column.steps[0] ?? 0, column.steps.at(-1) ?? 0])
  const [from, to] = [Math.min(...steps), Math.max(...steps)]
  return { type: 'thinned', from, to, kept: pointsOf(columns), of: pointsOf(all), why, columns }
}

function pointsOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { steps }) => sum + steps.length, 0)
}

function isStep(step: unknown): step is number {
  return Number.isSafeInteger(step) && (step as number) >= 0
}
