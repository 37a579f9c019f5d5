import { describe, expect, it } from 'vitest'
import { activityAt, meanFieldLyapunov } from '#probes/maths/physics/mean-field-lyapunov.ts'
import { openRule, recurrentMap } from '#trainer/systems/index.ts'

describe('a recurrent map', () => {
  const settings = { neurons: 20, gain: 1.8, transient: 2 }
  const opened = () => openRule(recurrentMap(settings, 4), settings, 4)

  it('steps by tanh(g J h), and its recurrence is g J from where it stands', () => {
    const system = opened()
    const { weight, initial } = system.inputs.recurrence!
    system.advance()
    const h = system.inputs.weights!.h!.values
    for (let i = 0; i < 20; i++) {
      let field = 0
      for (let j = 0; j < 20; j++) field += weight.data[i * 20 + j]! * initial![j]!
      expect(h[i]).toBeCloseTo(Math.tanh(field), 13)
    }
    const variance = Float64Array.from(weight.data).reduce((sum, w) => sum + w * w, 0) / 400
    expect(variance / (1.8 ** 2 / 20)).toBeGreaterThan(0.8)
    expect(variance / (1.8 ** 2 / 20)).toBeLessThan(1.2)
  })

  it('averages how fast a nearby state parts from it, behind the transient', () => {
    const system = opened()
    const growths: number[] = []
    for (let t = 0; t < 12; t++) {
      const { tensors } = system.state()
      const h = tensors.h!.values
      const u = tensors['tangent/u']!.values
      const { weight } = system.inputs.recurrence!
      const mapped = (epsilon: number) =>
        Array.from({ length: 20 }, (_, i) => {
          let field = 0
          for (let j = 0; j < 20; j++) field += weight.data[i * 20 + j]! * (h[j]! + epsilon * u[j]!)
          return Math.tanh(field)
        })
      const [up, down] = [mapped(1e-6), mapped(-1e-6)]
      growths.push(Math.log(Math.hypot(...up.map((value, i) => (value - down[i]!) / 2e-6))))
      system.advance()
    }
    const behind = growths.slice(settings.transient)
    const mean = behind.reduce((sum, one) => sum + one, 0) / behind.length
    expect(system.inputs.theory!.exponent!.measured).toBeCloseTo(mean, 8)
    expect(system.inputs.theory!.exponent!.predicted).toBe(meanFieldLyapunov(1.8))
  })

  it('averages anew when its gain is set', () => {
    const system = opened()
    for (let t = 0; t < 5; t++) system.advance()
    system.set('gain', 0.5)
    system.advance()
    system.advance()
    expect(system.inputs.theory).toEqual({})
    system.advance()
    expect(system.inputs.theory!.exponent!.measured).toBeLessThan(0)
    expect(system.inputs.theory!.exponent!.predicted).toBeCloseTo(Math.log(0.5), 12)
  })
})

describe('mean-field theory of a random recurrent network', () => {
  it('is ln g below gain 1, and ⅔ (g − 1)² just above', () => {
    for (const gain of [0.1, 0.5, 0.99]) expect(meanFieldLyapunov(gain)).toBeCloseTo(Math.log(gain), 12)
    expect(meanFieldLyapunov(1.001) / 0.001 ** 2).toBeCloseTo(0.6644539, 6)
    expect(meanFieldLyapunov(1.0001) / 0.0001 ** 2).toBeCloseTo(2 / 3, 3)
  })

  it('has a self-consistent activity, which is the mean over a normal field', () => {
    // SciPy: brentq of C − E tanh²(1.5 √C z) with quad, and ½ ln(g² E cosh⁻⁴).
    expect(activityAt(1)).toBe(0)
    expect(activityAt(1.5)).toBeCloseTo(SCIPY.activity, 10)
    expect(meanFieldLyapunov(1.5)).toBeCloseTo(SCIPY.exponent, 10)
  })
})

const SCIPY = { activity: 0.3526017967141235, exponent: 0.06521721191286911 }
