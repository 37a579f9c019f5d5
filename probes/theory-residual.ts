import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** How far a measurement is from the closed form for it. It tells where a theory holds, and by how much it fails elsewhere. */
export const theoryResidual = defineProbe({
  id: 'theory-residual',
  name: 'Residual of theory',
  symbol: 'm/t − 1',
  formula: String.raw`r_i = \frac{m_i}{t_i} - 1`,
  unit: '1',
  about:
    'What a system measured at the last place of each of its profiles, what a closed form gives there (law), the relative ' +
    'difference of the two (residual), and the least and the greatest such difference over all places',
  caveat:
    'A residual says nothing of its cause: too few draws, a finite size, or a formula beyond its range. The measured number ' +
    'has the unit of its quantity',
  estimator: 'Exact from the profile, in float64',
  edges:
    'Without a closed form only the measured number; a residual is absent where the closed form is 0 or not finite; NaN ' +
    'gives NaN',
  reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143; Bordelon, Canatar & Pehlevan 2020, arXiv:2002.02561',
  needs: ['profiles'],
  cost: 'free',
  cadence: every(1),
  group: 'ensembles',
  output: scalars(),
  options: [],
  measure: ({ profiles }) =>
    Object.fromEntries(
      Object.entries(profiles).flatMap(([name, profile]) =>
        Object.entries(saidOf(profile)).map(([part, value]) => [part === '' ? name : `${name}.${part}`, value]),
      ),
    ),
})

function saidOf(profile: Matrix): Readonly<Record<string, number | Absent>> {
  const { rows, cols, data } = profile
  if (rows === 0) return { '': absent('Nothing has been measured yet') }
  const measured = data[(rows - 1) * cols + 1] ?? NaN
  if (cols < 3) return { '': measured }
  const residuals = Array.from({ length: rows }, (_, row) =>
    residualOf(data[row * cols + 1] ?? NaN, data[row * cols + 2] ?? NaN),
  )
  return {
    '': measured,
    law: data[(rows - 1) * cols + 2] ?? NaN,
    residual: residuals.at(-1) as number | Absent,
    least: overAll(residuals, Math.min),
    greatest: overAll(residuals, Math.max),
  }
}

function residualOf(measured: number, theory: number): number | Absent {
  if (theory === 0) return absent('Theory gives 0 there')
  if (!Number.isFinite(theory)) return absent('Theory gives NaN or an infinity there')
  return measured / theory - 1
}

/** `Math.min` and `Math.max` are NaN where a residual is. */
function overAll(residuals: readonly (number | Absent)[], take: (...values: number[]) => number): number | Absent {
  const without = residuals.find((one) => typeof one !== 'number')
  return without ?? take(...(residuals as number[]))
}
