import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { isOfMachine, type Envelope } from '#src/vocabulary/index.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend, endOf, envelopesOf, reportsOf, scalarsOf, tiny } from '../runs.ts'
import { MEASURE_LINE, textOf, WatchedFolder } from './folder.ts'

/** What own probes do to a run: each kind of mistake, made in the middle of it and not at the trial. */
const at = new WatchedFolder()
const { tf } = workbenchOf(await backend())
beforeAll(() => at.watch({ tf, limitMs: 1_500 }))
afterAll(() => at.remove())

const order = { ...tiny, steps: 12 }
const ordinary = ['train-loss', 'weight-norm', 'gradient-norm', 'singular-values', 'sharpness']

const mistakes: [id: string, needs: string, measure: string, why: RegExp][] = [
  [
    'throws',
    'weights',
    "() => {\n    throw new Error('Of its own')\n  }",
    new RegExp(`^Of its own \\(throws.ts:${MEASURE_LINE + 1}\\)$`),
  ],
  ['shapeless', 'weights', '() => ({ a: 1 }) as unknown as number', /^At shapeless: expected a number/],
  [
    'endless',
    'weights',
    '() => {\n    for (;;);\n  }',
    new RegExp(`^Probe 'endless' took longer than 1500 ms and was stopped \\(endless.ts:${MEASURE_LINE}\\)$`),
  ],
  [
    'asks-on',
    'objective',
    '({ objective: { gradient, parameters } }) => {\n    for (;;) gradient(parameters.map((one) => one * 2))\n  }',
    /^Probe 'asks-on' took longer than 1500 ms/,
  ],
  [
    'sorts',
    'weights',
    '({ weights }) => (weights.w1!.values as Float32Array).sort()[0]!',
    /^Probe 'sorts' writes to its input 'weights'/,
  ],
]

describe('a run with a user-defined probe', () => {
  it.each(mistakes)(
    'that %s has the numbers of a run without, and says what was wrong',
    async (id, needs, measure, why) => {
      const probe = await at.offered(`${id}.ts`, textOf(id, { needs, measure }))
      const own = await runWith([probe])
      const without = await runWith([])
      expect(reportsOf(own, 'failed')).toEqual([
        { type: 'failed', probe: id, step: 0, why: expect.stringMatching(why) },
      ])
      expect(numbersOf(own)).toEqual(numbersOf(without))
      expect(endOf(own).weights).toBe(endOf(without).weights)
      expect(endOf(own).how).toBe('completed')
    },
  )

  it('that works draws its curve under its own name, version by version', async () => {
    const first = await at.offered('first-layer.ts', textOf('first-layer'))
    const second = await at.offered(
      'first-layer.ts',
      textOf('first-layer', { measure: '({ weights }) => 2 * l2(weights.w1!)' }),
    )
    const own = scalarsOf(await runWith([first, second]))
    expect(own['first-layer']).toHaveLength(13)
    expect(own['first-layer.v2']).toEqual(own['first-layer']!.map(([step, value]) => [step, 2 * value]))
  })
})

/** Every scalar but what measuring costs, which is the machine's. */
function numbersOf(envelopes: readonly Envelope[]) {
  return Object.fromEntries(
    Object.entries(scalarsOf(envelopes)).filter(([series]) => !isOfMachine(series.split('/')[0]!)),
  )
}

async function runWith(own: readonly Probe[]) {
  const catalogue = { probes: [...own, ...probes], detectors }
  return envelopesOf(order, { catalogue, plan: { probes: [...own.map(({ id }) => id), ...ordinary] } })
}
