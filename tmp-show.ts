import { openSystem, experiments } from '#trainer/experiments/index.ts'
const [id, steps, ...set] = process.argv.slice(2)
const e = experiments.find((one) => one.id === id)!
const parameters = { ...Object.fromEntries(e.parameters.map((c) => [c.key, c.default])), ...Object.fromEntries(set.map((s) => [s.split('=')[0], isNaN(+s.split('=')[1]!) ? s.split('=')[1] : +s.split('=')[1]!])) }
const t = performance.now()
const system = openSystem({ experiment: e, parameters, seed: 0 } as never, { tf: null as never })
while (system.step < +steps!) system.advance()
for (const [k, m] of Object.entries(system.inputs.profiles as Record<string, any>)) for (let r = 0; r < m.rows; r++) console.log(k, ...Array.from(m.data.slice(r * m.cols, (r + 1) * m.cols) as number[], (v) => +v.toPrecision(4)), m.cols > 2 ? 'r ' + (m.data[r * 3 + 1] / m.data[r * 3 + 2] - 1).toFixed(3) : '')
console.log(performance.now() - t)
