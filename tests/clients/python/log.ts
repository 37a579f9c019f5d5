import { expect, it } from 'vitest'
import { exported } from './exported.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

export function loggedValues(given: Shared): void {
  it('has every value on the hub once finish returns: nested, not finite, late, repeated, frames', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
import math, numpy as np, phasescope
run = phasescope.init(project="digits of pi", name="First", config={"lr": 1e-3, "opt": {"name": "adam"}, "seed": 7}, id="first")
for step in range(500):
    run.log({"train/loss": 1 / (step + 1), "deep": {"er": {"x": np.float32(step)}}, "list": [step, -step]}, step=step)
run.log({"odd": math.nan}, step=3)
run.log({"odd": math.inf}, step=2)
run.log({"odd": -math.inf}, step=3)
run.log({"odd": True}, step=9)
run.log({"hist": phasescope.Histogram(np.arange(4.0), num_bins=2), "grid": np.ones((2, 3)), "one": np.array([5.0])}, step=9)
run.log({"word": "text"}, step=9)
run.finish()
`
    const { code, stderr } = await python(given.here.python, script, { PHASESCOPE_DATA: given.data }).ended
    expect(stderr).toBe("phasescope: 'word' was logged as str, which is no series; it is left out\n")
    expect(code).toBe(0)
    const { summary, series } = await given.hub.view('first')
    expect(summary).toMatchObject({ status: 'completed', step: 500 - 1 })
    expect(summary.run).toMatchObject({
      name: 'First',
      experiment: 'digits of pi',
      parameters: { lr: 1e-3, 'opt/name': 'adam', seed: 7 },
      seed: 7,
      steps: 0,
    })
    const steps = Array.from({ length: 500 }, (_, i) => i)
    expect(await given.hub.points('first', 'train/loss', 'points=1000')).toMatchObject({
      steps,
      values: steps.map((step) => 1 / (step + 1)),
    })
    expect(await given.hub.points('first', 'deep/er/x', 'points=1000')).toMatchObject({ values: steps })
    const kinds = Object.fromEntries(series.map(({ name, kind, group, points }) => [name, [kind, group, points]]))
    expect(kinds).toEqual({
      'train/loss': ['scalar', 'loss', 500],
      'deep/er/x': ['scalar', 'logged', 500],
      list: ['spectrum', 'logged', 500],
      odd: ['scalar', 'logged', 4],
      hist: ['histogram', 'logged', 1],
      grid: ['matrix', 'logged', 1],
      one: ['scalar', 'logged', 1],
    })
    expect(await exported(given.data, 'first', 'odd')).toEqual([
      'odd,2,,Infinity',
      'odd,3,,NaN',
      'odd,3,,-Infinity',
      'odd,9,,1',
    ])
  })
}
