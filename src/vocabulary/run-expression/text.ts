import { RUN_FIELDS, type RunField, type RunValue, type SeriesFunction } from './run-expression.ts'

/** Words that the language of runs has for itself: a setting of such a name is `parameter("name")`. */
export const RUN_RESERVED = ['and', 'or', 'not', 'is'] as const

/** What the grammar calls a plain name. Texts are written without loading the grammar, so it is said once more. */
const PLAIN = /^\p{L}[\p{L}0-9_]*(?:[-/.:]+[\p{L}0-9_]+)*$/u

/** The expression that reads a setting. */
export function parameterText(name: string): string {
  const isTaken = isRunField(name) || (RUN_RESERVED as readonly string[]).includes(name)
  return PLAIN.test(name) && !isTaken ? name : `parameter(${quoted(name)})`
}

/** The setting that an expression reads, where it does nothing else. */
export function settingOf(expression: string): string | null {
  const quotedName = /^parameter\("((?:[^"\\]|\\.)*)"\)$/.exec(expression)?.[1]
  const name = quotedName?.replace(/\\(.)/g, '$1') ?? expression
  return parameterText(name) === expression ? name : null
}

/** `summary("best")` */
export function summaryText(name: string): string {
  return `summary(${quoted(name)})`
}

/** `last("test-accuracy")` */
export function seriesText(of: SeriesFunction | 'area', series: string): string {
  return `${of}(${quoted(series)})`
}

export function onsetText(mark: string): string {
  return `onset(${quoted(mark)})`
}

/** The clause that holds of runs whose field or expression is this value; what is no finite number is told from what is one. */
export function equalsText(expression: string, value: RunValue): string {
  if (value === null) return `${expression} is absent`
  if (typeof value === 'number' && !Number.isFinite(value)) return `${expression} is not finite`
  return `${expression} = ${typeof value === 'number' ? value : quoted(value)}`
}

export function isRunField(name: string): name is RunField {
  return Object.hasOwn(RUN_FIELDS, name)
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`
}

/** Expressions separated by commas, but for those in brackets or quotes, which belong to an expression. */
export function splitExpressions(text: string): readonly string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const [piece] of text.matchAll(/"(?:\\.|[^"\\])*"|./gsu)) {
    if (piece === '(') depth += 1
    if (piece === ')') depth -= 1
    if (piece === ',' && depth <= 0) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts.map((part) => part.trim())
}
