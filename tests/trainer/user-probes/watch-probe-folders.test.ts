import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Layer } from '#probes/inputs.ts'
import { NULL_MODELS } from '#src/vocabulary/index.ts'
import { MEASURE_LINE, textOf, WatchedFolder } from './folder.ts'

let at: WatchedFolder
beforeEach(() => void (at = new WatchedFolder()))
afterEach(() => at.remove())

const layer: Layer = { shape: [2], values: Float32Array.of(3, 4) }
const asked = (probe: { measure: unknown }) =>
  (probe.measure as (inputs: object, tools: object) => unknown)({ weights: { w1: layer } }, { linalg: {} })

describe('a file that is saved while a folder is watched', () => {
  it('is offered, and measures', async () => {
    await at.watch()
    const event = await at.save('first-layer.ts', textOf('first-layer'))
    expect(event).toMatchObject({ type: 'offered', file: at.path('first-layer.ts'), line: MEASURE_LINE })
    if (event.type !== 'offered') return
    expect(event.probe).toMatchObject({ id: 'first-layer', name: 'First layer', needs: ['weights'], remembers: false })
    expect(asked(event.probe)).toBe(5)
  })

  it('may use the formulas of probes/ and the words of the vocabulary', async () => {
    await at.watch()
    const before = `import { normsByLayer } from '#probes/maths/algebra/norms.ts'\nimport { NULL_MODELS } from '#src/vocabulary/index.ts'`
    const measure = '({ weights }) => normsByLayer(weights).total! + NULL_MODELS.length'
    expect(asked(await at.offered('first-layer.ts', textOf('first-layer', { before, measure })))).toBe(
      5 + NULL_MODELS.length,
    )
  })

  it('was there before: it is offered before the folders are ready', async () => {
    writeFileSync(at.path('first-layer.ts'), textOf('first-layer'))
    await at.watch()
    expect(at.seen.map(({ type }) => type)).toEqual(['offered', 'ready'])
  })

  it('becomes another version when it changes, and the old one measures as before', async () => {
    await at.watch()
    const first = await at.offered('first-layer.ts', textOf('first-layer'))
    const second = await at.offered('first-layer.ts', textOf('first-layer', { measure: '() => 2' }))
    const third = await at.offered('first-layer.ts', textOf('first-layer', { measure: '() => 3' }))
    expect([first, second, third].map(({ id }) => id)).toEqual(['first-layer', 'first-layer.v2', 'first-layer.v3'])
    expect(second.name).toBe('First layer, version 2')
    expect([first, second, third].map(asked)).toEqual([5, 2, 3])
  })

  it('is no other version with the same text, and is itself again when it returns to it', async () => {
    await at.watch()
    const first = await at.offered('first-layer.ts', textOf('first-layer'))
    writeFileSync(at.path('first-layer.ts'), textOf('first-layer'))
    const broken = await at.save('first-layer.ts', 'export const')
    expect(broken.type).toBe('rejected')
    const again = await at.offered('first-layer.ts', textOf('first-layer'))
    expect(again).toBe(first)
    expect(at.seen.map(({ type }) => type)).toEqual(['ready', 'offered', 'rejected', 'offered'])
  })

  it('is kept as it was, so that the run can be resumed with the same versions', async () => {
    await at.watch()
    await at.offered('first-layer.ts', textOf('first-layer'))
    await at.offered('first-layer.ts', textOf('first-layer', { measure: '() => 2' }))
    at.stop()
    expect(readdirSync(at.kept).sort()).toEqual(['first-layer.ts', 'first-layer.v2.ts'])
    expect(readFileSync(join(at.kept, 'first-layer.ts'), 'utf8')).toBe(textOf('first-layer'))
    await at.watch()
    expect(at.seen.at(-2)).toMatchObject({ type: 'offered', probe: { id: 'first-layer.v2' } })
    const next = await at.offered('first-layer.ts', textOf('first-layer', { measure: '() => 3' }))
    expect(next.id).toBe('first-layer.v3')
  })

  it('is withdrawn when it is taken away, but not while an editor puts another in its place', async () => {
    await at.watch()
    await at.offered('first-layer.ts', textOf('first-layer'))
    writeFileSync(at.path('first-layer.ts~'), textOf('first-layer', { measure: '() => 2' }))
    const next = at.next()
    rmSync(at.path('first-layer.ts'))
    renameSync(at.path('first-layer.ts~'), at.path('first-layer.ts'))
    expect(await next).toMatchObject({ type: 'offered', probe: { id: 'first-layer.v2' } })
    const gone = at.next()
    rmSync(at.path('first-layer.ts'))
    expect(await gone).toEqual({ type: 'withdrawn', file: at.path('first-layer.ts'), id: 'first-layer.v2' })
  })

  it('may be a link to a file elsewhere, whose changes are seen', async () => {
    const elsewhere = join(at.root, 'elsewhere.ts')
    writeFileSync(elsewhere, textOf('first-layer'))
    symlinkSync(elsewhere, at.path('first-layer.ts'))
    await at.watch()
    const next = at.next()
    writeFileSync(elsewhere, textOf('first-layer', { measure: '() => 2' }))
    expect(await next).toMatchObject({ type: 'offered', probe: { id: 'first-layer.v2' } })
  })

  it('is left alone if it is none of ours to read', async () => {
    for (const name of ['.#first.ts', 'first.ts~', 'first.d.ts', 'first.test.ts', 'notes.md'])
      writeFileSync(at.path(name), 'not a probe')
    await at.watch()
    expect(at.seen).toEqual([{ type: 'ready' }])
  })
})

describe('the trial of a version', () => {
  it('comes before it is offered, and the version that fails it is neither kept nor counted', async () => {
    const tried: string[] = []
    const tryOut = (probe: { id: string; measure: unknown }) => {
      tried.push(probe.id)
      return Promise.resolve().then(() => asked(probe))
    }
    await at.watch({ tryOut })
    const throws = '({ weights }) => {\n    const none = weights.w9 as Layer\n    return l2(none)\n  }'
    const rejected = await at.save('first-layer.ts', textOf('first-layer', { measure: throws }))
    expect(rejected).toMatchObject({ type: 'rejected', line: MEASURE_LINE + 6 })
    expect(rejected).toMatchObject({ why: expect.stringMatching(/^Cannot destructure property 'values'/) })
    expect((await at.offered('first-layer.ts', textOf('first-layer'))).id).toBe('first-layer')
    expect(tried).toEqual(['first-layer', 'first-layer'])
    expect(readdirSync(at.kept)).toEqual(['first-layer.ts'])
  })

  it('names the line of measure where what is wrong has none, such as a wrong shape', async () => {
    await at.watch({ tryOut: () => Promise.reject(new Error('At first-layer: expected a number')) })
    expect(await at.save('first-layer.ts', textOf('first-layer'))).toEqual({
      type: 'rejected',
      file: at.path('first-layer.ts'),
      line: MEASURE_LINE,
      why: 'At first-layer: expected a number',
    })
  })
})

it('refuses a folder that is not there, by its name', () => {
  return expect(at.watch({}, [join(at.root, 'nowhere')])).rejects.toThrow(
    /There is no folder .*nowhere to watch for probes/,
  )
})
