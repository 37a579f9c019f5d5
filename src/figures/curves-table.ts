import type { CurvesData } from '#src/vocabulary/index.ts'
import type { TableRow } from './phase-diagram.ts'

/** A row a place with its runs and what theory says there, then the places of each line of theory, then what was fitted. */
export function curvesTable({ x, by, panelsBy, label, panels }: CurvesData): TableRow[] {
  const own = [...(panelsBy === null ? [] : [panelsBy]), ...(by === null ? [] : [by.key])]
  const header = ['what', ...own, x.key, label, 'low', 'high', 'runs', 'theory', 'residual']
  const rows = panels.flatMap(({ title, curves }) =>
    curves.flatMap(({ value, points, theory, fit }) => {
      const of = [...(panelsBy === null ? [] : [title]), ...(by === null ? [] : [value ?? ''])]
      return [
        ...points.map((point) => [
          'runs',
          ...[...of, point.x, point.value, point.low, point.high, point.runs, point.theory],
          point.theory === null ? null : point.value - point.theory,
        ]),
        ...theory.x.map((at, i) => ['theory line', ...of, at, theory.y[i]!, null, null, null, null, null]),
        ...(fit === null ? [] : [['exponent', ...of, null, fit.exponent, fit.low, fit.high, fit.runs, null, null]]),
        ...(fit?.asymptote === undefined
          ? []
          : [
              [
                'asymptote',
                ...of,
                null,
                fit.asymptote.value,
                fit.asymptote.low,
                fit.asymptote.high,
                fit.runs,
                null,
                null,
              ],
            ]),
      ]
    }),
  )
  return [header, ...rows]
}
