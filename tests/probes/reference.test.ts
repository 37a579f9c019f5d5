import { describe, expect, it } from 'vitest'
import { effectiveRank, VARIANTS } from '#probes/maths/effective-rank.ts'
import { cka, ESTIMATORS } from '#probes/maths/cka.ts'
import { binsOf, fourierBasis } from '#probes/maths/fourier.ts'
import { squaredDistance, sumOfSquares } from '#probes/maths/norms.ts'
import { participationRatios } from '#probes/maths/participation.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { openLab } from './lab.ts'
import { probesAgainst } from './probes-against.ts'
import { pick, reference } from './reference.ts'
import { times } from './random.ts'

const { expected, inputs } = reference

describe('against NumPy and SciPy, in float32', () => probesAgainst(openLab()))

describe(`against NumPy ${reference.made.numpy} and SciPy ${reference.made.scipy}, in float64`, () => {
  it('norms and distances', () => {
    const { weights = {}, initialWeights = {} } = inputs
    for (const [name, { values }] of Object.entries(weights)) {
      const start = initialWeights[name]?.values ?? []
      expectClose(Math.sqrt(sumOfSquares(values)), expected.weightNorm[name], FLOAT64)
      const relative = Math.sqrt(squaredDistance(values, start) / sumOfSquares(start))
      expectClose(relative, expected.distanceFromInitialisation[name], FLOAT64)
    }
  })

  it.each(VARIANTS)('effective rank, %s', (variant) => {
    const ranks = Object.entries(expected.singularValues).map(([name, sigma]) => [
      name,
      effectiveRank(Float64Array.from(sigma), variant),
    ])
    expectClose(Object.fromEntries(ranks), pick(expected.effectiveRank, variant), FLOAT64)
  })

  it.each(ESTIMATORS)('CKA, %s', (estimator) => {
    const values = Object.keys(inputs.hidden ?? {}).map((name) => {
      const [x, y] = [centred(rowsOf('hidden', name)), centred(rowsOf('initialHidden', name))]
      return [name, cka(gram(x), gram(y), x.length, estimator)]
    })
    expectClose(Object.fromEntries(values), pick(expected.linearCka, estimator), FLOAT64)
  })

  it.each(['kept', 'dropped'])('inverse participation ratio, constant %s', (constant) => {
    const groups = Object.keys(inputs.residueWeights ?? {}).map((name) => {
      const rows = rowsOf('residueWeights', name)
      const modulus = rows[0]?.length ?? 0
      const bins = binsOf(modulus)
      const flat = fourierBasis(modulus)
      const basis = Array.from({ length: modulus }, (_, n) => [...flat.subarray(n * 2 * bins, (n + 1) * 2 * bins)])
      const ratios = participationRatios(times(rows, basis).flat(), bins, constant === 'kept' ? 0 : 1)
      return [name, ratios.filter((ratio) => ratio !== null)] as const
    })
    const all = [['mean', groups.flatMap(([, ratios]) => ratios)] as const, ...groups]
    const means = all.map(([name, ratios]) => [name, ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length])
    expectClose(Object.fromEntries(means), expected.inverseParticipationRatio[constant], FLOAT64)
  })

  it('knows a wrong number when it sees one', () => {
    expect(() => expectClose({ a: 1 + 1e-5 }, { a: 1 }, FLOAT64)).toThrow(/value.a/)
    expect(() => expectClose({ a: 1, b: 1 }, { a: 1 }, FLOAT64)).toThrow()
    expect(() => expectClose({ a: Number.NaN }, { a: 1 }, FLOAT64)).toThrow()
  })
})

function rowsOf(need: string, name: string): number[][] {
  const { shape, values } = inputs[need]?.[name] ?? { shape: [0, 0], values: [] }
  const [rows = 0, cols = 0] = shape
  return Array.from({ length: rows }, (_, i) => values.slice(i * cols, (i + 1) * cols))
}

function centred(rows: number[][]): number[][] {
  const means = (rows[0] ?? []).map((_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length)
  return rows.map((row) => row.map((value, j) => value - (means[j] ?? 0)))
}

function gram(rows: number[][]): Float64Array {
  return Float64Array.from(
    rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0))),
  )
}
