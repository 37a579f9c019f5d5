import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '#src/store/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../store/reports.ts'

/** Runs whose accuracy reaches 0.9 at step 40 + 600 / width but for chance, and ends higher with more data, the more sharply the wider they are. */
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const data = folder.path
const WIDTHS = [16, 32, 64, 128]
const SHARES = [0.3, 0.36, 0.42, 0.48, 0.54, 0.6, 0.66]

function run(
  parameters: Record<string, number>,
  seed: number,
  group: string,
  curve: readonly (readonly [number, number])[],
) {
  const id = [group, ...Object.values(parameters), seed].join('-')
  const made = runOf(id)
  const told = { ...made, seed, group, parameters: { ...made.parameters, ...parameters } }
  const reports: Report[] = [
    { type: 'started', run: told, probes: [], detectors: [] },
    { type: 'declared', series: declaration('accuracy') },
    measuredReport(scalarColumn('accuracy', curve.map(([step]) => step), curve.map(([, value]) => value))), // prettier-ignore
    { type: 'ended', how: 'completed', step: 900, msPerStep: 1, weights: 'sha256:0', why: null },
  ]
  return { id, reports }
}

beforeAll(async () => {
  const store: Store = await openStore(data)
  const stream = openStream(4, 'runs')
  for (let seed = 0; seed < 6; seed++) {
    for (const width of WIDTHS) {
      const step = Math.round((40 + 600 / width) * Math.exp(0.02 * stream.normal()))
      const onset = run({ width }, seed, 'onsets', [[0, 0], [step - 1, 0.5], [step, 0.95]]) // prettier-ignore
      await keep(store, enveloped(onset.id, 0, onset.reports))
      for (const share of SHARES) {
        const value = 1 / (1 + Math.exp(-(share - 0.45) * width ** 0.5 * 4)) + 0.01 * stream.normal()
        const one = run({ width, share }, seed, 'transitions', [[0, 0], [900, value]]) // prettier-ignore
        await keep(store, enveloped(one.id, 0, one.reports))
      }
    }
    const never = run({ width: 8 }, seed, 'onsets', [[0, 0], [900, 0.4]]) // prettier-ignore
    await keep(store, enveloped(never.id, 0, never.reports))
  }
  await store.close()
})

const scaling = (...args: string[]) => phasescope(['scaling', '--data', data, '--by', 'width', ...args])
const onsets = ['--of', 'reached("accuracy", 0.9)', '--group', 'onsets']

test('an onset against width is a power above an asymptote, each with an interval that has the truth, and those that never came are counted', async () => {
  const { stdout, code } = await scaling(...onsets)
  expect(code).toBe(0)
  const lines = stdout.trim().split('\n')
  expect(lines[1]).toMatch(/^ +8 +– +– +– +0 +6$/)
  expect(lines[2]).toMatch(/^ +16 +7[678](\.\d+)? +\d+ +\d+ +6 +0$/)
  expect(stdout).toContain('a width^(−b): a = ')
  expect(stdout).toContain('6 runs without it are in no law')
  const { laws } = JSON.parse((await scaling(...onsets, '--json')).stdout)
  expect(laws.map((one: { asymptote: unknown }) => one.asymptote)).toEqual([0, 'free'])
  const { law, exponent, asymptote, r2 } = laws[1].found
  expect(exponent.low).toBeLessThan(1)
  expect(exponent.high).toBeGreaterThan(1)
  expect(asymptote.low).toBeLessThan(40)
  expect(asymptote.high).toBeGreaterThan(40)
  expect(Math.abs(law.exponent - 1)).toBeLessThan(0.25)
  expect(r2).toBeGreaterThan(0.98)
})

test('with an asymptote that is known there is one law, and as CSV a line a run', async () => {
  const known = await scaling(...onsets, '--asymptote', '40')
  expect(known.stdout).toMatch(/\n40 \+ a width\^\(−b\): a = \d+/)
  expect(known.stdout).not.toContain('t∞')
  const { stdout } = await scaling(...onsets, '--csv')
  expect(stdout.trim().split('\n')).toHaveLength(1 + 24)
  expect(stdout).toMatch(/^width,seed,value\n/)
})

test('along a parameter it says where, how wide, and with which exponents curves collapse', async () => {
  const along = [
    '--of',
    'last("accuracy")',
    '--group',
    'transitions',
    '--along',
    'share',
    '--levels',
    '0,1',
    '--beta',
    '0',
  ]
  const figure = join(data, 'transition.svg')
  const { stdout, stderr } = await scaling(...along, '--resamples', '60', '--json', '-o', figure)
  expect(stderr).toContain(`Written to ${figure}`)
  const { sizes, width, collapse, places } = JSON.parse(stdout)
  expect(places).toHaveLength(28)
  for (const { location } of sizes) expect(Math.abs(location.value - 0.45)).toBeLessThan(0.01)
  // f of (x − 0.45) N^(1/2): ν = 2, and the width falls by that power.
  expect(Math.abs(width.exponent.value - 0.5)).toBeLessThan(0.12)
  expect(collapse.critical.low).toBeLessThan(0.45)
  expect(collapse.critical.high).toBeGreaterThan(0.45)
  expect(Math.abs(collapse.nu.value - 2)).toBeLessThan(0.3)
  expect(collapse.beta).toEqual({ value: 0, low: 0, high: 0 })
  const svg = readFileSync(figure, 'utf8')
  for (const title of ['As measured', 'Collapsed', 'Fluctuations over seeds']) expect(svg).toContain(title)
})

test.each<[readonly string[], RegExp]>([
  [
    ['--of', 'reached("accuracy", 0.9)'],
    /have the same seed at the same width.*leave out others with --where or --group/,
  ],
  [[...onsets, '-o', 'a.html'], /ends in \.svg, \.png or \.csv; got 'a\.html'/],
  [[...onsets, '--asymptote', 'high'], /--asymptote: expected a number, got 'high'/],
  [[...onsets, '--levels', '0'], /--levels: expected two different numbers/],
  [['--of', 'last("nothing")', '--group', 'onsets'], /No run has a number last\("nothing"\)/],
])('%j is refused', async (args, why) => {
  const { code, stderr } = await scaling(...args)
  expect(code).toBe(2)
  expect(stderr).toMatch(why)
})
