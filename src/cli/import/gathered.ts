import { BOUNDS, type Column, type OutputKind, type Report } from '#src/vocabulary/index.ts'
import type { Frame, Scalar } from '#trainer/sources/index.ts'
import { nameOfKey, seriesOfKey } from './series-of-key.ts'

/** What is stored of a series already. */
export interface KnownSeries {
  readonly kind: OutputKind
  readonly points: number
}

/** Points of one run that are on their way to be Reports, a column a series. */
export interface Gathered {
  /** Numbers that are gathered and not yet taken. */
  readonly numbers: number
  /** Takes a point, or passes it over since it is stored; else what is wrong with it. */
  add(point: Scalar | Frame): string | null
  /** What is gathered, as Reports: of a series that is new, its declaration first. */
  take(): Report[]
  has(series: string): boolean
  /** Points that were new, that were stored before, and series in all. */
  readonly added: number
  readonly known: number
  readonly series: number
  readonly lastStep: number
}

interface Gathering {
  readonly name: string
  readonly kind: OutputKind
  isDeclared: boolean
  /** How many more points from the beginning of the log are stored. */
  stored: number
  steps: number[]
  values: number[]
  frames: Float64Array[]
}

/** Bytes of numbers in one Report: well within what a message may have. */
const REPORT_BYTES = 4 * 1024 * 1024

/**
 * A log says its points in the same order whenever it is read, so that of each series as many are passed over as are stored: what was
 * imported before comes no second time, and of a log that has grown only what is new.
 */
export function openGathered(stored: ReadonlyMap<string, KnownSeries>): Gathered {
  const byKey = new Map<string, Gathering>()
  let [numbers, added, known, lastStep] = [0, 0, 0, 0]

  function gatheringOf({ series, type, ...point }: Scalar | Frame): Gathering {
    const key = keyOf(series)
    const there = byKey.get(key)
    if (there !== undefined) return there
    const name = nameOfKey(series)
    const before = stored.get(name)
    const kind = before?.kind ?? (type === 'scalar' ? 'scalar' : (point as Frame).kind)
    const made = {
      name,
      kind,
      isDeclared: before !== undefined,
      stored: before?.points ?? 0,
      steps: [],
      values: [],
      frames: [],
    }
    byKey.set(key, made)
    return made
  }

  return {
    get numbers() {
      return numbers
    },
    get added() {
      return added
    },
    get known() {
      return known
    },
    get series() {
      return byKey.size
    },
    get lastStep() {
      return lastStep
    },
    has: (series) => byKey.has(keyOf(series)),
    add(point) {
      if (byKey.size >= BOUNDS.series && !byKey.has(keyOf(point.series)))
        return `expected at most ${BOUNDS.series} series of a run; the points of others are left out`
      const one = gatheringOf(point)
      const kind = point.type === 'scalar' ? 'scalar' : point.kind
      if ((kind === 'scalar') !== (one.kind === 'scalar'))
        return `'${one.name}' is ${one.kind} and came as ${kind}; it is left out`
      if (point.step > lastStep) lastStep = point.step
      if (one.stored > 0) {
        one.stored -= 1
        known += 1
        return null
      }
      one.steps.push(point.step)
      if (point.type === 'scalar') one.values.push(point.value)
      else one.frames.push(point.frame)
      numbers += point.type === 'scalar' ? 1 : point.frame.length + 1
      added += 1
      return null
    },
    take() {
      const reports: Report[] = []
      let columns: Column[] = []
      let bytes = 0
      const close = () => {
        if (columns.length > 0) reports.push({ type: 'measured', columns })
        ;[columns, bytes] = [[], 0]
      }
      for (const one of byKey.values()) {
        if (one.steps.length === 0) continue
        if (!one.isDeclared) reports.push({ type: 'declared', series: seriesOfKey(one.name, one.kind) })
        one.isDeclared = true
      }
      for (const one of byKey.values())
        for (const column of columnsOf(one)) {
          const size = column.steps.byteLength + column.values.byteLength
          if (columns.length === BOUNDS.columnsAReport || (bytes + size > REPORT_BYTES && columns.length > 0)) close()
          columns.push(column)
          bytes += size
        }
      close()
      numbers = 0
      return reports
    },
  }
}

/** By what a series is remembered: a key may be as long as a line. */
function keyOf(series: string): string {
  return series.length > BOUNDS.name ? nameOfKey(series) : series
}

/** What a series has gathered, in columns that one Report bears each. */
function* columnsOf(one: Gathering): Generator<Column> {
  const { name: series, kind, frames } = one
  const [steps, values] = [Float64Array.from(one.steps), Float64Array.from(one.values)]
  ;[one.steps, one.values, one.frames] = [[], [], []]
  if (kind === 'scalar') {
    const most = REPORT_BYTES / 16
    for (let from = 0; from < steps.length; from += most)
      yield { series, steps: steps.slice(from, from + most), values: values.slice(from, from + most), lengths: null }
    return
  }
  let [from, size] = [0, 0]
  for (let to = 0; to <= steps.length; to++) {
    const next = frames[to]?.length ?? Infinity
    if (to > from && 8 * (size + next) > REPORT_BYTES) {
      yield columnOfFrames(series, steps.slice(from, to), frames.slice(from, to), size)
      ;[from, size] = [to, 0]
    }
    size += next
  }
}

function columnOfFrames(series: string, steps: Float64Array, frames: readonly Float64Array[], size: number): Column {
  const values = new Float64Array(size)
  let at = 0
  for (const frame of frames) {
    values.set(frame, at)
    at += frame.length
  }
  return { series, steps, values, lengths: Uint32Array.from(frames, ({ length }) => length) }
}
