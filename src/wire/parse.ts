import { isRecord, malformed, type Envelope, type Query, type Report } from '#src/vocabulary/index.ts'

/**
 * Parsers of what another process said. They check what the hub relies on (type, sequence, names, steps) and leave
 * what it only passes on (cards) as it came.
 */
type Fields = Record<string, unknown>

const REPORT_FIELDS: Record<Report['type'], Record<string, Check>> = {
  measured: { columns: Array.isArray },
  started: { run: isRecord, probes: Array.isArray, detectors: Array.isArray },
  attached: { probe: isText, step: isStep, cadence: isRecord, options: isRecord },
  detached: { probe: isText, step: isStep },
  retuned: { probe: isText, step: isStep, cadence: isRecord, options: isRecord },
  resumed: { step: isStep },
  filled: { probe: isText, from: isStep, to: isStep, goal: isStep, columns: Array.isArray },
  thinned: { from: isStep, to: isStep, kept: isStep, of: isStep, why: isText, columns: Array.isArray },
  unfilled: { probe: isText, step: isStep, why: isText },
  checkpointed: { step: isStep },
  forked: { run: isText, step: isStep, set: isRecord },
  offered: { probe: isRecord, file: isText, step: isStep },
  rejected: { file: isText, step: isStep, why: isText },
  declared: { series: isSeries },
  absent: { series: isText, step: isStep, why: isText },
  marked: { mark: isMark },
  applied: { command: isRecord, step: isStep },
  failed: { probe: isText, step: isStep, why: isText },
  ended: { how: isText, step: isStep, weights: isText },
}

type Check = (value: unknown) => boolean

/** A fact with its place; columns are parsed by `reports.ts`, which has their numbers. */
export function parseEnvelopeHead(value: unknown, path: string): Envelope {
  const head = record(value, path)
  require(isText(head.run), `${path}.run`, 'a run id', head.run)
  require(isStep(head.seq), `${path}.seq`, 'a whole number from 0', head.seq)
  require(typeof head.at === 'number', `${path}.at`, 'milliseconds since the epoch', head.at)
  const report = record(head.report, `${path}.report`)
  const type = report.type
  if (typeof type !== 'string' || !Object.hasOwn(REPORT_FIELDS, type)) {
    throw malformed(`${path}.report.type`, `one of ${Object.keys(REPORT_FIELDS).join(', ')}`, type)
  }
  for (const [field, check] of Object.entries(REPORT_FIELDS[type as keyof typeof REPORT_FIELDS])) {
    require(check(report[field]), `${path}.report(type = ${type}).${field}`, expectation(check), report[field])
  }
  return head as unknown as Envelope
}

export function parseQueries(value: unknown): Query[] {
  if (!Array.isArray(value)) throw malformed('queries', 'a list', value)
  return value.map((item: unknown, i) => {
    const query = record(item, `queries[${i}]`)
    const path = `queries[${i}]`
    require(isText(query.run), `${path}.run`, 'a run id', query.run)
    require(isText(query.series), `${path}.series`, 'a series name', query.series)
    for (const end of ['from', 'to'] as const) {
      require(query[end] === null || Number.isFinite(query[end]), `${path}.${end}`, 'a step or null', query[end])
    }
    require(isStep(query.points) &&
      query.points >= 1 &&
      query.points <= 20_000, `${path}.points`, 'a whole number from 1 to 20000', query.points)
    require(query.spacing === 'linear' ||
      query.spacing === 'log', `${path}.spacing`, "'linear' or 'log'", query.spacing)
    return query as unknown as Query
  })
}

export function record(value: unknown, path: string): Fields {
  if (!isRecord(value)) throw malformed(path, 'a record', value)
  return value
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0
}

export function isStep(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isSeries(value: unknown): boolean {
  return isRecord(value) && isText(value.name) && isText(value.probe) && isText(value.kind)
}

function isMark(value: unknown): boolean {
  return isRecord(value) && isText(value.by) && isStep(value.step)
}

function expectation(check: Check): string {
  if (check === isSeries) return 'a series with name, probe and kind'
  if (check === isMark) return 'a mark with by and step'
  if (check === isText) return 'a name'
  if (check === isStep) return 'a whole number from 0'
  return check === isRecord ? 'a record' : 'a list'
}

export function require(holds: boolean, path: string, expected: string, received: unknown): asserts holds {
  if (!holds) throw malformed(path, expected, received)
}
