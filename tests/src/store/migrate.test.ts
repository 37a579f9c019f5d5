import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { factsWithCards, openStore, type Store } from '#src/store/index.ts'
import { openStored, type Stored } from '../../fixtures/version-0.1/open.ts'

let stored: Stored
let data: string
beforeEach(() => {
  stored = openStored()
  data = stored.copy()
})
afterEach(() => stored[Symbol.dispose]())

const fileIn = (folder: string) => join(folder, 'phasescope.sqlite')

/** What a store of version 1 says of its runs. */
function saidBefore(file: string) {
  const db = new DatabaseSync(file, { readOnly: true })
  const runs = db.prepare('select * from run order by started_at desc').all()
  const said = runs.map((run) => ({
    id: run.id,
    next: run.next,
    points: run.points,
    facts: db
      .prepare('select report from fact where run = ? order by seq')
      .all(run.key!)
      .map(({ report }) => JSON.parse(String(report)) as unknown),
  }))
  const [version] = Object.values(db.prepare('pragma user_version').get()!)
  db.close()
  return { version, said }
}

async function saidNow(store: Store) {
  const { runs } = await store.list({})
  return Promise.all(
    runs.map(async ({ run, points }) => ({
      id: run.id,
      next: await store.next(run.id),
      points,
      facts: (await factsWithCards(store, run.id)).map(({ report }) => report),
    })),
  )
}

test('a store of version 1 is brought over whole, once, and kept beside as it was', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const before = saidBefore(fileIn(data))
  expect(before.version).toBe(1)
  const store = await openStore(data)
  expect(await saidNow(store)).toEqual(before.said)
  expect(await store.check()).toEqual({ runs: 2, faults: [] })
  const { runs } = await store.list({ family: stored.killed })
  expect(runs[0]!.spark).toMatchObject({ series: 'test-accuracy' })
  await store.close()
  expect(saidBefore(`${fileIn(data)}.v1-backup`)).toEqual(before)
  expect(said.mock.calls.flat().join('')).toContain(`as it was it is kept in ${fileIn(data)}.v1-backup`)
  const backup = readFileSync(`${fileIn(data)}.v1-backup`)
  said.mockClear()
  await (await openStore(data)).close()
  expect(said).not.toHaveBeenCalled()
  expect(readFileSync(`${fileIn(data)}.v1-backup`).equals(backup)).toBe(true)
  said.mockRestore()
})

test('whoever is killed in the midst of it leaves the store as it was', async () => {
  const before = saidBefore(fileIn(data))
  const script = join(import.meta.dirname, 'killed-migration.ts')
  const killed = spawnSync(process.execPath, [script, fileIn(data)], { encoding: 'utf8' })
  expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', expect.not.stringContaining('Error')])
  expect(saidBefore(fileIn(data))).toEqual(before)
  const store = await openStore(data)
  expect(await saidNow(store)).toEqual(before.said)
  await store.close()
})

test('where there is no room for the copy, nothing is changed', async () => {
  const before = saidBefore(fileIn(data))
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-no-room-'))
  cpSync(fileIn(data), fileIn(folder))
  // What stands in the place of the copy cannot be replaced by a file.
  mkdirSync(`${fileIn(folder)}.v1-backup`)
  await expect(openStore(folder)).rejects.toThrow(/cannot be copied before it is changed: .*; make room/)
  expect(saidBefore(fileIn(folder))).toEqual(before)
  expect(existsSync(`${fileIn(folder)}.v1-backup.partial`)).toBe(false)
  rmSync(folder, { recursive: true })
})
