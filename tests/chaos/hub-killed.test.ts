import { describe, expect, it } from 'vitest'
import { freePort, linesOf, phasescope, start, temporaryFolder, type Line } from '../phasescope.ts'
import { served } from '../served.ts'

/** Nothing lost, nothing doubled, through a kill -9 of the hub while a run streams to it. */
describe('kill -9 of the hub in mid-run', () => {
  it('leaves every series whole after a restart, equal point by point to what the trainer said', async () => {
    using data = temporaryFolder()
    using journals = temporaryFolder()
    const port = await freePort()
    await using first = await served(data.path, { port })

    const args = ['train', 'grok-mlp-small', '--seed', '4', '--steps', '1500', '--hub', `http://127.0.0.1:${port}`]
    const trainer = start([...args, '--json', '--data', journals.path], { PHASESCOPE_TOKEN: first.token })
    await trainer.says(/"step":150[,}]/)
    await first.kill()
    await trainer.says(/"step":700[,}]/)
    await using second = await served(data.path, { port })
    const { code, stdout } = await trainer.ended
    expect(code).toBe(0)
    expect(await second.end()).toBe(0)

    const printed = linesOf(stdout)
    const run = printed.at(-1)?.run ?? ''
    const stored = linesOf((await phasescope(['export', run, '--format', 'ndjson', '--data', data.path])).stdout)
    expect(bySeries(stored)).toEqual(bySeries(printed.slice(0, -1)))
    const steps = stored.filter(({ series }) => series === 'test-loss').map(({ step }) => step)
    expect(steps).toEqual(Array.from({ length: 1501 }, (_, step) => step))
  })
})

function bySeries(lines: readonly Line[]): Record<string, Line[]> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(lines, ({ series }) => series ?? '')).map(([name, group]) => [name, group ?? []]),
  )
}
