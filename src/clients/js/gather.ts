import { BOUNDS, type Column, type OutputKind, type Report, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Seen } from './values.ts'

interface Gathered {
  readonly kind: OutputKind
  isDeclared: boolean
  steps: number[]
  values: number[]
  lengths: number[]
}

/** Gathers what is logged into a series for each name, which are declared before their first numbers. */
export interface Gatherer {
  /** Why it cannot be taken; null where it was. */
  add(name: string, step: number, value: Seen): string | null
  /** Bytes that wait. */
  readonly bytes: number
  /** Reports of what has gathered, each well below what a hub takes. */
  take(): Report[]
}

/** Each is said to whoever opens the run: a name of its own for every step would be too much for everybody. */
const MOST_SERIES = 10_000
/** Columns of one Report. */
const MOST_COLUMNS = 4096

export function newGatherer(): Gatherer {
  const series = new Map<string, Gathered>()
  let touched = new Set<string>()
  let bytes = 0

  function add(name: string, step: number, { kind, numbers }: Seen): string | null {
    let one = series.get(name)
    if (one === undefined && series.size >= MOST_SERIES) return `more than ${MOST_SERIES} series were logged`
    if (one === undefined) series.set(name, (one = { kind, isDeclared: false, steps: [], values: [], lengths: [] }))
    // A list of one number and a number are both logged where a spectrum shrinks.
    const fits = one.kind === kind || (one.kind === 'spectrum' && kind === 'scalar')
    if (!fits) return `it is a ${one.kind}, and was logged as a ${kind}`
    one.steps.push(step)
    for (const number of numbers) one.values.push(number)
    if (one.kind !== 'scalar') one.lengths.push(numbers.length)
    bytes += 16 + 8 * numbers.length
    touched.add(name)
    return null
  }

  function columnOf(name: string, one: Gathered): Column {
    const column = {
      series: name,
      steps: Float64Array.from(one.steps),
      values: Float64Array.from(one.values),
      lengths: one.kind === 'scalar' ? null : Uint32Array.from(one.lengths),
    }
    Object.assign(one, { steps: [], values: [], lengths: [] })
    return column
  }

  function take(): Report[] {
    const reports: Report[] = []
    let columns: Column[] = []
    let size = 0
    const close = () => {
      if (columns.length > 0) reports.push({ type: 'measured', columns })
      columns = []
      size = 0
    }
    for (const name of touched) {
      const one = series.get(name)!
      if (!one.isDeclared) reports.push({ type: 'declared', series: declarationOf(name, one.kind) })
      one.isDeclared = true
      const column = columnOf(name, one)
      columns.push(column)
      size += column.steps.byteLength + column.values.byteLength
      if (columns.length === MOST_COLUMNS || size > BOUNDS.batchBytes) close()
    }
    close()
    touched = new Set()
    bytes = 0
    return reports
  }

  return {
    add,
    take,
    get bytes() {
      return bytes
    },
  }
}

function declarationOf(name: string, kind: OutputKind): SeriesDeclaration {
  return { name, probe: name, part: null, kind, group: groupOf(name), unit: '1', scale: 'linear', range: null }
}

/** Where its panel stands on the page: by the last part of its name. */
function groupOf(name: string): SeriesDeclaration['group'] {
  const words = name.split('/').at(-1)!.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [] // prettier-ignore
  return words.map((word) => word.toLowerCase()).find((word) => word === 'loss' || word === 'accuracy') ?? 'logged'
}
