import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { readTensors } from '#trainer/formats/index.ts'
import { answerFrom } from '#trainer/offline/answer.ts'
import type { Given } from '#trainer/offline/given.ts'
import { saidOf } from '#trainer/offline/measure-given.ts'
import { modelShapeFrom } from '#trainer/offline/model-shape.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { PLAIN } from './measured-given.ts'

/** Of all parameters together, by NumPy. */
interface Totals {
  readonly file: string
  readonly norm: number
  readonly rms: number
  readonly norms: Readonly<Record<string, number>>
}
type Spectra = Readonly<Record<string, readonly number[]>>
/** What a framework makes of its own network of dense layers. */
interface Answers {
  readonly file: string
  readonly loss: number
  readonly gradientNorm: number
}

/** Files as PyTorch, Flax and a run write them (tests/references/checkpoints.py). */
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'references', 'checkpoints.json'), 'utf8'),
) as {
  pytorch: Totals & { spectra: Spectra; buffers: string[]; vectors: string[]; bfloat16: Totals }
  flax: Totals & { spectra: Spectra; others: string[]; noMatrices: string[] }
  phasescope: Totals & { spectra: Spectra; ratios: Readonly<Record<string, number>> }
  pytorchMlp: Answers
  flaxMlp: Answers
}

const { linalg } = await openBackend()
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

function said(id: string, name: string, { file }: { file: string }, asked: Partial<Given> = {}) {
  const probe = probes.find((one) => one.id === id)
  if (probe === undefined) throw usageError(`no probe '${id}'`)
  const path = join(folder.path, name)
  writeFileSync(path, Buffer.from(file, 'base64'))
  const options = Object.fromEntries(probe.options.map(({ key, default: value }) => [key, value]))
  const input = { name, tensors: readTensors(path) }
  const { measurements, leftOut } = saidOf(probe, { ...PLAIN, input, others: [], options, ...asked }, linalg)
  const answer = answerFrom(measurements)
  const values = Object.fromEntries(answer.map((part) => [part.name ?? '', part.value]))
  return { values, leftOut: leftOut.map(({ tensor }) => tensor) }
}

const kinds = [
  ['PyTorch', 'state.safetensors', reference.pytorch],
  ['PyTorch in bfloat16', 'half.safetensors', reference.pytorch.bfloat16],
  ['Flax', 'flax.safetensors', reference.flax],
  ['a run', 'own.safetensors', reference.phasescope],
] as const

describe.each(kinds)('a checkpoint of %s', (_, name, totals) => {
  it('has the totals that NumPy finds, of all that is learned and nothing else', () => {
    const { total, ...norms } = said('weight-norm', name, totals).values
    expect(total).toBeCloseTo(totals.norm, 12)
    expect(Object.keys(norms).toSorted()).toEqual(Object.keys(totals.norms).toSorted())
    for (const [tensor, norm] of Object.entries(totals.norms)) expect(norms[tensor], tensor).toBeCloseTo(norm, 12)
    expect(said('weight-rms', name, totals).values.total).toBeCloseTo(totals.rms, 12)
  })
})

describe.each(kinds.filter(([, , totals]) => 'spectra' in totals))('layers of %s', (_, name, totals) => {
  it('are its matrices and its convolution kernels', () => {
    const { spectra } = totals as { spectra: Spectra }
    const { values } = said('singular-values', name, totals)
    expect(Object.keys(values).toSorted()).toEqual(Object.keys(spectra).toSorted())
    for (const [tensor, expected] of Object.entries(spectra)) {
      const found = values[tensor] as Float64Array
      expect(found).toHaveLength(expected.length)
      expected.forEach((value, i) => expect(found[i], `${tensor} ${i}`).toBeCloseTo(value, 11))
    }
  })
})

describe('what is left out is named', () => {
  const { pytorch, flax, phasescope } = reference
  it('of PyTorch: buffers, and by a probe of matrices biases and scales', () => {
    expect(said('weight-norm', 'state.safetensors', pytorch).leftOut.toSorted()).toEqual(pytorch.buffers.toSorted())
    expect(said('singular-values', 'state.safetensors', pytorch).leftOut.toSorted()).toEqual(
      [...pytorch.buffers, ...pytorch.vectors].toSorted(),
    )
  })

  it('of Flax: all collections but params, and by a probe of matrices attention heads too', () => {
    expect(said('weight-norm', 'flax.safetensors', flax).leftOut.toSorted()).toEqual(flax.others.toSorted())
    expect(said('singular-values', 'flax.safetensors', flax).leftOut.toSorted()).toEqual(
      [...flax.others, ...flax.noMatrices].toSorted(),
    )
  })

  it('of a run: what it remembers, of which updates are measured', () => {
    const { leftOut } = said('weight-norm', 'own.safetensors', phasescope)
    expect(leftOut).toContain('memories')
    expect(leftOut.filter((name) => name in phasescope.norms)).toEqual([])
    const { values } = said('update-to-weight-ratio', 'own.safetensors', phasescope)
    for (const [tensor, ratio] of Object.entries(phasescope.ratios))
      expect(values[tensor], tensor).toBeCloseTo(ratio, 14)
  })
})

describe.each([
  ['PyTorch', 'mlp.safetensors', reference.pytorchMlp],
  ['Flax', 'mlp.npz', reference.flaxMlp],
])('a network of %s, with two square layers among three', (_, name, answers) => {
  const model = modelShapeFrom('mlp:3-4-4-2:tanh')
  it('answers and descends as there', () => {
    expect(said('train-loss', name, answers, { model }).values['']).toBeCloseTo(answers.loss, 12)
    expect(said('gradient-norm', name, answers, { model }).values.total).toBeCloseTo(answers.gradientNorm, 12)
  })
})
