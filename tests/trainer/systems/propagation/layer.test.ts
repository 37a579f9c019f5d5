import { describe, expect, it } from 'vitest'
import type { Ensemble } from '#probes/maths/physics/mean-field.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { throughLayer } from '#trainer/systems/propagation/layer.ts'

const N = 7
const stream = openStream(1, 'signals')
const z = Float64Array.from({ length: 2 * N }, () => stream.normal())
const of = (more: Partial<Ensemble>): Ensemble => ({
  activation: 'tanh',
  weightVariance: 1.7,
  biasVariance: 0.3,
  residual: 0,
  isNormalized: false,
  ...more,
})
/** The same layer every time, since its stream is. */
const passed = (ensemble: Ensemble, data: Float64Array) =>
  throughLayer(ensemble, { rows: 2, cols: N, data }, openStream(2, 'layer'))

describe('a random layer', () => {
  it.each([
    of({}),
    of({ activation: 'gelu' }),
    of({ activation: 'relu', residual: 0.9 }),
    of({ residual: 1, isNormalized: true }),
    of({ activation: 'erf', isNormalized: true }),
  ])('stretches a small change as finite differences of %j do', (ensemble) => {
    let squares = 0
    const h = 1e-5
    for (let example = 0; example < 2; example++)
      for (let j = 0; j < N; j++) {
        const [up, down] = [h, -h].map((by) => passed(ensemble, z.with(example * N + j, z[example * N + j]! + by)).z)
        for (let i = 0; i < 2 * N; i++) squares += ((up![i]! - down![i]!) / (2 * h)) ** 2
      }
    expect(passed(ensemble, z).susceptibility / (squares / (2 * N))).toBeCloseTo(1, 7)
  })

  it('gives the mean square of what leaves it', () => {
    const { z: out, kernel } = passed(of({}), z)
    expect(kernel).toBeCloseTo(out.reduce((sum, value) => sum + value * value, 0) / out.length, 14)
  })

  it('sends an example on alone, whatever is beside it', () => {
    const other = z.map((value, i) => (i < N ? value : -3 * value))
    expect(passed(of({ isNormalized: true }), other).z.slice(0, N)).toEqual(
      passed(of({ isNormalized: true }), z).z.slice(0, N),
    )
  })
})
