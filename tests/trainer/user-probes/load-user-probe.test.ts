import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { keptUserProbes } from '#trainer/user-probes/kept-versions.ts'
import { loadUserProbe } from '#trainer/user-probes/load-user-probe.ts'
import { hashOf } from '#trainer/user-files/user-module.ts'
import { CHECKOUT } from '#trainer/user-files/checkout.ts'
import { PROJECT_PROBES } from '#trainer/user-probes/project-probes.ts'
import { textOf } from './folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'own-probes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const kept = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const source = textOf('first-layer', { measure: '() => 2' })
const file = kept('first-layer.v2.ts', source)

describe('a version that was kept', () => {
  it('is loaded under its own id, in this process and in another', () => {
    const probe = loadUserProbe(file, 'first-layer.v2', hashOf(source), { tf: null })
    expect(probe).toMatchObject({ id: 'first-layer.v2', name: 'First layer, version 2' })
    expect(probe.measure({ weights: {} } as never, { linalg: {} } as never)).toBe(2)
    const script = `
      const { loadUserProbe } = await import('${CHECKOUT}/trainer/user-probes/load-user-probe.ts')
      const probe = loadUserProbe('${file}', 'first-layer.v2', null, { tf: null })
      console.log(probe.id, probe.measure({ weights: {} }, { linalg: {} }))`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: '/' })
    expect(said).toBe('first-layer.v2 2\n')
  })

  it('is refused if its text is no longer what was offered', () => {
    expect(() => loadUserProbe(file, 'first-layer.v2', hashOf('another'), { tf: null })).toThrow(
      /first-layer\.v2\.ts has changed since probe 'first-layer\.v2' was checked/,
    )
  })

  it('finds what a file of probes/ imports beside it', () => {
    const text = readFileSync(join(PROJECT_PROBES, 'weight-norm.ts'), 'utf8')
    const probe = loadUserProbe(kept('weight-norm.v3.ts', text), 'weight-norm.v3', hashOf(text), { tf: null })
    const w1 = { shape: [1], values: Float32Array.of(-3) }
    expect(probe.measure({ weights: { w1 } } as never, { linalg: {} } as never)).toEqual({ w1: 3, total: 3 })
  })

  it('goes on reading what it knows under another name: a need, a group and a place of formulas', () => {
    const former = textOf('first-layer', {
      needs: 'optimiser',
      measure: '({ optimiser }: { optimiser: { rate: number } }) => optimiser.rate + quantile([1, 2], 1)',
      before: "import { quantile } from '#probes/maths/quantile.ts'",
    }).replace("group: 'norms'", "group: 'generalisation'")
    const probe = loadUserProbe(kept('first-layer.v4.ts', former), 'first-layer.v4', hashOf(former), { tf: null })
    expect(probe).toMatchObject({ needs: ['optimizer'], group: 'generalization' })
    expect(probe.measure({ optimizer: { rate: 0.5 } } as never, { linalg: {} } as never)).toBe(2.5)
  })

  it.each(['centredColumns', 'centredColumns as centredRows'])(
    'goes on importing %s, as a formula was named',
    (name) => {
      const former = textOf('first-layer', {
        measure: `() => ${name.split(' ').at(-1)}({ rows: 2, cols: 1, data: Float64Array.of(1, 3) }).data[1]!`,
        before: `import { centredGram,\n  ${name} } from '#probes/maths/gram.ts'\nimport { filterNormalisedDirection } from '#probes/maths/filter-normalised.ts'`,
      })
      const probe = loadUserProbe(kept('first-layer.v5.ts', former), 'first-layer.v5', hashOf(former), { tf: null })
      expect(probe.measure({ weights: {} } as never, { linalg: {} } as never)).toBe(1)
    },
  )

  it('comes with all the others of its run', () => {
    const run = join(folder, 'run')
    mkdirSync(run)
    for (const id of ['first-layer', 'first-layer.v2']) writeFileSync(join(run, `${id}.ts`), source)
    writeFileSync(join(run, 'first-layer.v3.ts.partial'), 'half-written')
    expect(keptUserProbes(run, { tf: null }).map(({ id }) => id)).toEqual(['first-layer', 'first-layer.v2'])
    expect(keptUserProbes(join(folder, 'none'), { tf: null })).toEqual([])
  })
})

describe('loading', () => {
  it('leaves every other file as Node finds it', () => {
    loadUserProbe(file, 'first-layer.v2', null, { tf: null })
    const stranger = kept('stranger.cjs', "require('#probes/define.ts')")
    expect(() => createRequire(import.meta.url)(stranger)).toThrow(/#probes\/define\.ts/)
  })

  it('gives every loading a module of its own', () => {
    const counts = kept('counts.ts', textOf('counts', { before: 'let count = 0', measure: '() => (count += 1)' }))
    const [one, other] = [1, 2].map(() => loadUserProbe(counts, 'counts', null, { tf: null }))
    const asked = [one, one, other].map((probe) => probe!.measure({ weights: {} } as never, { linalg: {} } as never))
    expect(asked).toEqual([1, 2, 1])
  })
})
