import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'
import type { Lab } from '../../lab.ts'

/** A passage of a card with a figure in it, and what computes that figure. */
export interface Figure {
  readonly probe: string
  /** As the card has it. */
  readonly says: string
  readonly check: (lab: Lab) => void
}

export const figure = (probe: string, says: string, check: Figure['check']): Figure => ({ probe, says, check })

/** Absent for one example (draw, point, …) fewer than this, and not for so many. */
export const fewest = (probe: Probe, says: string, count: number, inputsOf: (n: number) => Partial<Inputs>): Figure =>
  figure(probe.id, says, ({ measure }) => {
    expect(allAbsent(measure(probe, inputsOf(count - 1)))).toBe(true)
    expect(allAbsent(measure(probe, inputsOf(count)))).toBe(false)
  })

/** A figure that is a constant of the code, which no value shows alone. */
export const constant = (probe: string, says: string, file: string, pattern: RegExp): Figure =>
  figure(probe, says, () =>
    expect(readFileSync(join(import.meta.dirname, '../../../../probes', file), 'utf8')).toMatch(pattern),
  )

/** A figure that is another's, and is called so in these words of the card. */
export const quoted = ({ id, caveat, reference }: Probe, says: string, word: string): Figure =>
  figure(id, says, () => expect(`${caveat} ${reference}`).toContain(word))

export const within = (value: number, low: number, high: number) => {
  expect(value).toBeGreaterThanOrEqual(low)
  expect(value).toBeLessThanOrEqual(high)
}

export const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

export const deviationOf = (values: readonly number[]) => {
  const mean = average(values)
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)))
}

/** The first estimate of an answer, or of its parts. */
export function estimateIn(answer: unknown): number {
  if (typeof answer === 'number') return answer
  if (isEstimate(answer)) return answer.estimate
  return estimateIn(Object.values(answer as object)[0])
}

/** Whether an answer says no number at all. */
export function allAbsent(answer: unknown): boolean {
  if (isAbsent(answer)) return true
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer) || 'estimate' in answer) return false
  return Object.values(answer).every((part) => isAbsent(part))
}
