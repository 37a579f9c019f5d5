import type { Probe } from '#probes/define.ts'
import {
  columnNames,
  isAbsent,
  isTableKind,
  jsonFromNumber,
  jsonFromNumbers,
  matrixOfFrame,
  visible,
  type JsonNumber,
} from '#src/vocabulary/index.ts'
import type { AnswerPart, LeftOut, ReadAs } from '#trainer/offline/index.ts'
import { tableOf } from './table.ts'

/** What one probe said of a file, and how long that took. */
export interface Measured {
  readonly probe: Probe
  readonly answer: readonly AnswerPart[]
  /** Tensors of the file that are no part of the answer, and those that were read otherwise than they stand. */
  readonly leftOut: readonly LeftOut[]
  readonly readAs: readonly ReadAs[]
  readonly seconds: number
}

/** The part that stands for all: the card's, or the one that every other is an ingredient of (`w1` beside `w1.ks`). */
function headlineOf({ output }: Probe, answer: readonly AnswerPart[]): AnswerPart | undefined {
  const declared = answer.find(({ name }) => name !== null && name === output.headline)
  return (
    declared ?? answer.find((one) => answer.every(({ name }) => name === one.name || name?.startsWith(`${one.name}.`)))
  )
}

/** One value as `value`, a list as `values`, several parts as `values` in the order of `parts`; what is not there is null. */
export function jsonFromMeasured(measured: Measured): object {
  const { leftOut, readAs, seconds } = measured
  const beside = { ...(leftOut.length > 0 && { leftOut }), ...(readAs.length > 0 && { readAs }) }
  return { ...answerJson(measured), ...beside, unit: measured.probe.unit, seconds }
}

function answerJson({ probe, answer }: Measured): object {
  const { id, output } = probe
  const [only] = answer
  const named = answer.flatMap(({ name }) => name ?? [])
  const parts = named.length > 0 ? { parts: named } : {}
  if (only !== undefined && answer.length === 1) {
    const { value, standardError, nullStandardError } = only
    const said = output.kind === 'scalar' || isAbsent(value) ? { value: plain(probe, value) } : listed(probe, value)
    const why = isAbsent(value) ? { why: value.absent } : {}
    const error = standardError === null ? {} : { standardError: jsonFromNumber(standardError) }
    const theirs = only.null === null ? {} : { null: plain(probe, only.null) }
    const theirError = nullStandardError === null ? {} : { nullStandardError: jsonFromNumber(nullStandardError) }
    return { probe: id, ...parts, ...said, ...why, ...error, ...theirs, ...theirError }
  }
  const whole = headlineOf(probe, answer)
  const missing = answer.flatMap(({ name, value }) => (isAbsent(value) ? [[name, value.absent] as const] : []))
  const shapes = isTableKind(output.kind) ? { shapes: answer.map(({ value }) => shape(value)) } : {}
  const columns = columnsJson(probe, answer.map(({ value }) => shape(value)).find((of) => of !== null) ?? null)
  return {
    probe: id,
    ...(whole === undefined ? {} : { value: plain(probe, whole.value) }),
    ...(whole === undefined || whole.standardError === null
      ? {}
      : { standardError: jsonFromNumber(whole.standardError) }),
    ...parts,
    values: answer.map(({ value }) => plain(probe, value)),
    ...shapes,
    ...columns,
    ...(missing.length === 0 ? {} : { why: Object.fromEntries(missing) }),
    ...(answer.some(({ standardError }) => standardError !== null)
      ? { standardErrors: answer.map(({ standardError: error }) => (error === null ? null : jsonFromNumber(error))) }
      : {}),
    ...(answer.some((part) => part.null !== null)
      ? { null: answer.map((part) => (part.null === null ? null : plain(probe, part.null))) }
      : {}),
  }
}

/** For a person: each part with its error, its null and its unit, or why there is none; then what to know of it. */
export function textFromMeasured({ probe, answer, leftOut, readAs, seconds }: Measured): string {
  const hasError = answer.some(({ standardError }) => standardError !== null)
  const hasNull = answer.some((part) => part.null !== null)
  const unit = probe.unit === '1' ? '' : probe.unit
  const rows = answer.map((part) => [
    part.name ?? probe.id,
    valueText(probe, part.value),
    ...(hasError ? [part.standardError === null ? '' : `± ${digits(part.standardError)}`] : []),
    ...(hasNull ? [part.null === null ? '' : valueText(probe, part.null)] : []),
    unit,
  ])
  const header = ['', 'value', ...(hasError ? ['standard error'] : []), ...(hasNull ? ['null'] : []), unit && 'unit']
  const head = `${probe.name} (${probe.id}), ${probe.symbol}`
  const notes = [
    ...leftOutText(leftOut),
    ...readAs.map(({ tensor, as }) => `Read: ${visible(tensor)} ${as}`),
    `Estimator: ${probe.estimator}`,
    `Caveat: ${probe.caveat}`,
    `${seconds.toFixed(3)} s`,
  ]
  return [head, tableOf(header, rows), ...notes].join('\n')
}

/** One line for each reason; names are cut short where there are many, `--json` has all. */
function leftOutText(leftOut: readonly LeftOut[]): string[] {
  return [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, them]) => {
    const shown = them.slice(0, 8).map(({ tensor }) => visible(tensor))
    const more = them.length > shown.length ? ` and ${them.length - shown.length} more` : ''
    return `Left out: ${shown.join(', ')}${more} (${why})`
  })
}

function plain(probe: Probe, value: AnswerPart['value']): JsonNumber | JsonNumber[] | null {
  if (isAbsent(value)) return null
  if (typeof value === 'number') return jsonFromNumber(value)
  return jsonFromNumbers(isTableKind(probe.output.kind) ? matrixOfFrame(value).data : value)
}

function listed(probe: Probe, value: AnswerPart['value']): object {
  const of = shape(value)
  const table = isTableKind(probe.output.kind) && of !== null ? { shape: of, ...columnsJson(probe, of) } : {}
  return { values: plain(probe, value), ...table }
}

/** What the columns of a curve, of points, of a histogram are called. */
function columnsJson({ output }: Probe, of: [number, number] | null): object {
  const names = of === null ? null : columnNames(output.kind, of[1])
  return names === null ? {} : { columns: names }
}

function shape(value: AnswerPart['value']): [number, number] | null {
  if (isAbsent(value) || typeof value === 'number') return null
  const { rows, cols } = matrixOfFrame(value)
  return [rows, cols]
}

/** Lists are cut short: `--json` has every number. */
function valueText(probe: Probe, value: AnswerPart['value']): string {
  if (isAbsent(value)) return `– ${value.absent}`
  if (typeof value === 'number') return digits(value)
  const of = shape(value)
  const numbers = isTableKind(probe.output.kind) ? matrixOfFrame(value).data : value
  const shown = [...numbers.subarray(0, 8)].map(digits).join('  ')
  const rest = numbers.length > 8 ? `  … (${numbers.length} in all)` : ''
  return isTableKind(probe.output.kind) && of !== null ? `[${of.join(' × ')}]  ${shown}${rest}` : shown + rest
}

const digits = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(8))) : String(value))
