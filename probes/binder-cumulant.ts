import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { columnsOf } from './maths/algebra/columns.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { jackknife } from './maths/statistics/jackknife.ts'

/** Whether an order parameter is ordered, without its scale. Curves for several sizes cross at the critical point. */
export const binderCumulant = defineProbe({
  id: 'binder-cumulant',
  name: 'Binder cumulant',
  symbol: 'U',
  formula: String.raw`U = 1 - \frac{\langle m^4 \rangle}{3\, \langle m^2 \rangle^2}`,
  unit: '1',
  about:
    'Shape of the distribution of an order parameter over independent draws or seeds: ⅔ where it is ±m₀, 0 where it ' +
    'is Gaussian about 0. It hardly depends on the size of the system at the critical point, so curves for several ' +
    'sizes cross there, and needs no size to be stated',
  caveat:
    'The cumulant of the order parameter as given, not of its deviation from the mean: use one that is symmetric ' +
    'about zero, or only the crossings. Several columns are taken together as draws of one and the same order ' +
    'parameter',
  estimator:
    'Sample moments in float64; its standard error by the jackknife over draws. The bias ' +
    'of the ratio is of order 1/n',
  edges: 'Absent below 8 draws, and where every draw is zero; NaN where one is NaN or infinite',
  reference: 'Binder 1981, Z. Phys. B 43, 119',
  needs: ['draws'],
  cost: 'free',
  cadence: every(1000),
  group: 'ensembles',
  output: scalar(),
  options: [],
  theory: [
    {
      label: 'Perfectly ordered',
      formula: String.raw`U = \tfrac{2}{3}`,
      value: 2 / 3,
      reference: 'Binder 1981, Z. Phys. B 43, 119',
    },
    {
      label: 'Gaussian about zero',
      formula: String.raw`U = 0`,
      value: 0,
      reference: 'Binder 1981, Z. Phys. B 43, 119',
    },
  ],
  measure: ({ draws }) => {
    if (draws.rows < 8) return absent(`Needs 8 draws, got ${draws.rows}`)
    const { matrix } = ordinarySize(draws)
    if (matrix.data.every((value) => value === 0)) return absent('Every draw is zero')
    const columns = columnsOf(matrix)
    const moment = (power: number) =>
      Float64Array.from({ length: draws.rows }, (_, row) =>
        columns.reduce((sum, column) => sum + (column[row] ?? NaN) ** power / columns.length, 0),
      )
    return jackknife([moment(2), moment(4)], ([second = NaN, fourth = NaN]) => 1 - fourth / (3 * second ** 2))
  },
})
