import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newCommand } from '#src/cli/commands/new.ts'
import { detectors, probes } from '#probes/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import { assertSound } from '#trainer/user-experiments/assert-sound.ts'
import { loadedExperiment } from '#trainer/user-experiments/load-experiment.ts'
import { userProbesIn } from '#trainer/user-probes/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'

const standardOf = ({ parameters }: Experiment) =>
  Object.fromEntries(parameters.map((card) => [card.key, card.default]))
const make = (...given: string[]) => newCommand().exitOverride().parseAsync(given, { from: 'user' })

describe('phasescope new', () => {
  it('writes an experiment that can be trained as it is', async () => {
    using folder = temporaryFolder()
    const { code, stdout, stderr } = await phasescope(['new', 'experiment', 'two-words', '--to', folder.path])
    const file = join(folder.path, 'two-words.ts')
    expect(code, stderr).toBe(0)
    expect(stdout).toBe(`${file}\n`)
    expect(stderr).toContain(`phasescope train two-words --experiments ${folder.path}`)
    const experiment = loadedExperiment(file, readFileSync(file, 'utf8'))
    assertSound(experiment)
    expect(experiment).toMatchObject({ id: 'two-words', name: 'Two words' })
  })

  it.each([
    ['classes', 'kind', 'crossEntropy(1)'],
    ['numbers', "wi'dth", 'meanSquaredError'],
  ])('writes an experiment on data with %s for answers', async (answers, target, loss) => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'flow ers.csv')
    writeFileSync(data, "length,wi'dth,kind\n1,2,3\n4,5,6\n7,8,9\n")
    const [to, rest] = [
      join(folder.path, 'mine'),
      ['--data', data, '--target', target, '--answers', answers, '--input', 'length'],
    ]
    await make('experiment', 'flowers', '--to', to, ...rest)
    const text = readFileSync(join(to, 'flowers.ts'), 'utf8')
    expect(text).toContain("file: '../flow ers.csv'")
    expect(text).toContain("inputs: ['length']")
    expect(text).toContain(`loss: ${loss},`)
    expect(text).not.toMatch(/TARGET|FILE|ANSWERS|OUTPUTS|PROBES|LOSS|MADE/)
    const experiment = loadedExperiment(join(to, 'flowers.ts'), text)
    assertSound(experiment)
    expect(experiment.recipe?.(standardOf(experiment), 0).task.train).toMatchObject({ targets: { rows: 2 } })
  })

  it('refuses data that cannot be read, and one of the two alone', async () => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'x.csv')
    writeFileSync(data, 'x,kind\n1,a\nq,b\n')
    const asked = ['experiment', 'flowers', '--to', folder.path, '--data', data]
    await expect(make(...asked, '--target', 'kind')).rejects.toThrow(/x\.csv: line 3: column 'x' has 'q'/)
    await expect(make(...asked)).rejects.toThrow(/--data and --target belong together/)
  })

  it('writes a probe that measures as it is', async () => {
    using folder = temporaryFolder()
    await make('probe', 'my-probe', '--to', join(folder.path, 'made', 'with-it'))
    const [probe] = await userProbesIn([join(folder.path, 'made', 'with-it')], ['my-probe'], { probes, detectors })
    const weights = {
      w1: { shape: [2], values: Float32Array.of(-3, 1) },
      w2: { shape: [1], values: Float32Array.of(2) },
    }
    expect(probe?.measure({ weights } as never, { linalg: {} } as never)).toEqual({ w1: 3, w2: 2, largest: 3 })
  })

  it('writes over nothing', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'mine.ts'), 'of mine')
    await expect(make('probe', 'mine', '--to', folder.path)).rejects.toThrow(/mine\.ts is there already/)
    expect(readFileSync(join(folder.path, 'mine.ts'), 'utf8')).toBe('of mine')
    await expect(make('probe', 'mine', '--to', join(folder.path, 'mine.ts'))).rejects.toThrow(/Cannot write .*mine\.ts/)
  })

  // Node's own recursive mkdir never returns there.
  it.runIf(process.platform === 'linux')('says where no folder can be made', async () => {
    const { code, stderr } = await phasescope(['new', 'probe', 'mine', '--to', '/proc/x/y'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/Cannot write \/proc\/x\/y\/mine\.ts: .*ENOENT/)
  })

  it.each([
    ['experiment', '../out'],
    ['experiment', 'a/b'],
    ['experiment', 'My'],
    ['experiment', 'a'.repeat(61)],
    ['probe', 'a\nb'],
    ['probe', "it's"],
  ])('refuses %s %j for a name', async (kind, name) => {
    await expect(make(kind, name, '--to', '/nowhere')).rejects.toThrow(/expected a name in kebab case/)
  })

  it('refuses a name that the catalogue has', async () => {
    await expect(make('experiment', 'grok-mlp-small')).rejects.toThrow(/is taken by an experiment of the catalogue/)
    await expect(make('probe', 'weight-norm')).rejects.toThrow(/is taken by a probe of the catalogue/)
  })
})
