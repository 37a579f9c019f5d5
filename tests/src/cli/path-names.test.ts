import { hashOf } from '#src/access/index.ts'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newRunName } from '#src/cli/options.ts'
import { trainerLog } from '#src/cli/processes/branch.ts'
import { assertOfThisFolder } from '#src/cli/processes/of-this-folder.ts'
import { isAbandoned, withRunLock } from '#src/cli/processes/run-lock.ts'
import { inheritUserProbes, userProbesFolder } from '#src/cli/user-probes.ts'
import { writerSecret } from '#src/cli/writer-secret.ts'
import { isPathName, messageOf, pathIn, PhasescopeError } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { journalPath } from '#trainer/link/index.ts'
import { newRunId } from '#trainer/run/index.ts'
import { keptUserProbes, openKeptVersions } from '#trainer/user-probes/kept-versions.ts'
import { FILES } from '../../architecture/imports.ts'
import { temporaryFolder } from '../../phasescope.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Every place at which a name becomes part of a path, tried with the name. */
const PLACES: Record<string, (data: string, name: string) => unknown> = {
  'the lock of a run': (data, name) => withRunLock(data, name, () => Promise.resolve()),
  'the log of a trainer': trainerLog,
  'the checkpoints of a run': checkpointsFolder,
  'the user-defined probes of a run': userProbesFolder,
  'those of a branch': (data, name) => inheritUserProbes(data, name, 'branch'),
  'those of a branch of its own': (data, name) => inheritUserProbes(data, 'parent', name),
  'a version of a user-defined probe': (data, name) => openKeptVersions(data).keep(name, 'export {}'),
  'the journal of a run': journalPath,
  'the secret of a writer of a run': (data, name) => writerSecret(data, name, 'trainer'),
  'the secret of another writer': (data, name) => writerSecret(data, 'run', name),
  'the evidence that a run is of this folder': (data, name) => assertOfThisFolder(data, name, letsIn(true)),
  'the id that a person gives': (_, name) => newRunName(name),
  'any other': (data, name) => pathIn(data, name, '.txt'),
}

const EVIL: Record<string, string> = {
  'one that leads up': '../../evil',
  'an absolute path': '/etc/passwd',
  'one with a NUL': 'run\0.lock',
  'this folder': '.',
  'the one above': '..',
  nothing: '',
  'one of 20 MB': 'a'.repeat(20_000_000),
  'one character too long': 'a'.repeat(129),
  'a hidden file': '.run',
  'an option': '--data',
  'a folder of it': 'runs/run',
  'one with a line end': 'run\n',
  'one that clears the terminal': '\x1b[2Jrun',
  'a path of Windows': '..\\..\\evil',
  'a drive of Windows': 'C:evil',
  'a stream of Windows': 'run:stream',
  'dots that look alike': '．．/evil',
  'a slash that looks alike': '..∕evil',
  'a letter that looks alike': 'rυn',
  'a blank': 'a run',
  'one that is encoded': '%2e%2e%2fevil',
}

const GOOD = ['a', 'grok-mlp-small-20261122-061500-kqtz', 'Run_1.v2', '0', 'a..b', 'CON', 'run.', 'a'.repeat(128)]

describe.each(Object.entries(PLACES))('%s', (_, place) => {
  it.each(Object.entries(EVIL))('refuses %s, in a sentence that fits a line, and touches nothing', async (_, name) => {
    using outer = temporaryFolder()
    const data = join(outer.path, 'a', 'data')
    mkdirSync(data, { recursive: true })
    const error = await attempted(() => place(data, name))
    expect(error).toBeInstanceOf(PhasescopeError)
    expect(messageOf(error)).toMatch(/^[^\p{Cc}]*expected a name of 1 to 128 letters[^\p{Cc}]*$/u)
    expect(messageOf(error).length).toBeLessThan(600)
    expect(readdirSync(outer.path, { recursive: true })).toEqual(['a', join('a', 'data')])
  })
})

describe('a good name', () => {
  it.each(GOOD)('%s stays in the data folder', (name) => {
    using data = temporaryFolder()
    expect(isPathName(name)).toBe(true)
    for (const path of [trainerLog, checkpointsFolder, userProbesFolder, journalPath].map((of) => of(data.path, name)))
      expect(relative(data.path, resolve(path))).toMatch(/^(logs|checkpoints|own-probes|journals)\/[^/]+$/)
  })

  it('is what a run gets, also one that is named after a run of the longest name', () => {
    expect(isPathName(newRunId('grok-mlp-small'))).toBe(true)
    expect(isPathName(newRunId('a'.repeat(128)))).toBe(true)
  })
})

describe('what lies in a data folder already', () => {
  it('is no run that a trainer is started for, unless a trainer of this folder made it', async () => {
    using data = temporaryFolder()
    const refused = /'forged' was not trained from/
    await expect(assertOfThisFolder(data.path, 'forged', letsIn(true))).rejects.toThrow(refused)
    mkdirSync(checkpointsFolder(data.path, 'old'), { recursive: true })
    writerSecret(data.path, 'streamed', 'trainer')
    await withRunLock(data.path, 'mine', () => Promise.resolve())
    for (const run of ['old', 'streamed', 'mine']) {
      await assertOfThisFolder(data.path, run, letsIn(true))
      await expect(assertOfThisFolder(data.path, run, letsIn(false))).rejects.toThrow(/was not trained from/)
      // A lock lies there too when somebody has tried to resume a run of others, who may call their writer anything.
      await expect(assertOfThisFolder(data.path, run, letsIn(true, false))).rejects.toThrow(/was not trained from/)
    }
  })

  it('is known by the secret that lies there, and who is refused leaves nothing there', async () => {
    using data = temporaryFolder()
    const secretHash = hashOf(writerSecret(data.path, 'streamed', 'trainer'))
    await assertOfThisFolder(data.path, 'streamed', knows(secretHash))
    await expect(assertOfThisFolder(data.path, 'streamed', knows(hashOf('x')))).rejects.toThrow(/was not trained from/)
    await withRunLock(data.path, 'theirs', () => Promise.resolve())
    const before = readdirSync(data.path, { recursive: true })
    await expect(assertOfThisFolder(data.path, 'theirs', knows(secretHash))).rejects.toThrow(/was not trained from/)
    expect(readdirSync(data.path, { recursive: true })).toEqual(before)
  })

  it('has a secret for each writer that nobody else reads, and that stays', () => {
    using data = temporaryFolder()
    const secret = writerSecret(data.path, 'run', 'trainer')
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(writerSecret(data.path, 'run', 'trainer')).toBe(secret)
    expect(writerSecret(data.path, 'run', 'sidecar')).not.toBe(secret)
    const modes = ['', 'run', 'run/trainer.key'].map((name) => statSync(join(data.path, 'writers', name)).mode & 0o777)
    expect(modes).toEqual([0o700, 0o700, 0o600])
    writeFileSync(join(data.path, 'writers', 'run', 'trainer.key'), 'short')
    expect(() => writerSecret(data.path, 'run', 'trainer')).toThrow(/trainer\.key: expected a secret of 43 characters/)
  })

  it('is not asked for a lock where an earlier version kept a run of no possible name', async () => {
    using data = temporaryFolder()
    expect(await isAbandoned(data.path, '../../evil')).toBe(false)
  })

  it('is named by its path where a probe that is kept there is broken', () => {
    using data = temporaryFolder()
    const kept = userProbesFolder(data.path, 'run')
    mkdirSync(kept, { recursive: true })
    writeFileSync(join(kept, 'my-norm.ts'), 'export const = 1')
    expect(() => keptUserProbes(kept, { tf: null })).toThrow(`${join(kept, 'my-norm.ts')}: `)
  })

  it('gives no probe that lies elsewhere, however it is linked to', () => {
    using data = temporaryFolder()
    const outside = join(data.path, 'outside.ts')
    writeFileSync(outside, 'throw new Error("loaded")')
    const kept = userProbesFolder(data.path, 'run')
    mkdirSync(kept, { recursive: true })
    symlinkSync(outside, join(kept, 'linked.ts'))
    writeFileSync(join(kept, '-.ts'), 'throw new Error("loaded")')
    mkdirSync(join(kept, 'folder.ts'))
    expect(keptUserProbes(kept, { tf: null })).toEqual([])
    inheritUserProbes(data.path, 'run', 'branch')
    expect(keptUserProbes(userProbesFolder(data.path, 'branch'), { tf: null })).toEqual([])
    expect(existsSync(dirname(kept))).toBe(true)
  })
})

/** A path that is put together by hand is checked by nobody. */
it('no file makes a path of a name but by pathIn', () => {
  const byHand =
    /join\([^()]*\b(run|writer|id|branch|parent)\b[^()]*\)|`[^`]*\$\{(run|writer|id)\}\.(lock|log|journal|key|ts)`/
  const files = FILES.filter((file) => /^(src|trainer)\/.*\.ts$/.test(file))
  expect(files.length).toBeGreaterThan(300)
  expect(files.filter((file) => byHand.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
  expect(byHand.test("join(data, 'logs', `${run}.log`)")).toBe(true)
})

/** A store that knows every run by no secret, or by that of somebody else; our name for the main writer may be another's. */
function letsIn(ok: boolean, main = true) {
  return knows(ok ? null : hashOf('another writer'), main ? 'trainer' : 'theirs')
}

function knows(secretHash: string | null, writer = 'trainer') {
  return { mainWriter: () => Promise.resolve({ writer, secretHash }) }
}

async function attempted(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was refused')
}
