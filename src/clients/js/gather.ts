import type { Column, OutputKind, SeriesDeclaration } from '#src/vocabulary/series.ts'
import type { Report } from '#src/vocabulary/report.ts'
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
  /** Reports of what has gathered. */
  take(): Report[]
}

/** Each is said to whoever opens the run: a name of its own for every step would be too much for everybody. */
const MOST_SERIES = 10_000

export function newGatherer(): Gatherer {
  const series = new Map<string, Gathered>()
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    add(name, step, { kind, numbers }) {
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
      return null
    },
    take() {
      const reports: Report[] = []
      const columns: Column[] = []
      for (const [name, one] of series) {
        if (one.steps.length === 0) continue
        if (!one.isDeclared) reports.push({ type: 'declared', series: declarationOf(name, one.kind) })
        one.isDeclared = true
        columns.push({
          series: name,
          steps: Float64Array.from(one.steps),
          values: Float64Array.from(one.values),
          lengths: one.kind === 'scalar' ? null : Uint32Array.from(one.lengths),
        })
        Object.assign(one, { steps: [], values: [], lengths: [] })
      }
      bytes = 0
      return columns.length === 0 ? reports : [...reports, { type: 'measured', columns }]
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
