import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { figureCommand } from '#src/cli/commands/figure.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { reportsOf } from '../store/studied.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const steps = [0, 10, 20, 30]

beforeAll(async () => {
  const store = await openStore(data)
  for (const rate of [0.1, 1])
    for (const seed of [0, 1, 2]) {
      const values = steps.map((step) => rate * step + seed)
      const series = { 'train-loss': { steps, values }, 'test-loss': { steps, values } }
      const marks: Record<string, number> = rate === 1 ? { grokked: 10 + 10 * (seed > 0 ? 1 : 0) } : {}
      await keep(store, reportsOf({ id: `r-${rate}-${seed}`, parameters: { rate }, seed, series, marks }))
    }
  await store.close()
})
afterAll(() => folder[Symbol.dispose]())

/** Draws to a file of this name, which is read back. */
async function drawn(name: string, ...args: string[]): Promise<string> {
  const output = join(folder.path, name)
  const given = ['--data', data, '--output', output, ...args]
  await figureCommand()
    .exitOverride()
    .parseAsync(['node', 'figure', ...given])
  return readFileSync(output, name.endsWith('.png') ? 'latin1' : 'utf8')
}

test('the numbers of the figure are the median and the quartiles of each group', async () => {
  const csv = await drawn('a.csv', '--y', 'train-loss', '--color', 'rate')
  const rows = csv
    .trim()
    .split('\n')
    .map((row) => row.split(','))
  expect(rows[0]).toEqual(['series', 'rate', 'x', 'n', 'center', 'low', 'high'])
  expect(rows.filter(([, rate]) => rate === '1').map((row) => row.slice(2).map(Number))).toEqual(
    steps.map((step) => [step, 3, step + 1, step + 0.5, step + 1.5]),
  )
})

test('a figure of nothing is refused, since it would look like a result', async () => {
  await expect(drawn('nothing.svg', '--y', 'train-loss', '--x', 'event:groked')).rejects.toThrow(
    /nothing to draw: Event 'groked'/,
  )
  expect(existsSync(join(folder.path, 'nothing.svg'))).toBe(false)
})

test('an SVG has a line, a band and a word in the legend for each value, and a panel for each series', async () => {
  const svg = await drawn('b.svg', '--y', 'train-loss', '--y', 'test-loss', '--color', 'rate')
  expect(svg.match(/fill-opacity="0.2"/g)).toHaveLength(4)
  expect(svg.match(/stroke-width="1.25"/g)).toHaveLength(4)
  for (const said of [
    '>rate</text>',
    '>0.1</text>',
    '>1</text>',
    '>train-loss</text>',
    '>test-loss</text>',
    '>step</text>',
  ])
    expect(svg).toContain(said)
  expect(svg).toContain('n = 3')
})

test('which runs is a condition, and x may count from an event of each run', async () => {
  const csv = await drawn('c.csv', '--y', 'train-loss', '--runs', 'rate = 1 and seed > 0', '--x', 'event:grokked')
  const rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').slice(1).map(Number))
  expect(rows.map(([x]) => x)).toEqual([-20, -10, 0, 10])
  expect(rows.map(([, n]) => n)).toEqual([2, 2, 2, 2])
})

test('a PNG has twice the pixels of a screen', async () => {
  const png = Buffer.from(await drawn('d.png', '--y', 'train-loss', '--width', '252'), 'latin1')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(672)
})

test.each([
  ['a series that none has', ['--y', 'train-los'], /Unknown series 'train-los'; did you mean 'train-loss'/],
  ['a condition that is none', ['--y', 'train-loss', '--runs', 'rate >> 1'], /At character 7 of 'rate >> 1'/],
  ['no run', ['--y', 'train-loss', '--runs', 'rate = 7'], /no run is so/],
  ['an event without a name', ['--y', 'train-loss', '--x', 'event:'], /--x/],
  ['a logarithm of steps before an event', ['--y', 'train-loss', '--x', 'event:grokked', '--log-x'], /--log-x/],
])('%s is refused, and no file is left', async (_, args, message) => {
  await expect(drawn('refused.svg', ...args)).rejects.toThrow(message)
  expect(existsSync(join(folder.path, 'refused.svg'))).toBe(false)
})

test('a file of another kind is refused before anything is read', async () => {
  await expect(drawn('refused.pdf', '--y', 'train-loss')).rejects.toThrow(/\.svg, \.png, \.csv/)
})
