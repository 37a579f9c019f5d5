import { describe, expect, it } from 'vitest'
import { retrievalOverlap } from '#probes/maths/physics/hopfield-retrieval.ts'
import { hopfield, modernHopfield, openRule } from '#trainer/systems/index.ts'

describe('a Hopfield network', () => {
  const settings = { neurons: 120, load: 0.1, flipped: 0.2, temperature: 0 }
  const opened = (by: Partial<typeof settings> = {}, seed = 1) =>
    openRule(hopfield({ ...settings, ...by }, seed), { ...settings, ...by }, seed)

  it('begins at the first pattern but for the signs that were turned', () => {
    const { patterns, state } = opened().inputs.memories!
    expect([patterns.rows, patterns.cols]).toEqual([12, 120])
    expect(new Set(patterns.data)).toEqual(new Set([-1, 1]))
    expect(state.filter((sign, i) => sign !== patterns.data[i])).toHaveLength(24)
  })

  it('comes to where no neuron would turn in the field of explicit couplings, and its energy never rises', () => {
    const system = opened({ load: 0.3 })
    const { patterns } = system.inputs.memories!
    const n = settings.neurons
    const couplings = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => {
        if (i === j) return 0
        let sum = 0
        for (let mu = 0; mu < patterns.rows; mu++) sum += patterns.data[mu * n + i]! * patterns.data[mu * n + j]!
        return sum / n
      }),
    )
    const fieldsOf = (state: Float64Array) =>
      couplings.map((row) => row.reduce((sum, coupling, j) => sum + coupling * state[j]!, 0))
    const energyOf = (state: Float64Array) => -fieldsOf(state).reduce((sum, field, i) => sum + field * state[i]!, 0) / 2
    let energy = Infinity
    for (let sweep = 0; sweep < 40; sweep++) {
      const { state } = system.inputs.memories!
      const now = energyOf(state)
      expect(now).toBeLessThanOrEqual(energy + 1e-9)
      energy = now
      system.advance()
    }
    const { state } = system.inputs.memories!
    expect(fieldsOf(state).every((field, i) => field * state[i]! >= -1e-12)).toBe(true)
  })

  it('forgets at a high temperature, and knows no closed form there', () => {
    const system = opened({ temperature: 50, flipped: 0 })
    const overlaps = Array.from({ length: 50 }, () => {
      system.advance()
      const { patterns, state } = system.inputs.memories!
      return state.reduce((sum, sign, i) => sum + sign * patterns.data[i]!, 0) / settings.neurons
    })
    expect(Math.abs(overlaps.reduce((sum, m) => sum + m, 0) / overlaps.length)).toBeLessThan(0.1)
    expect(system.inputs.theory).toEqual({})
  })
})

it('a modern Hopfield network steps by the softmax of its overlaps', () => {
  const settings = { neurons: 4, patterns: 3, flipped: 0.25, inverseTemperature: 2 }
  const system = openRule(modernHopfield(settings, 2), settings, 2)
  const { patterns, state } = system.inputs.memories!
  const rows = [0, 1, 2].map((mu) => [...patterns.data.subarray(mu * 4, mu * 4 + 4)].map((sign) => sign / 2))
  const weights = rows.map((row) => Math.exp(2 * row.reduce((sum, value, i) => sum + (value * state[i]!) / 2, 0)))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  system.advance()
  system.inputs.weights!.x!.values.forEach((value, i) =>
    expect(value).toBeCloseTo(
      rows.reduce((all, row, mu) => all + (weights[mu]! / sum) * row[i]!, 0),
      14,
    ),
  )
})

it('the theory of retrieval is that of Amit, Gutfreund and Sompolinsky', () => {
  // Solved by iteration of m = erf(m/√(2αr)) in SciPy.
  for (const [load, overlap] of [
    [0.05, 0.99999],
    [0.1, 0.998],
    [0.13, 0.98721],
    [0.137, 0.97544],
  ] as const)
    expect(retrievalOverlap(load)).toBeCloseTo(overlap, 5)
  expect(retrievalOverlap(0)).toBe(1)
  expect(retrievalOverlap(0.1379)).toBeGreaterThan(0.96)
  expect(retrievalOverlap(0.138)).toBe(0)
})
