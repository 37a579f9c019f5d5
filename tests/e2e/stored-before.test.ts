import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../chaos/killed.ts'
import { attach, BRANCH, fork, LATE, ON } from '../fixtures/version-0.1/commands.ts'
import { openStored, type Stored } from '../fixtures/version-0.1/open.ts'
import { phasescope } from '../phasescope.ts'
import { served } from '../served.ts'
import { opened } from './opened.ts'

/**
 * Runs that version 0.1 stored, with its words: what is read is the same to the byte, and what is computed again from
 * them is what that version itself computes. WebAssembly has the same bits on every machine but for the functions of
 * JavaScript's Math, whose last bit is the processor's: in float32 and over so few steps that stays below BOUND.
 */
const BOUND = 1e-4
let stored: Stored
beforeAll(() => void (stored = openStored()))
afterAll(() => stored[Symbol.dispose]())

const envOf = (data: string) => ({ PHASESCOPE_DATA: data, ...ON })

async function done(args: string[], data: string): Promise<string> {
  const { code, stdout, stderr } = await phasescope(args, envOf(data))
  expect(code, stderr).toBe(0)
  return stdout
}

describe('a run that version 0.1 stored', () => {
  it('is listed as it stands, with its checkpoints', async () => {
    const data = stored.copy()
    const listed = JSON.parse(await done(['runs', '--json'], data)) as object[]
    expect(listed).toMatchObject([
      { status: 'lost', step: 80, run: { id: stored.killed } },
      { status: 'completed', step: 60, run: { id: stored.completed } },
    ])
    const kept = JSON.parse(await done(['checkpoints', stored.killed, '--json'], data)) as object
    expect(kept).toMatchObject({
      refused: [],
      checkpoints: expect.arrayContaining([expect.objectContaining({ step: 50 })]),
    })
  })

  it.each(['completed', 'killed'] as const)(
    '%s is exported to the byte, under the ids that it was stored with',
    async (name) => {
      const rows = await rowsOf(stored[name], envOf(stored.copy()))
      expect(rows).toEqual(stored.expected(name))
      expect(rows.filter((row) => /^(distance-from-initialisation|mutual-nearest-neighbours)\//.test(row))).not.toEqual(
        [],
      )
    },
  )

  it('opens in the browser, with a panel for each probe', async () => {
    await using hub = await served(stored.copy())
    await using browser = await opened()
    const { page, errors, picture } = browser
    await page.goto(`${hub.url}/runs/${stored.completed}`)
    await page.locator('[data-testid="status"][data-status="completed"]').waitFor()
    for (const series of ['train-loss', 'distance-from-initialisation/total']) {
      const { values } = await hub.points(stored.completed, series, 'points=1000')
      const shown = page.locator(`[data-series="${series}"]`).first()
      await expect.poll(() => shown.getAttribute('data-value')).toBe(String(values.at(-1)))
    }
    await picture('stored-before')
    expect(errors).toEqual([])
  })

  it('is forked', async () => {
    const data = stored.copy()
    await done(fork(stored.completed), data)
    expectNear(await rowsOf(BRANCH, envOf(data)), stored.expected('forked'))
  })

  it('is resumed after a kill, with its breakpoints, its nulls and its user-defined probes', async () => {
    const data = stored.copy()
    await done(['resume', stored.killed], data)
    expectNear(await rowsOf(stored.killed, envOf(data)), stored.expected('resumed'))
  })

  it('has the past of a late probe filled in, under the id that it is asked for by', async () => {
    const data = stored.copy()
    await using hub = await served(data, { env: ON })
    for (const probe of LATE) await done([...attach(stored.completed, probe), '--hub', hub.url], data)
    expectNear(await rowsOf(stored.completed, envOf(data)), stored.expected('filled'))
  })
})

/** The same series, steps and places, and values within BOUND of the largest of their series. */
function expectNear(rows: readonly string[], expected: readonly string[]): void {
  const split = (row: string) => [row.slice(0, row.lastIndexOf(',')), row.slice(row.lastIndexOf(',') + 1)] as const
  expect(rows.map((row) => split(row)[0])).toEqual(expected.map((row) => split(row)[0]))
  const seriesOf = (row: string) => row.slice(0, row.indexOf(','))
  const largest = new Map<string, number>()
  for (const row of expected) {
    const size = Math.abs(Number(split(row)[1]))
    if (Number.isFinite(size)) largest.set(seriesOf(row), Math.max(size, largest.get(seriesOf(row)) ?? 0))
  }
  const far = rows.filter((row, i) => {
    const [was, is] = [split(expected[i]!)[1], split(row)[1]]
    return was !== is && !(Math.abs(Number(was) - Number(is)) <= BOUND * (largest.get(seriesOf(row)) ?? 0))
  })
  expect(far).toEqual([])
}
