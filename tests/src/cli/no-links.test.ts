import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createToken, machineToken, newSecret, tokenOf } from '#src/access/index.ts'
import { purgeRemoved } from '#src/cli/processes/purge.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { writerSecret } from '#src/cli/writer-secret.ts'
import { openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { enveloped, startedReport } from '../store/reports.ts'

/** Links of a data folder that lead out of it: at a folder, and at what a run has in it. */
const LINKS = ['writers', 'journals', 'checkpoints', 'own-probes', 'logs', 'trainers'].flatMap((folder) => [folder, `${folder}/r`]) // prettier-ignore

/** Those that their owner may keep elsewhere: of somebody else they are links like any. */
const MOVABLE = ['journals', 'checkpoints', 'logs']

/** The process goes on as another user's, whose links and folders these are not. */
function becomeSomebodyElse(): void {
  vi.spyOn(process, 'getuid').mockReturnValue(process.getuid!() + 1)
}
afterEach(() => vi.restoreAllMocks())

/** What is outside, and must stay as it is. */
function outsideOf(path: string) {
  mkdirSync(join(path, 'r'))
  writeFileSync(join(path, 'r', 'kept'), 'mine')
  writeFileSync(join(path, 'kept'), 'mine')
  chmodSync(path, 0o755)
  return () => {
    expect(readdirSync(path, { recursive: true }).toSorted()).toEqual(['kept', 'r', 'r/kept'])
    expect(readFileSync(join(path, 'kept'), 'utf8')).toBe('mine')
    expect(statSync(path).mode & 0o777).toBe(0o755)
  }
}

describe.each(LINKS)('a data folder whose %s is a symbolic link', (link) => {
  test('is trained in, shown a secret of, and swept by nobody: what it leads to stays as it is', async () => {
    using data = temporaryFolder()
    using outside = temporaryFolder()
    const isAsItWas = outsideOf(outside.path)
    const store = await openStore(data.path)
    await keep(store, enveloped('r', 0, [startedReport('r')]))
    await store.remove('r')
    const path = join(data.path, link)
    mkdirSync(join(path, '..'), { recursive: true })
    symlinkSync(outside.path, path)
    if (MOVABLE.includes(link)) becomeSomebodyElse()
    const refused = new RegExp(`${link} is a symbolic link`)
    await expect(withRunLock(data.path, 'r', () => Promise.resolve())).rejects.toThrow(refused)
    expect(() => writerSecret(data.path, 'r', 'trainer')).toThrow(refused)
    await expect(purgeRemoved(store, data.path)).rejects.toThrow(refused)
    isAsItWas()
    rmSync(path)
    await purgeRemoved(store, data.path)
    isAsItWas()
    await store.close()
  })
})

describe.each(MOVABLE)('%s of a data folder that its owner keeps on another disk', (folder) => {
  test('is trained in, and swept of a run that was removed, and of that alone', async () => {
    using data = temporaryFolder()
    using disk = temporaryFolder()
    const theirs = { journals: 'r.journal', checkpoints: 'r', logs: 'r.log' }[folder]!
    for (const name of [theirs, 'another']) writeFileSync(join(disk.path, name), '')
    const store = await openStore(data.path)
    await keep(store, enveloped('r', 0, [startedReport('r')]))
    await store.remove('r')
    symlinkSync(disk.path, join(data.path, folder))
    await expect(withRunLock(data.path, 'r', () => Promise.resolve('trained'))).resolves.toBe('trained')
    expect(writerSecret(data.path, 'r', 'trainer')).toMatch(/^[\w-]{43}$/)
    await purgeRemoved(store, data.path)
    expect(readdirSync(disk.path)).toEqual(['another'])
    await store.close()
  })

  test.each([
    ['nothing', () => undefined],
    ['a file', (path: string) => writeFileSync(path, '')],
    ['another link', (path: string, elsewhere: string) => symlinkSync(elsewhere, path)],
  ])('is refused where the link leads to %s', async (_what, make) => {
    using data = temporaryFolder()
    using disk = temporaryFolder()
    make(join(disk.path, 'target'), data.path)
    symlinkSync(join(disk.path, 'target'), join(data.path, folder))
    const trained = withRunLock(data.path, 'r', () => Promise.resolve())
    await expect(trained).rejects.toThrow(
      /is a symbolic link.*followed if it and the folder that it leads to are yours/,
    )
  })
})

describe('who may do what is read from no link', () => {
  test('to a folder', () => {
    using data = temporaryFolder()
    using outside = temporaryFolder()
    const isAsItWas = outsideOf(outside.path)
    symlinkSync(outside.path, join(data.path, 'access'))
    expect(() => machineToken(data.path)).toThrow(/access is a symbolic link/)
    expect(() => createToken(data.path, { right: 'view', name: 'guest' })).toThrow(/access is a symbolic link/)
    expect(tokenOf(data.path)).toBeNull()
    isAsItWas()
  })

  test('to a file', () => {
    using data = temporaryFolder()
    using outside = temporaryFolder()
    const file = join(outside.path, 'theirs')
    writeFileSync(file, `${newSecret()}\n`, { mode: 0o644 })
    mkdirSync(join(data.path, 'access'))
    symlinkSync(file, join(data.path, 'access', 'machine.token'))
    expect(() => machineToken(data.path)).toThrow(/machine.token is a symbolic link/)
    expect(tokenOf(data.path)).toBeNull()
    expect(statSync(file).mode & 0o777).toBe(0o644)
    expect(existsSync(join(data.path, 'access', 'machine.token'))).toBe(true)
  })
})
