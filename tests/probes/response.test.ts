import { describe, expect, it } from 'vitest'
import { fluctuationDissipationRatio } from '#probes/fluctuation-dissipation-ratio.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { inputs } from './fluctuations-reference.ts'
import { fine, matrix, openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** Fluctuation against response, of states with and without a small field. */
const lab = await openLab()
const { expected, strength, temperature, ...states } = inputs.twin
const twinOf = (as: typeof fine): Inputs['twin'] => ({
  start: as(states.start),
  now: as(states.now),
  perturbed: as(states.perturbed),
  field: as(states.field),
  strength,
  temperature,
})
const ask = (twin: Inputs['twin']) => lab.measure(fluctuationDissipationRatio, { twin }) as Record<string, Estimate>

/** Particles in θ²k/2 at temperature T, from a state of this variance, for some steps; the twin feels h ε as well. */
function langevin(stiffness: number, heat: number, variance: number, steps: number): Inputs['twin'] {
  const [replicas, d, dt, h] = [20, 400, 0.02, 1e-3]
  const start = gaussian(replicas, d, 1).map((row) => row.map((value) => Math.sqrt(variance) * value))
  const field = gaussian(replicas, d, 2).map((row) => row.map((value) => (value < 0 ? -1 : 1)))
  let [now, perturbed] = [start, start]
  for (let step = 0; step < steps; step++) {
    const kicks = gaussian(replicas, d, 100 + step)
    const moved = (state: number[][], push: number) =>
      state.map((row, r) =>
        row.map(
          (value, i) =>
            value - dt * stiffness * value + push * dt * field[r]![i]! + Math.sqrt(2 * heat * dt) * kicks[r]![i]!,
        ),
      )
    ;[now, perturbed] = [moved(now, 0), moved(perturbed, h)]
  }
  return {
    start: fine(start),
    now: fine(now),
    perturbed: fine(perturbed),
    field: fine(field),
    strength: h,
    temperature: heat,
  }
}

describe('the fluctuation–dissipation ratio', () => {
  it.each([
    ['float32', matrix, 1e-2],
    ['float64', fine, FLOAT64],
  ] as const)('is that of NumPy, in %s', (_name, as, tolerance) => {
    const found = ask(twinOf(as))
    // The response is a small difference, of which float32 leaves the first digits.
    expectClose(
      Object.fromEntries(Object.entries(found).map(([part, { estimate }]) => [part, estimate])),
      expected,
      tolerance,
    )
    for (const { standardError } of Object.values(found)) expect(standardError).toBeGreaterThan(0)
    const { estimate } = found.correlation!
    expectClose(estimate, expected.correlation, FLOAT32)
  })

  it('is 1 in equilibrium, within its error', () => {
    const { ratio, response, correlation } = ask(langevin(1, 0.5, 0.5, 50))
    expect(Math.abs(ratio!.estimate - 1)).toBeLessThan(4 * ratio!.standardError + 0.02)
    expect(ratio!.standardError).toBeLessThan(0.1)
    // A linear system responds by (1 − e^{−kt})/k, whatever the noise, here in steps of 0.02.
    expectClose(response!.estimate, 1 - 0.98 ** 50, FLOAT64)
    expect(correlation!.estimate).toBeCloseTo(0.5 * 0.98 ** 50, 1)
  })

  it('is ½ for free diffusion from a point, and the response is the time', () => {
    const twin = langevin(0, 0.5, 0, 10)
    const later = langevin(0, 0.5, 0, 50)
    const { ratio, response } = ask({ ...later, start: twin.now, perturbed: shifted(later, twin) })
    expectClose(response!.estimate, 0.8, 1e-6)
    // X = T ∂χ/∂t over dC(t, t)/dt − dC(t, t_w)/dt = T/(2T).
    expect(Math.abs(ratio!.estimate - 0.5)).toBeLessThan(4 * ratio!.standardError)
    expect(ratio!.standardError).toBeLessThan(0.05)
  })

  it('is below 1 where the weights are hotter than the bath', () => {
    const hot = langevin(1, 0.5, 0.5, 50)
    const { ratio } = ask({ ...hot, temperature: 0.1 })
    expectClose(ratio!.estimate, 0.2 * ask(hot).ratio!.estimate, FLOAT64)
  })

  it('does not change with the size of the field, and takes one field for all replicas', () => {
    const twin = twinOf(fine)
    const twice = {
      ...twin,
      field: { ...twin.field, data: twin.field.data.map((value) => 2 * value) },
      strength: strength / 2,
    }
    expectClose(ask(twice), ask(twin), FLOAT64)
    const one = { ...twin.field, rows: 1, data: twin.field.data.slice(0, twin.field.cols) }
    const all = { ...twin.field, data: twin.field.data.map((_, at) => one.data[at % one.cols]!) }
    expectClose(ask({ ...twin, field: one }), ask({ ...twin, field: all }), FLOAT64)
  })

  it('of one pair of states has no error, and is absent where nothing pushes or nothing moved', () => {
    const twin = twinOf(fine)
    const first = ({ cols, data }: typeof twin.now) => ({ rows: 1, cols, data: data.slice(0, cols) })
    const single = { ...twin, start: first(twin.start), now: first(twin.now), perturbed: first(twin.perturbed) }
    expect(ask(single).ratio).toBeTypeOf('number')
    expect(ask({ ...twin, strength: 0 })).toEqual({ absent: 'The field is zero' })
    expect(ask({ ...twin, start: twin.now }).ratio).toEqual({
      absent: 'The weights have not fluctuated since the waiting time',
    })
    const diverged = { ...twin, now: { ...twin.now, data: twin.now.data.map(() => NaN) } }
    expect(ask(diverged)).toEqual({ absent: 'The states or the field hold NaN or an infinity' })
  })
})

/** The field is on since the later of two times only: the perturbed state less what it had gained by the earlier. */
function shifted(later: Inputs['twin'], earlier: Inputs['twin']): Inputs['twin']['now'] {
  const gained = (i: number) => earlier.perturbed.data[i]! - earlier.now.data[i]!
  return { ...later.perturbed, data: later.perturbed.data.map((value, i) => value - gained(i)) }
}
