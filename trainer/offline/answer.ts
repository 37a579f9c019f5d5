import { isAbsent, type Absent } from '#src/vocabulary/index.ts'
import type { Measurement } from '#trainer/observing/ask.ts'

/** One part of what a probe said, with what belongs to it: its error, and the same of the null model. */
export interface AnswerPart {
  /** Null where the probe has one value only. */
  readonly name: string | null
  readonly value: Measurement['value']
  readonly standardError: number | null
  readonly null: Measurement['value'] | null
  readonly nullStandardError: number | null
}

const ERROR = 'standard-error'
const NULL = 'null'

/** Brings measurements together that are series beside one another in a run: `w1`, `w1.standard-error`, `w1.null`. */
export function answerFrom(measurements: readonly Measurement[]): AnswerPart[] {
  const byPart = new Map(measurements.map(({ part, value }) => [part ?? '', value]))
  const isBeside = (part: string | null) =>
    [ERROR, NULL].some((word) => {
      if (part === word) return byPart.has('')
      return part !== null && part.endsWith(`.${word}`) && byPart.has(part.slice(0, -word.length - 1))
    })
  const valueOf = (part: string | null, ...words: string[]) =>
    byPart.get([part, ...words].filter((word) => word !== null).join('.')) ?? null
  return measurements
    .filter(({ part }) => !isBeside(part))
    .map(({ part, value }) => ({
      name: part,
      value,
      standardError: numberOf(valueOf(part, ERROR)),
      null: valueOf(part, NULL),
      nullStandardError: numberOf(valueOf(part, NULL, ERROR)),
    }))
}

function numberOf(value: number | Float64Array | Absent | null): number | null {
  return value === null || isAbsent(value) || typeof value !== 'number' ? null : value
}
