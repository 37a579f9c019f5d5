import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'

describe('measure', () => {
  it('prints one line of JSON, in float64 where the file is', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'weights.safetensors')
    writeSafetensors(path, { w: { shape: [2, 2], values: Float64Array.of(1, 1e-10, 0, 1) } })
    const { code, stdout, stderr } = await phasescope(['measure', 'singular-values', '--input', path, '--json'])
    expect(code, stderr).toBe(0)
    const { values } = JSON.parse(stdout) as { values: number[] }
    expect((values[0] ?? 0) - (values[1] ?? 0)).toBeCloseTo(1e-10, 14) // a shear of 1e-10 parts them by that
  })

  it('ends with code 2 and one line where the file has not what it reads', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'weights.safetensors')
    writeSafetensors(path, { w: { shape: [2], values: Float64Array.of(1, 2) } })
    const { code, stdout, stderr } = await phasescope(['measure', 'linear-cka', '--input', path, '--json'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim()).toMatch(/^phasescope: weights\.safetensors has no tensor 'x' \[n, p\], .*; it has w \[2\]$/)
  })
})

describe('probes', () => {
  it('prints one card whole, with what it reads of a file', async () => {
    const { code, stdout } = await phasescope(['probes', 'linear-cka'])
    expect(code).toBe(0)
    for (const said of [
      /HSIC/,
      /Caveat/,
      /Edge cases/,
      /arXiv:1905\.00414/,
      /estimator=debiased/,
      /x \[n, p\]/,
      /grok-mlp/,
    ])
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(said)
    const card = JSON.parse((await phasescope(['probes', 'linear-cka', '--json'])).stdout) as object
    expect(card).toMatchObject({ id: 'linear-cka', needs: ['hidden', 'referenceHidden'], nulls: ['shuffled-examples'] })
  })

  it('finds by words, and says the nearest name where there is nothing', async () => {
    const found = JSON.parse((await phasescope(['probes', '--search', 'rank stable', '--json'])).stdout) as {
      id: string
    }[]
    expect(found.map(({ id }) => id)).toContain('stable-rank')
    const { code, stderr } = await phasescope(['probes', 'stabel-rank'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/did you mean 'stable-rank'/)
  })
})
