import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cardOf } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { probesAsked } from '#src/cli/probes-asked.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { oddParts } from './odd-parts.ts'

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
