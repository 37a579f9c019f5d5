import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { autoinit } from '#trainer/experiments/autoinit.ts'
import { openSystem } from '#trainer/experiments/open-system.ts'
import { backend } from '../runs.ts'

describe('autoinit', () => {
  it('is of each layer: a network that is critical as a whole may be so in none, and is moved', async () => {
    const tools = await backend()
    const parameters = Object.fromEntries(autoinit.parameters.map((card) => [card.key, card.default]))
    const system = openSystem({ experiment: autoinit, parameters, seed: 0 }, tools)
    while (system.step < 100) system.advance()
    // Twice the scale in every other layer and half in the others: the product of the stretches is 1 as before.
    const scales = system.inputs.weights!.scales!
    const bent = { scales: { shape: scales.shape, values: scales.values.map((a, l) => (l % 2 === 0 ? 2 * a : a / 2)) } }
    const [before, wrong] = [
      system.inputs.profiles!,
      system.glimpse(bent, parameters, ({ profiles }) => profiles!),
    ].map((of) => {
      const { rows, cols, data } = of.stretch!
      const logs = Array.from({ length: rows }, (_, l) => Math.log(data[l * cols + 1]!))
      return { whole: logs.reduce((sum, value) => sum + value, 0), distance: of.distance!.data[1]! }
    })
    expect(Math.abs(wrong!.whole - before!.whole)).toBeLessThan(1e-9)
    expect(before!.distance).toBeLessThan(1e-6)
    expect(wrong!.distance).toBeGreaterThan(0.02)
    system.dispose()
  })

  it('shows its layers to the probes of propagation, who measure the same', async () => {
    const tools = await backend()
    const parameters = Object.fromEntries(autoinit.parameters.map((card) => [card.key, card.default]))
    const system = openSystem(
      { experiment: autoinit, parameters: { ...parameters, width: 20, depth: 4 }, seed: 3 },
      tools,
    )
    system.advance()
    const probe = probes.find(({ id }) => id === 'jacobian-susceptibility')!
    const found = probe.measure(
      system.inputs as never,
      { linalg: tools.linalg, options: {} } as never,
    ) as unknown as Record<string, number>
    const { cols, data } = system.inputs.profiles!.stretch!
    // The first layer stretches the signals themselves, which the chain takes as its inputs.
    for (const l of [1, 2, 3]) expect(found[`w${l + 1}`]).toBeCloseTo(data[l * cols + 1]!, 10)
    system.dispose()
  })
})
