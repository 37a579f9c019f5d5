import { BOUNDS, isLabel, isPathName, isRecord, isTime } from '#src/vocabulary/index.ts'
import { parsed } from './parsed.ts'
import { envelope, type PackedEnvelope } from './report.ts'
import type { ColumnHead } from './series.ts'

/**
 * A Report with its place as it travels, checked. Measurements are nearly all that comes, many times a second with hundreds of
 * columns: they are checked by hand, to the same end as by the schema (a test holds the two equal). Whatever the quick way
 * does not know to be right the schema judges, which can say why.
 */
export function envelopeFrom(value: unknown, path: string): PackedEnvelope {
  return (quickly(value) ?? parsed(envelope, value, path)) as PackedEnvelope
}

function quickly(value: unknown): PackedEnvelope | null {
  if (!isRecord(value)) return null
  const { run, writer, seq, at, report } = value
  if (!isRecord(report) || report.type !== 'measured' || !Array.isArray(report.columns)) return null
  if (!isKnownRun(run) || writer !== undefined || !isStep(seq) || !isTime(at)) return null
  const given = report.columns as unknown[]
  if (given.length > BOUNDS.columnsAReport) return null
  const columns: ColumnHead[] = []
  for (const head of given) {
    if (typeof head !== 'object' || head === null) return null
    const { series, frames = false, sameSteps = false } = head as Partial<ColumnHead>
    if (!isKnownSeries(series) || typeof frames !== 'boolean' || typeof sameSteps !== 'boolean') return null
    columns.push({ series, frames, sameSteps })
  }
  return { run, seq, at, report: { type: 'measured', columns } }
}

function isStep(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

const isKnownRun = remembering(isPathName, 256)
const isKnownSeries = remembering((name: unknown) => isLabel(name), 4096)

/** The same few names come over and over: those that were found good lately need no second look. */
function remembering(isGood: (value: unknown) => boolean, most: number): (value: unknown) => value is string {
  const good = new Set<unknown>()
  return (value): value is string => {
    if (good.has(value)) return true
    if (!isGood(value)) return false
    if (good.size >= most) good.clear()
    good.add(value)
    return true
  }
}
