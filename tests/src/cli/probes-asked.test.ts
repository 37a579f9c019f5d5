import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cardOf } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { probesAsked } from '#src/cli/probes-asked.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** A probe of one's own whose parts have all that separates fields and rows. */
const oddParts = (id = 'odd-parts', name = 'oddParts') => `
import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from '#probes/define.ts'

export const ${name} = defineProbe({
  id: '${id}', name: 'Odd parts', symbol: 'o', formula: 'x', unit: '1',
  about: 'Parts whose names are odd', caveat: 'None of note here', estimator: 'Exact', edges: 'None',
  reference: 'Own', needs: ['weights'], cost: 'free', cadence: every(5), group: 'structure',
  output: scalars(), options: [],
  measure: ({ weights }, { linalg }) => {
    const [w] = Object.values(weights)
    const data = w?.values ?? Float64Array.of(NaN)
    const [largest = NaN] = linalg.singularValues({ rows: w?.shape[0] ?? 1, cols: w?.shape[1] ?? 1, data })
    return { 'w0,w1': largest, 'say "hi"': 2, 'a\\nb': 3, '=1+1': 1e-20, constructor: 6 }
  },
})
`

describe('the probes that are asked for', () => {
  it.each(probes.map(({ id }) => id))('%s is loaded alone as it is in the catalogue', async (id) => {
    const { probes: found, hasUserDefined } = await probesAsked([id], [])
    expect(found.map(cardOf)).toEqual(probes.filter((probe) => probe.id === id).map(cardOf))
    expect(hasUserDefined).toBe(false)
  })

  it('are found by an earlier name, and by the nearest where there is none', async () => {
    const former = probes.find(({ formerly }) => formerly !== undefined)
    expect(former).toBeDefined()
    const { probes: found } = await probesAsked([former?.formerly ?? '', 'weight-norm'], [])
    expect(found.map(({ id }) => id)).toEqual([former?.formerly, 'weight-norm'])
    for (const id of ['wieght-norm', 'weight-norm.ts', '../probes/weight-norm'])
      await expect(probesAsked([id], [])).rejects.toThrow(/Unknown probe .*; did you mean 'weight-norm'/)
    for (const frame of ['readme', 'define', 'inputs', 'index', 'detector'])
      await expect(probesAsked([frame], [])).rejects.toThrow(`Unknown probe '${frame}'`)
  })

  it('are those of a folder too, by the rules of a run', async () => {
    using folder = temporaryFolder()
    const save = (id: string, source: string) => writeFileSync(join(folder.path, `${id}.ts`), source)
    save('odd-parts', oddParts())
    save('weight-norm', oddParts('weight-norm', 'weightNorm'))
    save('with-chance', oddParts('with-chance', 'withChance').replace('largest,', 'Math.random(),'))
    const asked = await probesAsked(['odd-parts', 'stable-rank'], [folder.path])
    expect(asked.probes.map(({ id }) => id)).toEqual(['odd-parts', 'stable-rank'])
    expect(asked.hasUserDefined).toBe(true)
    expect((await probesAsked(['stable-rank'], [folder.path])).hasUserDefined).toBe(false)
    await expect(probesAsked(['weight-norm'], [folder.path])).rejects.toThrow(
      "The id 'weight-norm' is already used by the catalogue; rename the file and its probe (weight-norm.ts)",
    )
    await expect(probesAsked(['with-chance'], [folder.path])).rejects.toThrow(/Math\.random.*\(with-chance\.ts:\d+\)/)
    await expect(probesAsked(['od-parts'], [folder.path])).rejects.toThrow(/did you mean 'odd-parts'/)
    await expect(probesAsked(['odd-parts'], [join(folder.path, 'none')])).rejects.toThrow(/There is no folder/)
  })
})
