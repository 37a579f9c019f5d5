import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFamily } from '#src/cli/families/make-family.ts'
import { memberNumbers } from '#src/cli/families/member-numbers.ts'
import { phaseDiagramOf } from '#src/cli/families/phase-diagram-of.ts'
import { figureCommand } from '#src/cli/commands/figure.ts'
import { crossings } from '#src/figures/crossings.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { criticalPhaseDiagram } from '#trainer/experiments/critical-phase-diagram.ts'
import type { PhaseDiagram } from '#trainer/experiments/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const data = join(folder.path, 'data')
const whole = criticalPhaseDiagram.family!

const drawnFrom = async (store: Store, sweep: Sweep, picture: PhaseDiagram) =>
  phaseDiagramOf(sweep, picture, await memberNumbers(store, sweep, picture.of))

/** The family on fewer places, of narrower networks. */
const family = {
  ...whole,
  grid: ['activation=relu,tanh', 'weightVariance=1.5,1.75,2,2.25,2.5', 'biasVariance=0,0.1'],
  set: ['width=96', 'draws=4', 'examples=2'],
  picture: whole.picture as PhaseDiagram,
}

test('the critical lines of a family are those of theory, ReLU’s point within 5 % of (2, 0), and what is there is not made again', async () => {
  const sweep = await makeFamily(criticalPhaseDiagram, family, { data, workers: 1 })
  expect(sweep.experiment).toBe('critical-phase-diagram')
  const store = await openStore(data)
  const read = await drawnFrom(store, sweep, family.picture)
  const [relu, tanh] = read.panels.map((panel) => crossings(panel, read.level))
  expect(relu?.y).toEqual([0, 0.1])
  for (const x of relu!.x) expect(Math.abs(x / 2 - 1)).toBeLessThan(0.05)
  // Without biases tanh is chaotic at all of these; U3 has 1.986 at 0.1.
  expect(tanh?.y).toEqual([0.1])
  expect(Math.abs(tanh!.x[0]! / 1.98607 - 1)).toBeLessThan(0.05)
  expect(read.panels[1]!.theory.x.at(-1)).toBeCloseTo(1.986, 2)
  await store.close()

  const before = statSync(join(data, 'sweeps', `${sweep.id}.json`)).mtimeMs
  await makeFamily(criticalPhaseDiagram, family, { data, workers: 1 })
  expect(statSync(join(data, 'sweeps', `${sweep.id}.json`)).mtimeMs).toBe(before)
  const again = await openStore(data)
  expect((await again.list({ size: Infinity })).total).toBe(20)
  expect(await drawnFrom(again, sweep, family.picture)).toEqual(read)
  await again.close()
}, 120_000)

test('another number has its level elsewhere: the kernel does not pass 1 near σ_w² = 2', async () => {
  const store = await openStore(data)
  const sweep = await makeFamily(criticalPhaseDiagram, family, { data, workers: 1 })
  const kernel = { kind: 'at', series: 'theory-residual/kernel', step: 'last' } as const
  const { panels, level } = await drawnFrom(store, sweep, { ...family.picture, of: kernel })
  expect(crossings(panels[0]!, level).x.every((x) => Math.abs(x / 2 - 1) < 0.05)).toBe(false)
  await store.close()
}, 60_000)

const command = (...args: string[]) =>
  figureCommand()
    .exitOverride()
    .parseAsync(['node', 'figure', ...args, '--data', data])

test.each([
  [['critical-phase-diagam'], /Unknown experiment 'critical-phase-diagam'; did you mean 'critical-phase-diagram'/],
  [['edge-of-stability'], /'edge-of-stability' has no figure of its own \(critical-phase-diagram/],
  [['critical-phase-diagram', '--y', 'train-loss'], /leave out --y and --runs/],
  [['critical-phase-diagram', '-o', 'a.html'], /\.svg, \.png or \.csv; got 'a\.html'/],
  [[], /Name what to draw/],
  [['--y', 'train-loss'], /--output: name a file/],
])('%j is refused before anything is made', async (args, why) => {
  await expect(command(...args)).rejects.toThrow(why)
})
