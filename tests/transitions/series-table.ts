/** Points of series by name. */
export type SeriesTable = Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>

/**
 * Series as comma-separated values: a line for each step, a column for each series, an empty cell where one has no point.
 * NaN and the infinities are written as such. Measurements are float32, and are written as short as that allows.
 */
export function writeSeriesTable(table: SeriesTable): string {
  const names = Object.keys(table)
  const cells = new Map<number, string[]>()
  names.forEach((name, column) => {
    for (const [step, value] of table[name] ?? []) {
      const line = cells.get(step) ?? names.map(() => '')
      line[column] = shortest(value)
      cells.set(step, line)
    }
  })
  const lines = [...cells].toSorted(([a], [b]) => a - b).map(([step, line]) => [step, ...line].join(','))
  return [['step', ...names].join(','), ...lines, ''].join('\n')
}

export function readSeriesTable(text: string): SeriesTable {
  const [header, ...lines] = text.trimEnd().split('\n')
  const names = (header ?? '').split(',').slice(1)
  const points: Record<string, [number, number][]> = Object.fromEntries(names.map((name) => [name, []]))
  for (const line of lines) {
    const [step, ...cells] = line.split(',')
    names.forEach((name, column) => {
      const cell = cells[column]
      if (cell !== undefined && cell !== '') points[name]?.push([Number(step), Number(cell)])
    })
  }
  return points
}

/** The fewest digits that give the same float32; a number that is none is written whole. */
function shortest(value: number): string {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}
