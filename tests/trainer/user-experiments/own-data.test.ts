import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, afterEach, describe, expect, it } from 'vitest'
import { reconstructed } from '#trainer/experiments/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { openSystem } from '#trainer/experiments/open-system.ts'
import { planRun } from '#trainer/run/index.ts'
import { workbenchOf } from '#trainer/tensors/index.ts'
import { assertSound } from '#trainer/user-experiments/assert-sound.ts'
import { experimentsWith, keepExperiment } from '#trainer/user-experiments/kept-experiments.ts'
import { loadedExperiment } from '#trainer/user-experiments/load-experiment.ts'
import { temporaryFolder } from '../../phasescope.ts'

const TEXT = `
import { tableTask } from '#trainer/data/index.ts'
import { defineExperimentOnData } from '#trainer/experiments/own-data.ts'
import * as p from '#trainer/experiments/parameters.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'

export default defineExperimentOnData({
  id: 'flowers',
  name: 'Flowers',
  about: 'A small network tells flowers apart',
  reference: 'A test',
  data: { file: 'flowers.csv', target: 'kind', answers: 'classes' },
  parameters: { trainFraction: p.trainFraction(0.5), width: p.width(4), rate: p.rate(0.01) },
  seed: 0,
  steps: 20,
  probes: ['train-loss', 'test-accuracy'],
  claims: [],
  recipe: ({ trainFraction, width, rate }, seed, table) => ({
    task: tableTask(table, { trainFraction }, seed),
    model: denseMlp({
      widths: [table.inputs.cols, width, table.classes.length],
      activation: 'relu',
      hasBiases: true,
      initialization: { kind: 'pytorch' },
    }),
    loss: crossEntropy(1),
    optimizer: adamW({ rate, decay: 0, betas: [0.9, 0.999] }),
  }),
})
`
const ROWS = Array.from({ length: 20 }, (_, i) => `${i},${(i * 7) % 5},${i < 10 ? 'rose' : 'lily'}`)

let folder: ReturnType<typeof temporaryFolder>
let data: string
const load = (text = TEXT) => loadedExperiment(join(folder.path, 'flowers.ts'), text)
beforeEach(() => {
  folder = temporaryFolder()
  data = join(folder.path, 'flowers.csv')
  writeFileSync(data, ['length,width,kind', ...ROWS, ''].join('\n'))
})
afterEach(() => folder[Symbol.dispose]())

describe('an experiment on data of a person', () => {
  it('is trained on them, and says by a setting which they are', async () => {
    const experiment = load()
    assertSound(experiment)
    const plan = planRun({ experiment: 'flowers' }, [experiment])
    expect(plan.parameters.data).toMatch(/^flowers\.csv sha256:[0-9a-f]{16}$/)
    const { tf } = workbenchOf(await openBackend())
    const system = openSystem(plan, { tf })
    const loss = () => system.inputs.train!.loss
    const before = loss()
    for (let step = 0; step < 20; step++) system.advance()
    expect(loss()).toBeLessThan(before)
    expect(system.inputs.classes).toBeDefined()
    system.dispose()
  })

  it('is another experiment, and its sweep another sweep, where the data are', () => {
    const before = load()
    appendFileSync(data, '99,9,rose\n')
    expect(load().own?.hash).not.toBe(before.own?.hash)
    expect(load().own?.text).toBe(before.own?.text)
  })

  it('goes on with the data that a run began with, or not at all', () => {
    const own = load().own!
    const kept = join(folder.path, 'kept')
    keepExperiment(kept, own)
    const run = { id: 'mine', experiment: 'flowers', source: own.hash, parameters: {} }
    appendFileSync(data, '99,9,rose\n')
    expect(() => experimentsWith(kept, own.hash)).toThrow(
      /flowers\.csv, the data of flowers\.ts, was changed: it is sha256:\w+ now, and was/,
    )
    rmSync(data)
    expect(() => experimentsWith(kept, own.hash)).toThrow(/Cannot read .*flowers\.csv/)
    writeFileSync(data, ['length,width,kind', ...ROWS, ''].join('\n'))
    expect(reconstructed(run, experimentsWith(kept, own.hash)).experiment.id).toBe('flowers')
  })

  it('never reads other data than those that its setting names', () => {
    const experiment = load()
    appendFileSync(data, '99,9,rose\n')
    expect(() => experiment.provides).toThrow(/flowers\.csv was changed since the experiment on it was loaded/)
  })

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a bad cell',
      (text) => (appendFileSync(data, 'x,9,rose\n'), text),
      /^data: .*flowers\.csv: line 22: column 'length' has 'x', expected a number/,
    ],
    ['no file', (text) => text.replace("file: 'flowers.csv'", "file: 'none.csv'"), /^data: Cannot read .*none\.csv/],
    ['a folder', (text) => text.replace("file: 'flowers.csv'", "file: '.'"), /^data: Cannot read .*: it is not a file/],
    [
      'what never ends',
      (text) => text.replace("file: 'flowers.csv'", "file: '/dev/zero'"),
      /^data: Cannot read \/dev\/zero: it is not a file/,
    ],
    [
      'a path that is none',
      (text) => text.replace("file: 'flowers.csv'", 'file: 3 as never'),
      /^At experiment\.data\.file: expected a path/,
    ],
    [
      'another kind of answer',
      (text) => text.replace("answers: 'classes'", "answers: 'words' as never"),
      /^At experiment\.data\.answers: expected one of classes, numbers/,
    ],
  ])('is refused with %s', (_, change, why) => {
    expect(() => assertSound(load(change(TEXT)))).toThrow(why)
  })
})
