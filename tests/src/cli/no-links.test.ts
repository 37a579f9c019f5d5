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
import { describe, expect, test } from 'vitest'
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
