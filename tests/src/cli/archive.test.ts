import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exportCommand } from '#src/cli/commands/export.ts'
import { importCommand } from '#src/cli/commands/import.ts'
import { openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../store/reports.ts'

const folder = temporaryFolder()
const [here, there] = [join(folder.path, 'here'), join(folder.path, 'there')]
const file = join(folder.path, 'run.phasescope')

beforeAll(async () => {
  const store = await openStore(here)
  for (const id of ['a-long-id', 'b'])
    await keep(
      store,
      enveloped(id, 0, [
        { type: 'started', run: runOf(id), probes: [], detectors: [] },
        { type: 'declared', series: declaration('loss') },
        measuredReport(scalarColumn('loss', [0, 1], [NaN, -0])),
        { type: 'noted', note: { id: 'n', from: 1, to: 1, text: 'Here' } },
      ]),
    )
  await store.close()
})
afterAll(() => folder[Symbol.dispose]())

const exported = (...args: string[]) =>
  exportCommand()
    .exitOverride()
    .parseAsync(['node', 'export', '--data', here, '--format', 'archive', ...args])

async function imported(data: string, ...args: string[]): Promise<string> {
  const said = vi.spyOn(console, 'log').mockReturnValue()
  try {
    await importCommand()
      .exitOverride()
      .parseAsync(['node', 'import', '--data', data, ...args])
    return said.mock.calls.map(([text]) => String(text)).join('\n')
  } finally {
    said.mockRestore()
  }
}

test('runs go out as an archive and come back, once, or under another id', async () => {
  await exported('a-long', 'b', '-o', file)
  const taken = await imported(there, file)
  expect(taken).toContain(`Run 'a-long-id' was taken from ${file}`)
  expect(await imported(there, file)).toContain(`Run 'b' is stored already, as ${file} has it`)
  const again = join(folder.path, 'again.phasescope')
  await exportCommand().parseAsync(['node', 'export', '--data', there, '--format', 'archive', 'a-long-id', 'b', '-o', again]) // prettier-ignore
  expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  await exported('b', '-o', file)
  expect(await imported(there, file, '--as', 'c')).toContain(`Run 'c' was taken`)
  await expect(imported(there, file, '--as', '../c')).rejects.toThrow(/--as/)
})

test('an archive is taken while a hub serves the folder, which tells of it and goes on', async () => {
  await exported('a-long-id', '-o', file)
  const data = join(folder.path, 'served')
  await using hub = await served(data)
  expect(await hub.runs()).toEqual([])
  const told = `The hub at ${hub.url} has it from now on; a page of it that is open shows it once it is loaded anew`
  expect(await imported(data, file)).toContain(told)
  expect(await imported(data, file)).not.toContain(told)
  expect((await hub.runs()).map(({ run }) => run.id)).toEqual(['a-long-id'])
  expect(await hub.points('a-long-id', 'loss')).toMatchObject({ steps: [0, 1], values: ['NaN', -0] })
  const labeled = await fetch(`${hub.url}/api/runs/a-long-id/label`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Taken' }),
  })
  expect(labeled.status).toBe(200)
  expect((await hub.view('a-long-id')).summary).toMatchObject({ status: 'lost', run: { name: 'Taken' } })
})

test('a bad archive is refused, and makes nothing', async () => {
  const bad = join(folder.path, 'bad.phasescope')
  const nobody = join(folder.path, 'nobody')
  await exported('b', '-o', bad)
  truncateSync(bad, readFileSync(bad).length - 5)
  await expect(imported(nobody, bad)).rejects.toThrow(/is damaged at byte \d+/)
  writeFileSync(bad, 'step,loss\n')
  await expect(imported(nobody, bad)).rejects.toThrow(/bad.phasescope/)
  await expect(imported(nobody, join(folder.path, 'none'))).rejects.toThrow(/none/)
  const store = await openStore(nobody)
  expect((await store.list({})).total).toBe(0)
  await store.close()
})

test('an archive has all of a run, and needs a place', async () => {
  await expect(exported('b')).rejects.toThrow(/--format archive: expected -o FILE/)
  await expect(exported('b', '-o', file, '--series', 'loss')).rejects.toThrow(/an archive has all of a run/)
  await expect(exported('b', '-o', file, '--notes')).rejects.toThrow(/--notes/)
})
