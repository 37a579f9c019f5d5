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

describe('measure, of a checkpoint', () => {
  it('counts all parameters, names what it leaves out, and takes --weights and --layers', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'state.safetensors')
    writeSafetensors(path, {
      '0.weight': { shape: [1, 2], values: Float32Array.of(3, 4) },
      '0.bias': { shape: [1], values: Float32Array.of(12) },
      '1.running_mean': { shape: [1], values: Float32Array.of(99) },
    })
    const measured = async (...asked: string[]) => {
      const { code, stdout, stderr } = await phasescope(['measure', ...asked, '--input', path])
      expect(code, stderr).toBe(0)
      return stdout
    }
    const norm = async (...asked: string[]) => JSON.parse(await measured('weight-norm', '--json', ...asked)) as object
    expect(await norm()).toMatchObject({
      value: 13,
      parts: ['total', '0.weight', '0.bias'],
      leftOut: [{ tensor: '1.running_mean', why: 'running statistics of a batch normalization' }],
    })
    expect(await norm('--weights', '!*.bias')).toMatchObject({ value: 5 })
    expect(await norm('--weights', '1.*')).toMatchObject({ value: 99 })
    const text = await measured('singular-values', '--layers', '0.weight')
    expect(text).toMatch(/^Left out: 0\.bias \(a vector\)$/m)
    expect(text).toMatch(/^Read: 0\.weight \[1, 2\] as the matrix \[in, out\] = \[2, 1\]/m)
    const refused = await phasescope(['measure', 'weight-norm', '--input', path, '--weights', 'conv.*'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/no tensor of such a name; it has 0\.weight \[1, 2\], 0\.bias \[1\]/)
  })

  it('of a run gives what the run gave, by its folder', async () => {
    using folder = temporaryFolder()
    const small = ['dimensions=4', 'width=6', 'examples=12'].flatMap((one) => ['--set', one])
    const run = ['train', 'edge-of-stability', '--steps', '10', '--id', 'own', '--data', folder.path, ...small]
    expect((await phasescope(run)).code).toBe(0)
    const csv = (await phasescope(['export', 'own', '--data', folder.path])).stdout
    const last = /^weight-norm\/total,10,,(\S+)$/m.exec(csv)?.[1]
    const checkpoints = join(folder.path, 'checkpoints', 'own')
    const { stdout } = await phasescope(['measure', 'weight-norm', '--input', checkpoints, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ value: Number(last) })
    const none = await phasescope(['measure', 'weight-norm', '--input', folder.path])
    expect(none.stderr).toMatch(/expected a file of tensors, or a folder with the checkpoints of a run/)
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
