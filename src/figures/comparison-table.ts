import type { Aggregate, RunValue } from '#src/vocabulary/index.ts'

/** A comparison as a table in long form: what a column is called, and whether its values are texts, numbers or counts. */
export interface ComparisonColumn {
  readonly name: string
  readonly kind: 'text' | 'number' | 'count'
}

export interface ComparisonTable {
  readonly columns: readonly ComparisonColumn[]
  /** A value for each column; null where it says nothing in that row. */
  readonly rows: () => Generator<readonly RunValue[]>
}

/** A series of a comparison. */
export interface NamedAggregate {
  readonly name: string
  readonly aggregate: Aggregate
}

/**
 * A row an x of a group: how many runs, their center, and the band. Where the curves of runs are known and wanted, a row an x of
 * a run follows, with its value; NaN where it has none.
 */
export function comparisonTable(
  by: readonly string[],
  all: readonly NamedAggregate[],
  members: boolean,
): ComparisonTable {
  const keys = all.flatMap(({ aggregate }) => aggregate.groups.map(({ key }) => key))
  const columns: ComparisonColumn[] = [
    { name: 'series', kind: 'text' },
    ...by.map((name, i) => ({ name, kind: isNumeric(keys.map((key) => key[i] ?? null)) ? 'number' : 'text' }) as const),
    { name: 'x', kind: 'number' },
    { name: 'n', kind: 'count' },
    ...['center', 'low', 'high'].map((name) => ({ name, kind: 'number' }) as const),
    ...(members
      ? ([
          { name: 'run', kind: 'text' },
          { name: 'value', kind: 'number' },
        ] as const)
      : []),
  ]
  return { columns: apart(columns), rows: () => rowsOf(all, members) }
}

function* rowsOf(all: readonly NamedAggregate[], members: boolean): Generator<readonly RunValue[]> {
  const none = members ? [null, null] : []
  for (const { name, aggregate } of all) {
    for (const { key, x, n, center, low, high, runs, members: curves } of aggregate.groups) {
      for (let i = 0; i < x.length; i++) yield [name, ...key, x[i]!, n[i]!, center[i]!, low[i]!, high[i]!, ...none]
      if (!members || curves === null) continue
      for (const [k, run] of runs.entries())
        for (let i = 0; i < x.length; i++)
          yield [name, ...key, x[i]!, null, null, null, null, run, curves[k * x.length + i]!]
    }
  }
}

function isNumeric(values: readonly RunValue[]): boolean {
  return values.some((value) => value !== null) && values.every((value) => value === null || typeof value === 'number')
}

/** No two columns of a table have one name: a factor that is called as another column is gets its place behind it. */
function apart(columns: readonly ComparisonColumn[]): ComparisonColumn[] {
  const own = new Set(['series', 'x', 'n', 'center', 'low', 'high', 'run', 'value'])
  const taken = new Set<string>()
  return columns.map(({ name, kind }, i) => {
    const isFactor = i > 0 && columns.slice(i + 1).some((other) => other.name === 'x')
    let free = name
    for (let k = 2; taken.has(free) || (isFactor && own.has(free)); k++) free = `${name} ${k}`
    taken.add(free)
    return { name: free, kind }
  })
}
