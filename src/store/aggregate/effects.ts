import { MODELS, type EffectGroup, type EffectRow, type Effects, type Fit } from '#src/vocabulary/index.ts'
import { spreadOf, type BandQuestion } from '#src/statistics/band.ts'
import { fitOf } from '#src/statistics/fits/models.ts'
import { inGroups } from './in-groups.ts'

/** What the values of runs come to: of each group what stands for it, and curves through all of them. */
export function effectsOf(rows: readonly EffectRow[], question: BandQuestion): Effects {
  const groups = inGroups(rows.map((row) => ({ key: row.factors, row }))).map(({ key, members }): EffectGroup => {
    const values = Float64Array.from(members, ({ row }) => row.value ?? NaN)
    const censored = members.filter(({ row }) => row.beyond !== null).length
    return { key, ...spreadOf(question, members.length)(values), censored }
  })
  return { rows, groups, fits: fitsOf(rows) }
}

/** Of a single factor, where every run that has it has a number. */
function fitsOf(rows: readonly EffectRow[]): Fit[] {
  const isOfNumbers = rows.every(({ factors }) => factors.length === 1 && typeof factors[0] !== 'string')
  if (!isOfNumbers) return []
  const points = rows.flatMap(({ run, factors: [x], value }) => (typeof x === 'number' && value !== null ? [{ run, x, y: value }] : [])) // prettier-ignore
  return MODELS.map((model) => fitOf(model, points))
}
