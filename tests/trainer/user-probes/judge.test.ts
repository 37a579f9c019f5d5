import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { detectors, probes } from '#probes/index.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import { openJudge } from '#trainer/user-probes/judge.ts'
import { PROJECT_PROBES } from '#trainer/user-probes/project-probes.ts'
import { sharedChecker, textOf, WatchedFolder } from './folder.ts'

let at: WatchedFolder
beforeEach(() => void (at = new WatchedFolder()))
afterEach(() => at.remove())

const file = join(PROJECT_PROBES, 'weight-norm.ts')
const text = readFileSync(file, 'utf8')
const experiment = offerOf(experiments.find(({ id }) => id === 'grok-mlp-small')!)
const judged = () => openJudge({ probes, detectors, experiment, kept: at.kept, tf: null }, sharedChecker())

describe("the project's own folder", () => {
  it('offers a built-in probe that was changed as its second version, relative imports and all', async () => {
    const judge = judged()
    expect(await judge({ file, source: text })).toBeNull()
    const changed = text.replace('normsByLayer(weights)', '({ ...normsByLayer(weights), half: 0.5 })')
    const event = await judge({ file, source: changed })
    expect(event).toMatchObject({ type: 'offered', file, probe: { id: 'weight-norm.v2' } })
    if (event?.type !== 'offered') return
    const w1 = { shape: [1], values: Float32Array.of(-3) }
    expect(event.probe.measure({ weights: { w1 } } as never, { linalg: {} } as never)).toEqual({
      w1: 3,
      total: 3,
      half: 0.5,
    })
    expect(readFileSync(join(at.kept, 'weight-norm.v2.ts'), 'utf8')).toBe(changed)
    const back = await judge({ file, source: text })
    expect(back).toMatchObject({ type: 'offered', probe: probes.find(({ id }) => id === 'weight-norm') })
  })

  it('says nothing of what is no probe, and takes nothing back', async () => {
    const judge = judged()
    for (const name of ['define', 'inputs', 'index', 'readme', 'detector', 'grokked'])
      for (const source of ['one text', 'another'])
        expect(await judge({ file: join(PROJECT_PROBES, `${name}.ts`), source })).toBeNull()
    await judge({ file, source: text })
    expect(await judge({ file, source: null })).toBeNull()
  })

  it('offers what is new in it', async () => {
    const event = await judged()({ file: join(PROJECT_PROBES, 'first-layer.ts'), source: textOf('first-layer') })
    expect(event).toMatchObject({ type: 'offered', probe: { id: 'first-layer' } })
  })
})

describe('an id', () => {
  it('belongs to the file that had it first, for as long as that is there', async () => {
    const judge = judged()
    const source = textOf('first-layer')
    expect(await judge({ file: '/a/first-layer.ts', source })).toMatchObject({ type: 'offered' })
    expect(await judge({ file: '/b/first-layer.ts', source: `${source}\n` })).toMatchObject({
      type: 'rejected',
      why: "The id 'first-layer' is already used by /a/first-layer.ts; rename the file and its probe",
    })
    expect(await judge({ file: '/a/first-layer.ts', source: null })).toMatchObject({
      type: 'withdrawn',
      id: 'first-layer',
    })
    expect(await judge({ file: '/b/first-layer.ts', source })).toMatchObject({
      type: 'offered',
      file: '/b/first-layer.ts',
    })
  })
})

it('rejects a version that cannot be kept, and says why', async () => {
  const judge = judged()
  writeFileSync(at.kept, 'a file where the folder should be')
  const event = await judge({ file: at.path('first-layer.ts'), source: textOf('first-layer') })
  expect(event).toMatchObject({ type: 'rejected', why: expect.stringMatching(/EEXIST|ENOTDIR/) })
})
