import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backupCommand } from '#src/cli/commands/backup.ts'
import { checkCommand } from '#src/cli/commands/check.ts'
import { removeCommand } from '#src/cli/commands/remove.ts'
import { purgeRemoved } from '#src/cli/processes/purge.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { enveloped, startedReport } from '../store/reports.ts'

let folder: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  folder = temporaryFolder()
  store = await openStore(folder.path)
  for (const run of ['demo-1', 'demo-1.b', 'other']) await keep(store, enveloped(run, 0, [startedReport(run)]))
})
afterEach(async () => {
  process.exitCode = undefined
  await store.close()
  folder[Symbol.dispose]()
})

async function said(command: ReturnType<typeof removeCommand>, ...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await command.exitOverride().parseAsync([...args, '--data', folder.path], { from: 'user' })
    return log.mock.calls.flat().join('\n')
  } finally {
    log.mockRestore()
  }
}

const ids = async () => (await store.list({})).runs.map(({ run }) => run.id).toSorted()

test('a run is removed, brought back, and forgotten with its files when a hub starts', async () => {
  const files = ['logs/demo-1.log', 'journals/demo-1.journal', 'journals/demo-1.2.journal', 'checkpoints/demo-1/0']
  const kept = ['logs/demo-1.b.log', 'journals/demo-1.b.journal', 'checkpoints/demo-1.b/0', 'writers/other/trainer.key']
  for (const file of [...files, ...kept, 'own-probes/demo-1/a.ts', 'writers/demo-1/trainer.key']) {
    mkdirSync(join(folder.path, file, '..'), { recursive: true })
    writeFileSync(join(folder.path, file), '')
  }
  await withRunLock(folder.path, 'demo-1', async () => {
    await expect(said(removeCommand(), 'demo-1')).rejects.toThrow(
      `Run 'demo-1' has a trainer, process ${process.pid}: end it first (phasescope stop demo-1 --data ${folder.path})`,
    )
  })
  expect(await said(removeCommand(), 'demo-1')).toMatch('Removed demo-1. Until the next start')
  expect(await ids()).toEqual(['demo-1.b', 'other'])
  expect(await said(removeCommand(), 'demo-1', '--undo')).toBe('Brought back demo-1')
  await purgeRemoved(store, folder.path)
  expect(await ids()).toEqual(['demo-1', 'demo-1.b', 'other'])
  await said(removeCommand(), 'demo-1')
  await purgeRemoved(store, folder.path)
  expect(await ids()).toEqual(['demo-1.b', 'other'])
  await expect(said(removeCommand(), 'demo-1', '--undo')).rejects.toThrow("Unknown run 'demo-1'")
  expect(files.filter((file) => existsSync(join(folder.path, file)))).toEqual([])
  expect(kept.filter((file) => !existsSync(join(folder.path, file)))).toEqual([])
  for (const place of ['own-probes', 'trainers']) expect(readdirSync(join(folder.path, place))).toEqual([])
  expect(readdirSync(join(folder.path, 'writers'))).toEqual(['other'])
})

test('a backup is checked, and what is wrong in a store is said and repaired', async () => {
  const copy = join(folder.path, 'copy.sqlite')
  expect(await said(backupCommand(), copy)).toBe(`Copied the store of ${folder.path} to ${copy}`)
  expect(existsSync(copy)).toBe(true)
  expect(await said(checkCommand())).toBe('3 runs: all of it is as it was written')
  expect(process.exitCode).toBe(undefined)
  const db = new DatabaseSync(join(folder.path, 'phasescope.sqlite'))
  db.exec("update run set step = 9 where id = 'other'")
  expect(await said(checkCommand())).toMatch(
    /run 'other' is not as it was written[^]*3 runs: 1 thing is not as written/,
  )
  expect(process.exitCode).toBe(1)
  process.exitCode = undefined
  expect(await said(checkCommand(), '--repair')).toMatch(/repaired: [^]*all that was wrong is repaired/)
  expect(process.exitCode).toBe(undefined)
  db.exec("update fact set report = '{}' where seq = 0 and run = 1; update run set step = 9 where key = 1")
  db.close()
  const { runs, faults } = JSON.parse(await said(checkCommand(), '--repair', '--json')) as {
    runs: number
    faults: object[]
  }
  expect([runs, faults]).toEqual([3, [{ what: expect.stringContaining("'demo-1'") as string, repaired: false }]])
  expect(process.exitCode).toBe(1)
})
