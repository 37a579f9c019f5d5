import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, curves } from './define.ts'
import { curveOf } from './maths/geometry/drawable.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** A quantity along depth, width or size, upon what theory expects of it: the figure of a paper, while it is computed. */
export const profile = defineProbe({
  id: 'profile',
  name: 'Profile',
  symbol: 'm(x)',
  formula: String.raw`x_i \mapsto m_i`,
  unit: '1',
  about:
    'What a system measures of itself along an axis: a susceptibility over layers, a test error over the number of ' +
    'features or of examples; dashed upon it what a closed form gives',
  caveat: 'A curve of few draws is noisy; the axis and the unit are those of the system and its quantity',
  estimator: 'Exact from the profile',
  edges: 'Absent before anything was measured; NaN and infinities stay, as gaps of the curve',
  reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143; Belkin et al. 2019, arXiv:1812.11118',
  needs: ['profiles'],
  cost: 'free',
  cadence: every(1),
  group: 'ensembles',
  output: curves({ axis: 'place on the axis' }),
  options: [],
  measure: ({ profiles }) =>
    Object.fromEntries(
      Object.entries(profiles).flatMap(([name, one]) => [
        [name, columnsOf(one, 1)],
        ...(one.cols > 2 ? [[`${name}.law`, columnsOf(one, 2)]] : []),
      ]),
    ),
})

function columnsOf({ rows, cols, data }: Matrix, y: number): Matrix | Absent {
  if (rows === 0) return absent('Nothing has been measured yet')
  const column = (of: number) => Float64Array.from({ length: rows }, (_, row) => data[row * cols + of] ?? NaN)
  return curveOf(column(0), column(y))
}
