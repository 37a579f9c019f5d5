import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'
import { experimentsWith, keepExperiment, keptExperiment } from '#trainer/user-experiments/kept-experiments.ts'
import { loadedExperiment } from '#trainer/user-experiments/load-experiment.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { FILE, GOOD } from './files.ts'

const own = loadedExperiment(FILE, GOOD).own!

describe('an experiment that is kept', () => {
  it('is what its file was, whatever that is now, and knows where that was last', () => {
    using folder = temporaryFolder()
    keepExperiment(folder.path, own)
    keepExperiment(folder.path, { ...own, file: '/elsewhere/my-experiment.ts' })
    expect(keptExperiment(folder.path, own.hash)).toMatchObject({
      id: 'my-experiment',
      own: { ...own, file: '/elsewhere/my-experiment.ts' },
    })
    expect(experimentsWith(folder.path, own.hash).at(-1)?.id).toBe('my-experiment')
    expect(experimentsWith(folder.path, undefined)).toBe(experiments)
  })

  it.each<[string, (path: string) => void, RegExp]>([
    ['is not there', () => {}, /The file of the experiment is not kept in this data folder: there is no/],
    [
      'has another text',
      (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('steps: 200', 'steps: 201')),
      /is not what was kept there any more/,
    ],
    ['is no JSON', (path) => writeFileSync(path, '{'), /cannot be read as a kept experiment/],
    [
      'says something else',
      (path) => writeFileSync(path, '{"version": 1, "file": 3}'),
      /cannot be read as a kept experiment: At .*file: expected a path/,
    ],
    ['is of a later version', (path) => writeFileSync(path, '{"version": 2}'), /expected version 1/],
    [
      'is very long',
      (path) => writeFileSync(path, ' '.repeat(4 * 2 ** 20)),
      /is no kept experiment: expected a file of at most 3145728 bytes/,
    ],
  ])('is refused where it %s', (what, spoil, why) => {
    using folder = temporaryFolder()
    if (what !== 'is not there') keepExperiment(folder.path, own)
    spoil(join(folder.path, `${own.hash}.json`))
    expect(() => keptExperiment(folder.path, own.hash)).toThrow(why)
  })

  it('is not carried out where somebody changed it', () => {
    using folder = temporaryFolder()
    keepExperiment(folder.path, own)
    const [path, trace] = [join(folder.path, `${own.hash}.json`), join(folder.path, 'trace')]
    const { text, ...kept } = JSON.parse(readFileSync(path, 'utf8')) as { text: string }
    const writes = `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(trace)}, 'carried out')`
    const spoiled = `${text}\n;(globalThis as any).${writes}\n`
    writeFileSync(path, JSON.stringify({ ...kept, text: spoiled }))
    expect(() => keptExperiment(folder.path, own.hash)).toThrow(/is not what was kept there any more/)
    expect(existsSync(trace)).toBe(false)
    // Loaded, it would have written.
    loadedExperiment(FILE, spoiled)
    expect(existsSync(trace)).toBe(true)
  })

  it('is refused where it is a link, a folder, or a name that leads out', () => {
    using folder = temporaryFolder()
    keepExperiment(join(folder.path, 'elsewhere'), own)
    symlinkSync(join(folder.path, 'elsewhere', `${own.hash}.json`), join(folder.path, `${own.hash}.json`))
    expect(() => keptExperiment(folder.path, own.hash)).toThrow(/is no kept experiment/)
    mkdirSync(join(folder.path, 'abc.json'))
    expect(() => keptExperiment(folder.path, 'abc')).toThrow(/is no kept experiment/)
    expect(() => keptExperiment(folder.path, `../elsewhere/${own.hash}`)).toThrow(/expected/)
  })
})
