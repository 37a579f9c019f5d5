import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Layer } from '#probes/inputs.ts'
import { measureCommand } from '#src/cli/commands/measure.ts'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** Numbers in a file, numbers on the terminal: what the command says, by closed forms, in this process. */
const layer = (shape: number[], values: number[]): Layer => ({ shape, values: Float64Array.from(values) })
/** Σ = diag(4, 2) under a rotation: rank, norm and spectrum are known. */
const ROTATED = layer([2, 2], [4 * 0.6, -2 * 0.8, 4 * 0.8, 2 * 0.6])
/** f(x) = 2x − 1 for one input, with targets 0 and 1 at x = 0 and 2: the loss has residuals −1 and 2. */
const LINE = {
  w0: layer([1, 1], [2]),
  b0: layer([1], [-1]),
  x: layer([2, 1], [0, 2]),
  y: layer([2], [0, 1]),
}

/** What it prints; what is wrong is thrown. The file is not there where there are no tensors. */
async function measured(args: string[], tensors: Record<string, Layer> | null = null): Promise<string> {
  using folder = temporaryFolder()
  const path = join(folder.path, 'tensors.safetensors')
  if (tensors !== null) writeSafetensors(path, tensors)
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await measureCommand()
      .exitOverride()
      .parseAsync([...args, '--input', path], { from: 'user' })
    return printed.mock.calls.flat().join('\n')
  } finally {
    printed.mockRestore()
  }
}

describe('measure --json', () => {
  it('gives numbers, lists and parts of every matrix of a file', async () => {
    const probes = 'weight-norm,singular-values,effective-rank'
    const stdout = await measured([probes, '--set', 'variant=participation', '--json'], {
      w: ROTATED,
    })
    const [norm, spectrum, rank] = JSON.parse(stdout) as { value?: number; values?: number[]; seconds: number }[]
    expect(norm).toMatchObject({ probe: 'weight-norm', unit: '1', parts: ['total', 'w'] })
    expect(norm?.value).toBeCloseTo(Math.sqrt(20), 12)
    expect(spectrum?.values?.[0]).toBeCloseTo(4, 12)
    expect(spectrum?.values?.[1]).toBeCloseTo(2, 12)
    expect(rank?.value).toBeCloseTo(20 ** 2 / (4 ** 4 + 2 ** 4), 12)
    expect(rank?.seconds).toBeGreaterThan(0)
  })

  it('names the columns of points, and of a curve of each layer', async () => {
    const wave = (k: number, phase: number) =>
      Array.from({ length: 5 }, (_, n) => Math.cos((2 * Math.PI * k * n) / 5 + phase))
    const residues = { u: layer([2, 5], [...wave(1, 0), ...wave(1, Math.PI / 2)]) }
    const circles = JSON.parse(await measured(['residue-circles', '--json'], residues)) as { values: number[] }
    expect(circles).toMatchObject({ parts: ['u'], shape: [5, 4], columns: ['facet', 'label', 'x', 'y'] })
    for (const [i, expected] of [1, 0, 1, 0].entries()) expect(circles.values[i]).toBeCloseTo(expected, 12)
    const diagonal = layer(
      [12, 12],
      Array.from({ length: 144 }, (_, i) => (i % 13 === 0 ? 1 + i / 13 : 0)),
    )
    const tail = JSON.parse(await measured(['spectrum-tail', '--json'], { w: diagonal })) as object
    expect(tail).toMatchObject({ parts: ['w', 'w.law'], shapes: [[12, 2], [100, 2]], columns: ['x', 'y'] }) // prettier-ignore
  })

  it('takes the temperature of a softmax, which is above 0', async () => {
    const logits = { logits: layer([1, 2], [3, 0]), labels: layer([1], [0]) }
    const loss = JSON.parse(await measured(['train-loss', '--temperature', '3', '--json'], logits)) as object
    expect(loss).toMatchObject({ value: Math.log1p(Math.exp(-1)) })
    await expect(measured(['train-loss', '--temperature', '0'], logits)).rejects.toThrow(
      "--temperature: expected a number above 0, got '0'",
    )
  })

  it('takes a network from --model, with its loss and its reduction', async () => {
    const flags = ['--model', 'mlp:1-1', '--loss', 'mse', '--reduction', 'half-batch-mean', '--json']
    const stdout = await measured(['train-loss,ntk', ...flags], LINE)
    const [loss, kernel] = JSON.parse(stdout) as object[]
    expect(loss).toMatchObject({ value: (1 + 4) / 2 / 2 })
    expect(kernel).toMatchObject({ shape: [2, 2], values: [1, 1, 1, 5] }) // x x′ + 1
  })

  it('keeps NaN and infinities, and says why there is no value', async () => {
    const diverged = { w: layer([2, 2], [1, NaN, 2, Infinity]) }
    const stdout = await measured(['weight-norm,stable-rank', '--json'], diverged)
    expect(JSON.parse(stdout)).toMatchObject([
      { probe: 'weight-norm', value: 'NaN' },
      { probe: 'stable-rank', value: null, why: expect.stringMatching(/NaN or an infinity/) },
    ])
  })

  it('gives the same random numbers for the same seed, and the null beside the value', async () => {
    const x = { w: layer([4, 3], [2, 1, 0, 1, 1, 3, 0.5, 2, 1, 1, 0, 4]) }
    const args = ['effective-rank', '--set', 'null=random-weights', '--json']
    const nullOf = async (...more: string[]) =>
      (JSON.parse(await measured([...args, ...more], x)) as { null: number }).null
    const first = await nullOf()
    expect(first).toBeGreaterThan(1)
    expect(await nullOf()).toBe(first)
    expect(await nullOf('--seed', '7')).not.toBe(first)
  })
})

describe('measure for a person', () => {
  it('prints the value with what to know of it', async () => {
    const stdout = await measured(['weight-norm'], { w: ROTATED })
    expect(stdout).toMatch(/Weight norm.*\n[^]*total\s+4\.472136[^]*Estimator: .*\nCaveat: /)
  })
})

describe('wrong usage is one line that says what to do', () => {
  const net = { w0: ROTATED, x: layer([3, 2], [1, 2, 3, 4, 5, 6]), y: layer([3], [0, 1, 5]) }
  it.each<[string[], Record<string, Layer>, RegExp]>([
    [['wieght-norm'], { w: ROTATED }, /Unknown probe 'wieght-norm'; did you mean 'weight-norm'/],
    [['linear-cka'], { a: ROTATED }, /no tensor 'x' \[n, p\], .*; it has a \[2, 2\]/],
    [['attention-entropy'], { b: layer([2], [1, 2]) }, /no two-dimensional tensor; it has b \[2\]/],
    [
      ['weight-norm'],
      { 'grad.b': layer([2], [1, 2]) },
      /has no parameters .*; it has grad\.b \[2\]; name those .* --weights/,
    ],
    [['effective-rank', '--set', 'varint=squared'], { w: ROTATED }, /'varint'; did you mean 'variant'/],
    [['effective-rank', '--set', 'variant=cubed'], { w: ROTATED }, /expected one of roy-vetterli.*'cubed'/],
    [['distance-from-initialization'], { w: ROTATED }, /needs the weights at step 0; add --with/],
    [['train-loss', '--model', 'mlp:2-2'], net, /'y'.*labels below 2.*labels to 5/],
    [['train-loss', '--model', 'mlp:2-3'], net, /expected 'w0' as \[2, 3\] or \[3, 2\] by --model; it is \[2, 2\]/],
    [['ntk', '--model', 'mlp:2-x:tanh'], net, /--model: expected mlp:3-4-2:tanh .*'mlp:2-x:tanh'/],
    [['ntk'], net, /--model mlp:3-4-2:tanh/],
    [['elapsed'], net, /only in a run/],
  ])('%j', async (args, tensors, message) => {
    const error = await measured([...args, '--json'], tensors).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PhasescopeError)
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) })
    expect((error as Error).message.split('\n')).toHaveLength(1)
  })

  it('a file that is not there, and one that is damaged', async () => {
    await expect(measured(['weight-norm'])).rejects.toThrow(/Cannot read .*tensors\.safetensors/)
    using folder = temporaryFolder()
    const path = join(folder.path, 'w.npy')
    writeFileSync(path, 'not numbers')
    await expect(measured(['weight-norm', '--with', path], { w: ROTATED })).rejects.toThrow(
      /w\.npy: not a complete NumPy/,
    )
  })
})
