import { openSystem, experiments } from '#trainer/experiments/index.ts'
const e = experiments.find((one) => one.id === 'last-layer-gap')!
const base = Object.fromEntries(e.parameters.map((c) => [c.key, c.default]))
for (let seed = 0; seed < 7; seed++) {
  const system = openSystem({ experiment: e, parameters: { ...base, signal: 0, noise: 1, examples: 1000, testExamples: 300 }, seed } as never, { tf: null as never })
  while (system.step < 60) system.advance()
  const m = (system.inputs.profiles as any).gap
  console.log(seed, Array.from({ length: m.rows }, (_, r) => (m.data[r * 3 + 1] / m.data[r * 3 + 2] - 1).toFixed(3)).join(' '))
}
