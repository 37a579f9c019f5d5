import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore, openStoreInThreads } from '#src/store/index.ts'
import { arrival, keep } from './contract.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

const started = enveloped('r', 0, [startedReport('r')])
const measured = enveloped('r', 1, [measuredReport(scalarColumn('loss', [1], [2]))])

test.each([
  ['in this thread', openStore],
  ['in threads', openStoreInThreads],
])('a folder that is removed while it is used: nothing is acknowledged any more, %s', async (_where, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-gone-'))
  const store = await open(folder)
  await keep(store, started)
  expect(await store.whyUnfit()).toBe(null)
  rmSync(folder, { recursive: true })
  expect(await store.whyUnfit()).toMatch(/phasescope\.sqlite is gone/)
  const [refused] = await store.ingest([arrival(measured)])
  expect(refused).toMatchObject({
    ok: false,
    why: expect.stringMatching(/phasescope\.sqlite is gone: nothing that comes is kept/),
  })
  expect(await store.admit({ run: 'r', writer: 'trainer', secretHash: 'x' })).toMatchObject({ ok: false })
  await store.close()
})

test('so it is with a file that was replaced by a copy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-replaced-'))
  const store = await openStore(folder)
  await keep(store, started)
  const file = join(folder, 'phasescope.sqlite')
  cpSync(file, `${file}.copy`)
  renameSync(`${file}.copy`, file)
  const [refused] = await store.ingest([arrival(measured)])
  expect(refused).toMatchObject({ ok: false, why: expect.stringMatching(/was replaced by another file/) })
  await store.close()
  rmSync(folder, { recursive: true })
})
