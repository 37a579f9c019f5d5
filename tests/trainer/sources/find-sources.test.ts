import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { openArchive } from '#src/store/archive/frames.ts'
import { readSafetensorsHeader } from '#trainer/formats/index.ts'
import { openLog } from '#trainer/sources/log-file.ts'
import { findSources } from '#trainer/sources/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { LOGS } from './rows.ts'

const found = (path: string) => findSources(path).sources.map(({ format, name, project }) => [format, name, project])

describe('the runs in a folder', () => {
  it('are folders of event files and files of each other format, told by their bytes', () => {
    expect(found(LOGS).sort()).toEqual(
      [
        ['tensorboard', 'tensorboardx', 'logs'],
        ['tensorboard', 'tensorflow', 'logs'],
        ['tensorboard', 'torch', 'logs'],
        ['tensorboard', 'torch/hparams', 'logs'],
        ['wandb', 'run-abc123', 'logs'],
        ['trackio', 'slow', 'demo'],
        ['trackio', 'fast', 'demo'],
        ['csv', 'pandas', 'tables'],
        ['json', 'pandas', 'tables'],
        ...['brotli', 'gzip', 'snappy', 'zstd'].map((name) => ['parquet', name, 'tables']),
      ].sort(),
    )
  })

  it('are the same wherever the folder lies, as far as the files say what they are', () => {
    using folder = temporaryFolder()
    cpSync(LOGS, join(folder.path, 'logs'), { recursive: true })
    const identities = (path: string) =>
      findSources(path)
        .sources.filter(({ format }) => ['tensorboard', 'wandb', 'trackio'].includes(format))
        .map(({ identity }) => identity)
    expect(identities(join(folder.path, 'logs', 'torch'))).toEqual(identities(join(LOGS, 'torch')))
    expect(identities(join(folder.path, 'logs', 'trackio'))).toEqual(identities(join(LOGS, 'trackio')))
  })

  it('are of the project that their folder is called, and not of one where everything lies', () => {
    using shared = temporaryFolder()
    mkdirSync(join(shared.path, 'mine'))
    for (const file of ['loss.csv', 'mine/loss.csv']) writeFileSync(join(shared.path, file), 'step,loss\n0,1\n')
    cpSync(join(LOGS, 'torch'), join(shared.path, 'tb', 'seed0'), { recursive: true })
    vi.stubEnv('TMPDIR', shared.path)
    try {
      const { sources } = findSources(shared.path)
      expect(sources.map(({ name, project }) => [name, project]).sort()).toEqual([
        ['loss', 'loss'],
        ['loss', 'mine'],
        ['tb/seed0', 'tb'],
        ['tb/seed0/hparams', 'tb'],
      ])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('are told by a file itself, whatever it is called', () => {
    using folder = temporaryFolder()
    const at = (name: string) => join(folder.path, name)
    cpSync(join(LOGS, 'tables', 'zstd.parquet'), at('a'))
    cpSync(join(LOGS, 'wandb', 'run-abc123.wandb'), at('b'))
    writeFileSync(at('c'), 'step,loss\n0,1\n')
    writeFileSync(at('d'), '{"step":0,"loss":1}\n')
    expect(['a', 'b', 'c', 'd'].map((name) => found(at(name))[0]![0])).toEqual(['parquet', 'wandb', 'csv', 'json'])
    // A folder has other texts than logs.
    expect(findSources(folder.path).sources.map(({ format }) => format)).toEqual(['parquet', 'wandb'])
  })

  it('are none of a pipe or a device, which is not waited for', () => {
    using folder = temporaryFolder()
    const at = (name: string) => join(folder.path, name)
    cpSync(join(LOGS, 'trackio'), at('trackio'), { recursive: true })
    const project = readdirSync(at('trackio')).find((name) => name.endsWith('.db'))!
    const pipes = ['pipe.csv', 'events.out.tfevents.1', 'a.wandb', 'a.parquet', `trackio/${project}-wal`]
    execFileSync('mkfifo', pipes.map(at))
    for (const name of pipes.slice(0, 4))
      expect(findSources(at(name))).toEqual({ sources: [], faults: [{ path: at(name), why: 'it is a pipe, and only files and folders are imported' }] }) // prettier-ignore
    expect(findSources('/dev/zero').faults).toMatchObject([{ why: expect.stringContaining('it is a device') }])
    expect(findSources(at(`trackio/${project}`)).faults).toMatchObject([{ why: expect.stringMatching(/-wal is a pipe, and only a file is read/) }]) // prettier-ignore
    expect(findSources(folder.path).sources).toEqual([])
    expect(() => openLog(at('pipe.csv'))).toThrow('it is a pipe, and only a file is read')
    expect(() => readSafetensorsHeader(at('pipe.csv'))).toThrow('it is a pipe')
    expect(() => openArchive(at('pipe.csv'))).toThrow(/Cannot read .*pipe\.csv: it is no file/)
  })

  it('are not looked for behind symbolic links, which are said where they lead to more', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'runs', 'one'), { recursive: true })
    cpSync(join(LOGS, 'tensorboardx'), join(folder.path, 'runs', 'one'), { recursive: true })
    symlinkSync('one', join(folder.path, 'runs', 'latest'))
    symlinkSync('..', join(folder.path, 'runs', 'up'))
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'runs', 'broken'))
    const { sources, faults } = findSources(join(folder.path, 'runs'))
    expect(sources.map(({ name }) => name)).toEqual(['one'])
    expect(faults).toEqual([
      {
        path: join(folder.path, 'runs', 'up'),
        why: 'it is a symbolic link, which is not followed; name it itself to import it',
      },
    ])
    expect(findSources(join(folder.path, 'runs', 'latest')).sources.map(({ name }) => name)).toEqual(['one'])
  })

  it('are none where a file is empty, no log, or not there; which is said of one that was named', () => {
    using folder = temporaryFolder()
    const at = (name: string, content: string) => {
      writeFileSync(join(folder.path, name), content)
      return findSources(join(folder.path, name))
    }
    expect(at('empty.csv', '')).toMatchObject({ sources: [], faults: [{ why: 'it is empty' }] })
    expect(at('poem.txt', 'Over the wintry')).toMatchObject({
      sources: [],
      faults: [{ why: expect.stringMatching(/^expected event files/) as string }],
    })
    expect(at('begun.csv', 'step,loss\n')).toMatchObject({ sources: [], faults: [{ why: 'no row is there yet' }] })
    expect(at('events.out.tfevents.1', '')).toMatchObject({ sources: [], faults: [{ why: 'no event is there yet' }] })
    expect(findSources(join(folder.path, 'nothing'))).toMatchObject({
      sources: [],
      faults: [{ why: expect.stringMatching(/cannot be opened/) as string }],
    })
  })
})
